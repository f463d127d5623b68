import io
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from zonewise.importing import HEAD_BYTES, Note, ReaderOptions, confirmed, propose_mapping, read_entries, sniff
from zonewise.importing.file_sniffer import survey_trackers
from zonewise.model.entry import RATINGS, Entry
from zonewise.problem import InputRefused, Problem

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
CONTENTS = [path.read_bytes() for path in sorted(EXPORTS.glob("*.csv"))]
OPTIONS = ReaderOptions(latest=date(2026, 2, 1))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real file with some bytes cut out and others put in."""
    content = draw(st.sampled_from(CONTENTS))
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 40)))
    put_in = draw(
        st.binary(max_size=6) | st.sampled_from([b'"', b"\n", b";", b",", b"\r", b"-", b"99", b"|", b"(", b"="])
    )
    return content[:start] + put_in + content[end:]


@given(damaged() | st.binary(max_size=200))
def test_whatever_the_file_holds_it_is_read_or_refused(content: bytes) -> None:
    """No file makes the readers fail, and no entry comes out that the rest could not take."""
    try:
        layout = sniff(content[:HEAD_BYTES], "any.csv")
    except InputRefused:
        return
    mapping = confirmed(propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, "any.csv")))

    for one in read_entries(io.BytesIO(content), layout, mapping, "any.csv", options=OPTIONS):
        assert isinstance(one, Entry | Problem | Note)
        if isinstance(one, Entry):
            assert one.id
            assert one.day <= OPTIONS.latest
            if one.kind == "rating":
                assert one.name in RATINGS
                assert 0 <= float(one.value) <= 10
            if one.kind == "dose":
                assert float(one.value) >= 0
                assert one.unit == "mg"
