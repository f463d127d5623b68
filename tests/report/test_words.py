from pathlib import Path
from typing import get_args

import pytest

from zonewise.importing.tracker_mapping import COLUMN_TARGETS
from zonewise.model.entry import EVENTS, RATINGS
from zonewise.relief.relief_estimate import Verdict
from zonewise.report.words import word_table
from zonewise.services.reading.plan_ahead import DateKind


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("events", EVENTS),
        ("ratings", RATINGS),
        ("rating-scales", RATINGS),
        ("rating-prompts", RATINGS),
        ("verdicts", get_args(Verdict)),
        ("reminder-titles", get_args(DateKind)),
        ("reminder-texts", get_args(DateKind)),
        ("column-roles", (*COLUMN_TARGETS, "dose", "medicine", "sign", "ignore")),
    ],
)
def test_each_code_has_its_words(table: str, codes: tuple[str, ...]) -> None:
    """A table has words for exactly the codes that there are."""
    assert set(word_table(table)) == set(codes)


def test_a_day_in_a_sentence_of_a_page_has_its_weekday(project_root: Path) -> None:
    """Only the order sheet for the pharmacy, the list of medicines and the date of a prescription leave it out."""
    templates = [*(project_root / "src/zonewise/web/templates").rglob("*.html")]
    templates += (project_root / "src/zonewise/report/templates").rglob("*.txt")
    pages = [path for path in templates if not path.name.startswith(("order", "medicines"))]
    lines = [line for path in pages for line in path.read_text("utf-8").splitlines()]

    assert any("long_day" in line for line in lines)
    assert [line for line in lines if "short_day" in line and "written_on" not in line] == []
