"""What can a program, or the page while somebody types, ask about a medicine's name?"""

from typing import Annotated

import anyio.to_thread
from fastapi import Query
from pydantic import BaseModel

from zonewise.report.medicine_words import KIND_WORDS
from zonewise.services.recording.medicines import finding_of, names_so_far
from zonewise.web.api import REFUSED
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.routers import for_programs

router = for_programs()

Typed = Annotated[str, Query(max_length=200)]
WORDS = KIND_WORDS | {"harmless": "no opioid in it"}


class ScreenedName(BaseModel):
    """What a name is to a person on LDN."""

    finding: str
    words: str
    because: str


@router.get("/medicines/names", responses=REFUSED)
async def names(here: CurrentDiary, begins: Typed) -> list[str]:
    """Return names of our lists that begin like what was typed, at most eight."""
    return [each.name for each in names_so_far(here.protocol, begins)]


@router.get("/medicines/finding", responses=REFUSED)
async def finding(here: CurrentDiary, name: Typed) -> ScreenedName:
    """Return what a medicine is; one that is not recognised is a question, never a pass. Nothing is stored."""
    found = await anyio.to_thread.run_sync(finding_of, here.protocol, name)
    return ScreenedName(finding=found.finding, words=WORDS[found.finding], because=found.because)
