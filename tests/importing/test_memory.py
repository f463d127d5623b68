import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta

from zonewise.importing import ReaderOptions, propose_mapping, read_entries, sniff
from zonewise.importing.row_identity import Occurrences
from zonewise.model.entry import Entry

HEADER = b"date,time,kind,name,value,unit,note\n"
OPTIONS = ReaderOptions(latest=date(2100, 1, 1))
MIB = 1024 * 1024


def _pieces(rows: int) -> Iterator[bytes]:
    """A diary of 40 rows a day over 100 days, again and again, none of it held in memory."""
    yield HEADER
    for day in range(rows // 40):
        dated = date(1990, 1, 1) + timedelta(days=day % 100)
        hours = (
            f"{dated},{row % 24:02}:{row % 60:02},rating,pain,{row % 11},,a note of some length\n" for row in range(39)
        )
        yield ("".join(hours) + f"{dated},,dose,,1.5,mg,\n").encode()


def _peak_of_reading(rows: int) -> tuple[int, int]:
    layout = sniff(HEADER, "big.csv")
    tracemalloc.start()
    try:
        count = sum(
            isinstance(one, Entry) for one in read_entries(_pieces(rows), layout, None, "big.csv", options=OPTIONS)
        )
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file() -> None:
    """A file with four times the rows needs no more memory; what is remembered of rows is bounded, as tested below."""
    short_count, short = _peak_of_reading(5_000)
    long_count, long = _peak_of_reading(20_000)

    assert (short_count, long_count) == (5_000, 20_000)
    assert long < 10 * MIB, f"{long / MIB:.1f} MiB"
    assert long < short * 1.1 + MIB / 2, f"{short / MIB:.1f} MiB, then {long / MIB:.1f} MiB"


def test_one_endless_line_is_never_held() -> None:
    """A line of 100 MB is given up after the length that a row may have."""
    given_out = 0

    def endless() -> Iterator[bytes]:
        nonlocal given_out
        yield HEADER
        for _ in range(1600):
            given_out += 65_536
            yield b"x" * 65_536

    tracemalloc.start()
    try:
        (problem,) = read_entries(endless(), sniff(HEADER, "big.csv"), None, "big.csv", options=OPTIONS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert problem.code == "row-too-long"  # type: ignore[union-attr]
    assert peak < 10 * MIB, f"{peak / MIB:.1f} MiB"
    assert given_out < 2 * MIB, f"{given_out / MIB:.1f} MiB were taken from the file"


def test_many_names_are_not_all_remembered() -> None:
    """A file in which every row has another tracker is read with bounded memory too."""
    header = b"observation_date,tracker_name,tracker_category,observation_value\n"
    layout = sniff(header, "v.csv")

    def named() -> Iterator[bytes]:
        yield header
        yield from (f"2026-01-01,Chest pain {number} {'x' * 400},Pain,1\n".encode() for number in range(7_000))

    tracemalloc.start()
    try:
        count = sum(1 for _ in read_entries(named(), layout, propose_mapping(layout, ()), "v.csv", options=OPTIONS))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert count == 7_000 + 5_000 + 1
    assert peak < 20 * MIB, f"{peak / MIB:.1f} MiB"


def test_what_is_remembered_of_rows_stays_under_30_mib() -> None:
    """The identities of a hundred thousand rows, the most that are kept, fit well into the memory allowed."""
    tracemalloc.start()
    try:
        occurrences = Occurrences()
        for number in range(120_000):
            occurrences.number(number.to_bytes(12, "big"), (number + 1).to_bytes(12, "big"), repeats_count=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 30 * MIB, f"{peak / MIB:.1f} MiB"


def test_identities_are_forgotten_in_two_generations() -> None:
    """What was seen lately is still known when the oldest identities are let go."""
    occurrences = Occurrences(remembered=3)
    for number in range(20):
        assert occurrences.number(b"%d" % number, b"x", repeats_count=True) == 0
        assert occurrences.number(b"%d" % number, b"x", repeats_count=True) == 1

    assert occurrences.number(b"0", b"x", repeats_count=True) == 0
    assert occurrences.number(b"17", b"x", repeats_count=True) == 2
    assert occurrences.number(b"19", b"x", repeats_count=True) == 2
