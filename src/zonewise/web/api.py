"""The JSON under /api for programs: today, entries, names of medicines, health, and the token that a change carries."""

from dataclasses import replace
from datetime import date, time
from typing import Annotated, Any

from fastapi import BackgroundTasks, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from zonewise import __version__
from zonewise.report.json_shapes import entry_json, today_json
from zonewise.report.medicine_words import KIND_WORDS, NO_OPIOID
from zonewise.services.recording.entries import entries_of
from zonewise.services.recording.medicines import finding_of, names_so_far
from zonewise.services.recording.sync import MOST, ReceivedEntry, receive_entries

from .diary_context import CurrentDiary, for_programs, shown_today
from .render import ApiResponse
from .session import keep_session, token_of

router = for_programs()


class ErrorWords(BaseModel):
    """What was refused."""

    code: str
    where: str
    found: str
    todo: str
    more: list["ErrorWords"] | None = None


class ErrorShape(BaseModel):
    """The one shape of every error."""

    error: ErrorWords


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]


class SentEntry(BaseModel):
    """One entry, with the id that was made where it was written."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=40, description="A UUID; the same id counts once.")
    day: Day = Field(description="Date on the wall clock.")
    at: str | None = Field(
        default=None, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Time on the wall clock."
    )
    kind: str = Field(
        max_length=20, description="rating, dose, sign, event, answer, zone, note, medicine, profile, withdrawn"
    )
    name: str = Field(default="", max_length=200)
    value: str = Field(default="", max_length=2000)
    unit: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=10_000)
    supersedes: str = Field(default="", max_length=200, description="Id of the entry that this one replaces.")


class SentEntries(BaseModel):
    """Entries that arrive together: all are taken, or none."""

    model_config = ConfigDict(extra="forbid")

    entries: list[SentEntry] = Field(min_length=1, max_length=MOST)


class ArrivedEntries(BaseModel):
    """What became of them."""

    added: list[str]
    repeated: list[str]


class ScreenedName(BaseModel):
    """What a name is to a person on LDN."""

    finding: str
    words: str
    because: str


TypedName = Annotated[str, Query(max_length=200)]
MEDICINE_WORDS = {**KIND_WORDS, "harmless": NO_OPIOID}

REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorShape, "description": words}
    for status, words in {
        400: "It could not be read.",
        403: "It did not come from a page of ours, or without the token.",
        404: "There is no diary yet.",
        408: "It took too long to arrive.",
        409: "An id is there with another content, or the example is shown.",
        413: "It is too large.",
        422: "It does not fit; each problem is named.",
        503: "The diary cannot be used now.",
        507: "There is no space left.",
    }.items()
}


@router.get("/health", responses=REFUSED)
async def health() -> dict[str, str]:
    """Say that the app answers, without touching the diary."""
    return {"status": "ok", "version": __version__}


@router.get("/session", responses=REFUSED)
async def session(request: Request) -> ApiResponse:
    """Return the token that each change carries in the header X-Zonewise-Token, beside this browser's cookie."""
    answer = ApiResponse({"token": token_of(request)})
    keep_session(request, answer)
    return answer


@router.get("/today", responses=REFUSED)
async def today(context: CurrentDiary, after: BackgroundTasks, as_of: Day | None = None) -> dict[str, Any]:
    """Return everything that is shown for one day."""
    shown = await shown_today(replace(context, as_of=as_of or context.as_of), after)
    return today_json(shown.guidance, shown.profile.protocol.rule_set)


@router.get("/entries", responses=REFUSED)
async def entries(context: CurrentDiary, day: Day) -> list[dict[str, str | None]]:
    """Return what stands for one logical day."""
    return [entry_json(entry) for entry in entries_of(context.diary, day, with_superseded=False)]


@router.post("/entries", responses=REFUSED, response_model=ArrivedEntries)
def add(context: CurrentDiary, sent: SentEntries) -> ApiResponse:
    """Take entries in, each id once, however often it is sent."""
    arrived = receive_entries(
        context.diary,
        [
            ReceivedEntry(
                **entry.model_dump(exclude={"at"}), at=None if entry.at is None else time.fromisoformat(entry.at)
            )
            for entry in sent.entries
        ],
    )
    return ApiResponse({"added": list(arrived.added), "repeated": list(arrived.repeated)})


@router.get("/medicines/names", responses=REFUSED)
async def names(context: CurrentDiary, begins: TypedName) -> list[str]:
    """Return names of our lists that begin like what was typed, at most eight."""
    return [medicine.name for medicine in names_so_far(context.protocol, begins)]


@router.get("/medicines/finding", responses=REFUSED)
def finding(context: CurrentDiary, name: TypedName) -> ScreenedName:
    """Return what a medicine is; one that is not recognised is a question, never a pass. Nothing is stored."""
    screened = finding_of(context.protocol, name)
    return ScreenedName(finding=screened.finding, words=MEDICINE_WORDS[screened.finding], because=screened.because)
