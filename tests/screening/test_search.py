import pytest

from zonewise.screening.name_search import ListedName, listed_names, names_like


@pytest.fixture(scope="module")
def names(shipped_files: dict[str, str]) -> tuple[ListedName, ...]:
    """All names that are shipped."""
    return listed_names(shipped_files)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cod", "codeine"), ("TRAMAD", "tramadol"), ("co-codam", "Co codamal"), ("ibuprof", "ibuprofen"),
        ("iburpofen", "ibuprofen"), ("naltrexon", "naltrexone"), ("kratom", "kratom"),
    ],
)  # fmt: skip
def test_the_usual_name_comes_first(typed: str, first: str, names: tuple[ListedName, ...]) -> None:
    """The substance stands before its products, in its usual spelling, also when capitals or a slip were typed."""
    assert names_like(typed, names, 8)[0].name == first


def test_each_answer_is_short_and_begins_so(names: tuple[ListedName, ...]) -> None:
    """For every beginning of two letters: at most eight names, each with a word that begins so, none twice."""
    for start in {name.folded[:2] for name in names if name.folded[:2].isalpha()}:
        matches = names_like(start, names, 8)
        assert 1 <= len(matches) <= 8
        assert all(f" {name.folded}".find(f" {start}") >= 0 for name in matches)
        assert len({name.name for name in matches}) == len(matches)


@pytest.mark.parametrize("typed", ["", "x", "  ", "qqqqqqqqqqqq", "%", "a" * 5000, "\ud800"])
def test_nothing_is_found_for_nothing(typed: str, names: tuple[ListedName, ...]) -> None:
    """One letter, blanks, signs and gibberish find nothing, and are no fault."""
    assert names_like(typed, names, 8) == ()


def test_each_name_has_the_list_that_it_stands_on(small: dict[str, str]) -> None:
    """Substances, their spellings and products are there with their kind; short forms are not."""
    matches = {name.name: (name.kind, name.substance) for name in listed_names(small)}

    assert matches["zorphinum"] == ("opioid", "zorphine")
    assert matches["Gutex"] == ("interacting", "")
    assert "zph" not in matches
