"""An export carries everything: taken in elsewhere, past guidance is derived again as where it was shown."""

from pathlib import Path

import pytest

from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, all_entries, read_connection
from zonewise.services.custody.backups import export_csv
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions
from zonewise.services.reading.today import guidance_today, keep_guidance, replay
from zonewise.store.records import load_imports, load_records


def kept(diary: Diary):
    """Return the records of a diary."""
    with read_connection(diary) as connection:
        return load_records(connection), load_imports(connection)


@pytest.fixture
def exported(diary: Diary, tmp_path: Path) -> Path:
    """Return the export of a diary in which guidance was shown twice and a file taken in."""
    rows = tmp_path / "rows.csv"
    rows.write_text("date,time,kind,name,value,unit,note\n2026-01-05,,note,x,=1+1; a,,\n")
    keep_guidance(diary, guidance_today(diary))
    import_file(diary, rows, ImportOptions())
    keep_guidance(diary, guidance_today(diary))
    file = tmp_path / "export.csv"
    export_csv(diary, file)
    return file


def test_what_was_shown_is_told_again_elsewhere(diary: Diary, exported: Path, tmp_path: Path) -> None:
    """The other diary holds the same records, and replaying them gives the same, difference for difference."""
    other = Diary(str(tmp_path / "other.sqlite"))
    import_file(other, exported, ImportOptions())

    guidance, imports = kept(diary)
    there, imports_there = kept(other)
    assert len(guidance) == 2
    assert there == guidance
    assert {one.id for one in imports} < {one.id for one in imports_there}
    assert all_entries(other) == all_entries(diary)
    assert replay(other) == replay(diary)
    again = import_file(other, exported, ImportOptions())
    assert again.added == 0
    assert kept(other)[0] == guidance


CHANGES = {
    ",record,guidance,": ",record,guidances,",
    '""as_of"": ""': '""as_of"": ""x',
    '""id"": ""': '""ids"": ""',
    '""recorded_at"": ""': '""recorded_at"": 5, ""more"": ""',
    '"{': '"',
}


@pytest.mark.parametrize(("was", "now"), CHANGES.items())
def test_a_record_that_was_changed_keeps_the_file_out(exported: Path, tmp_path: Path, was: str, now: str) -> None:
    """A record that is not as an export writes it is named with its line, and nothing of the file is taken in."""
    lines = exported.read_text().split("\r\n")
    number = next(number for number, line in enumerate(lines) if ",record,guidance," in line)
    assert was in lines[number]
    lines[number] = lines[number].replace(was, now, 1)
    exported.write_text("\r\n".join(lines))
    other = Diary(str(tmp_path / "other.sqlite"))

    with pytest.raises(InputRefused) as refused:
        import_file(other, exported, ImportOptions())

    assert refused.value.problems[0].line > 1
    assert all_entries(other) == ()
