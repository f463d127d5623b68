"""A hundred realistic sheets: nothing of them is stored otherwise than it was lived, unless it was said."""

from hypothesis import given, settings

from .sheet_strategy import Sheet, misread, sheets


@settings(max_examples=100, derandomize=True, database=None)
@given(sheets())
def test_nothing_is_stored_wrong_without_a_word(sheet: Sheet) -> None:
    """Without answers only what is certain is stored; with all of them each value is what the person lived."""
    assert misread(sheet) == []
