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
