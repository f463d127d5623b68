"""One's own data: looked at before it is taken in, given out whole, copied, put back, encrypted, erased."""

import re
import sqlite3
from pathlib import Path

import pytest
import yaml
from tests.importing.stored_files import xlsx

from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import list_backups
from zonewise.services.custody.passphrase import Secret, is_encrypted, unlock

from .conftest import ORIGIN, page_words

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASE = "four words nobody joins"
ANOTHER = "another four quiet words"
NATIVE = "date,time,kind,name,value,unit,note\n2026-01-05,,rating,pain,4,,\n2026-01-06,,rating,pain,{last},,\n"


def sent(browser, path, name, content, **fields):
    """Send a file with a form, as a browser does."""
    data = {"token": browser.token("/appearance")} | fields
    files = {"file": (name, content)}
    return browser("POST", path, data=data, files=files, headers={"Origin": ORIGIN, "Accept": "text/html"})


def post(browser, path, **fields):
    """Send a form."""
    return browser.post(path, page="/appearance", **fields)


def temporary(folder: Path) -> list[str]:
    """Return what of ours lies in the folder for temporary files."""
    return [item.name for item in folder.iterdir() if item.name.startswith("zonewise-")]


def test_nothing_is_stored_before_the_file_was_looked_at(lived):
    """A file is shown with what it becomes and its medicines; only then, on the person's word, is it taken in."""
    before = len(lived.entries)
    text = NATIVE.format(last=5) + "2026-01-06,,medicine,tramadol,start,,\n"

    preview = sent(lived, "/data/import", "mine.csv", text.encode())

    assert preview.status_code == 200
    assert "Nothing is stored yet" in preview.text
    assert "tramadol: an opioid" in preview.text
    assert len(lived.entries) == before
    done = post(lived, "/data/import", do="save")
    assert "Taken in" in done.text
    assert len(lived.entries) >= before + 3
    assert "not here any more" in post(lived, "/data/import", do="save").text


def test_each_row_that_is_not_understood_is_shown_with_its_line(lived):
    """A bad row keeps the whole file out until the person says that it is to be left out."""
    before = len(lived.entries)

    preview = sent(lived, "/data/import", "mine.csv", NATIVE.format(last=55).encode())
    refused = post(lived, "/data/import", do="save")

    assert "Line 3:" in preview.text
    assert refused.status_code == 422
    assert "Line 3:" in refused.text
    assert len(lived.entries) == before
    assert "Left out" in post(lived, "/data/import", do="save", leave_out="yes").text
    assert len(lived.entries) == before + 1


def test_what_was_changed_is_shown_again_before_it_is_taken_in(lived, project_root):
    """Another target for a tracker is shown with its counts first; pressing save at once does not skip that."""
    before = {entry.id for entry in lived.entries}
    content = (project_root / "tests/data/exports/other-wide.csv").read_bytes()
    preview = sent(lived, "/data/import", "other.csv", content)
    names = re.findall(r"<legend>([^<]+)</legend>", preview.text)
    fields = {f"target.{n}": value for n, value in enumerate(chosen(preview.text))}
    pain = next(n for n, value in enumerate(fields.values()) if value == "pain")

    fields[f"target.{pain}"] = "ignore"
    shown = post(lived, "/data/import", do="save", **fields)

    assert names[pain]
    assert "Look once more" in shown.text
    assert chosen(shown.text)[pain] == "ignore"
    assert len(lived.entries) == len(before)
    assert "Taken in" in post(lived, "/data/import", do="save").text
    new = [entry for entry in lived.entries if entry.id not in before]
    assert new
    assert not [item for item in new if (item.kind, item.name) == ("rating", "pain")]


SHEET = "Date,Pain,Concentration,LDN\n03/04/2026,3,9,1\n04/04/2026,4,8,0\n"


def test_each_open_question_is_a_control(lived):
    """Scale, good end, order of dates and unit are asked on the page; nothing is stored before they are answered."""
    before = {entry.id for entry in lived.entries}
    preview = sent(lived, "/data/import", "mine.csv", SHEET.encode()).text
    questions = dict.fromkeys(re.findall(r'name="(answer\.([a-z-]+)\.[0-9a-f]+)"', preview))

    assert sorted(kind for _, kind in questions) == ["date-order", "good-end", "scale", "scale", "unit"]
    assert "--map" not in preview
    refused = post(lived, "/data/import", do="save")
    assert refused.status_code == 422
    assert refused.text.count("This is still to be said.") >= 5
    assert {entry.id for entry in lived.entries} == before
    said = {"date-order": "month-first", "good-end": "better", "scale": "0-10"}
    fields = {name: said[kind] for name, kind in questions if kind in said}
    fields |= {name.replace("answer", "written"): "each 1.5 mg" for name, kind in questions if kind == "unit"}
    assert "Taken in" in post(lived, "/data/import", do="save", **fields).text
    new = sorted((str(entry.day), entry.name, entry.value) for entry in lived.entries if entry.id not in before)
    assert new == [
        ("2026-03-04", "cognition", "1"), ("2026-03-04", "naltrexone", "1.5"), ("2026-03-04", "pain", "3"),
        ("2026-04-04", "cognition", "2"), ("2026-04-04", "naltrexone", "0"), ("2026-04-04", "pain", "4"),
    ]  # fmt: skip


def test_an_answer_that_is_none_is_said_beside_its_question(lived):
    """A scale that cannot be read is named where it was typed, and what was answered otherwise stays."""
    preview = sent(lived, "/data/import", "mine.csv", b"Date,Pain\n2026-01-05,3\n").text
    name = re.search(r'name="(answer\.scale\.[0-9a-f]+)"', preview)[1]

    refused = post(lived, "/data/import", do="save", **{name.replace("answer", "written"): "often"})

    assert refused.status_code == 422
    assert "which is not known" not in refused.text
    assert f'id="{name.replace(".", "-")}-error"' in refused.text


def test_an_import_is_taken_back_on_the_page(lived):
    """The file that was just taken in, or one of the list, is taken back whole; no other is."""
    before = len(lived.entries)
    sent(lived, "/data/import", "mine.csv", NATIVE.format(last=5).encode())
    taken = post(lived, "/data/import", do="save").text
    import_id = re.search(r'name="import" value="([^"]+)"', taken)[1]

    assert post(lived, "/data/imports").status_code == 422
    assert import_id in lived.get("/data/imports").text
    post(lived, "/data/imports", **{"import": import_id})
    assert import_id not in lived.get("/data/imports").text
    assert len([entry for entry in lived.entries if entry.kind == "withdrawn"]) >= 2
    assert len(lived.entries) > before


def chosen(text: str) -> list[str]:
    """Return which target each row shows."""
    selects = re.findall(r'<select id="target-\d+".*?</select>', text, re.DOTALL)
    return [re.search(r'value="([^"]*)" selected', select)[1] for select in selects]


def test_a_rating_without_its_scale_is_said_and_forgotten(lived, project_root):
    """A change that cannot be followed is refused with the reason; the file can still be read as it was proposed."""
    content = (project_root / "tests/data/exports/other-wide.csv").read_bytes()
    preview = sent(lived, "/data/import", "other.csv", content)
    fields = {f"target.{n}": value for n, value in enumerate(chosen(preview.text))}

    refused = post(lived, "/data/import", do="preview", **fields | {"target.0": "mood", "scale.0": "often"})

    assert refused.status_code == 422
    assert "Nothing was stored" in refused.text
    assert post(lived, "/data/import", do="preview").status_code == 200


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04zip", b"one column only\n", b"\xff\xfea\x00"])
def test_what_is_no_table_is_refused(lived, content):
    """Any other file is refused in words, and nothing of it stays."""
    answer = sent(lived, "/data/import", "../../etc/passwd", content)

    assert answer.status_code == 422
    assert "Not taken in" in answer.text
    assert "../" not in answer.text


def test_no_file_chosen_is_said(lived):
    """A form without a file says so beside the field, and one for a file that is gone too."""
    assert "No file was chosen" in sent(lived, "/data/import", "", b"").text
    assert "not here any more" in post(lived, "/data/import", do="preview").text
    assert "no-backup" not in post(lived, "/data/restore", do="save").text


def test_the_file_of_one_browser_is_not_shown_to_another(lived):
    """A second browser cannot take in, or see, what the first one sent."""
    sent(lived, "/data/import", "mine.csv", NATIVE.format(last=5).encode())
    lived.cookies.clear()

    assert "not here any more" in post(lived, "/data/import", do="preview").text


def test_nothing_of_a_file_stays_on_the_disk(lived, tmp_path, monkeypatch):
    """After a look, taking in, an export and a backup, no file of ours is left in the folder for temporary ones."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    sent(lived, "/data/import", "mine.csv", NATIVE.format(last=5).encode())
    assert temporary(folder) == []
    post(lived, "/data/import", do="save")
    lived.get("/data/export")

    assert temporary(folder) == []


def test_the_export_holds_everything(lived):
    """What is downloaded is the native table with every entry, and reading it again adds nothing."""
    answer = lived.get("/data/export")

    assert answer.headers["content-disposition"] == 'attachment; filename="zonewise-diary.csv"'
    assert answer.text.startswith("date,time,kind")
    again = sent(lived, "/data/import", "again.csv", answer.content)
    assert re.search(r"<dt>New</dt><dd>0</dd>", again.text)


def test_a_backup_is_made_listed_and_downloaded(lived):
    """One press makes a backup that stands in the list, and what is downloaded is a database that opens by itself."""
    assert post(lived, "/data/backup").headers["location"] == "/data?done=backed-up#backups"

    (made,) = list_backups(Diary(str(lived.diary)))
    page = lived.get("/data").text
    content = lived.get(f"/data/backups/{made.path.name}").content
    copied = lived.diary.with_name("copied.sqlite")
    copied.write_bytes(content)
    assert made.path.name in page
    assert sqlite3.connect(copied).execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("name", ["diary.sqlite", "..%2Fdiary.sqlite", "none.sqlite", "%2Fetc%2Fpasswd"])
def test_only_what_is_in_the_list_is_given_out(lived, name):
    """A name that is not in the list of backups is not found, whatever it points at."""
    post(lived, "/data/backup")

    assert lived.get(f"/data/backups/{name}").status_code == 404
    assert lived.get("/data/restore", params={"backup": name}).status_code == 422


def test_a_backup_comes_back_after_a_word(lived):
    """A backup from the list takes the diary's place after it was confirmed, and the diary becomes a backup itself."""
    post(lived, "/data/backup")
    (made,) = list_backups(Diary(str(lived.diary)))
    before = len(lived.entries)
    lived.check_in(rating__pain="7")

    shown = lived.get("/data/restore", params={"backup": made.path.name})
    assert "Put this backup back?" in shown.text
    assert len(lived.entries) > before
    done = post(lived, "/data/restore", do="save", backup=made.path.name)

    assert done.headers["location"] == "/data?done=restored"
    assert len(lived.entries) == before
    assert {item.kind for item in list_backups(Diary(str(lived.diary)))} == {"backup", "before-restore"}
    assert lived.get("/").status_code == 200


def test_a_file_from_elsewhere_is_checked(lived):
    """A file that was kept elsewhere comes back the same way; one that is no diary is refused, the diary as before."""
    post(lived, "/data/backup")
    (made,) = list_backups(Diary(str(lived.diary)))
    before = lived.diary.read_bytes()

    assert "Put this backup back?" in sent(lived, "/data/restore", "photo.jpg", b"\xff\xd8 a photograph" * 99).text
    refused = post(lived, "/data/restore", do="save")
    assert refused.status_code >= 400
    assert "Your diary is as before" in refused.text
    assert lived.diary.read_bytes() == before
    sent(lived, "/data/restore", "kept.sqlite", made.path.read_bytes())
    assert post(lived, "/data/restore", do="save").headers["location"] == "/data?done=restored"


def test_a_passphrase_is_set_changed_and_removed_while_the_app_runs(lived):
    """After each change the app goes on with the diary as it is now, and its pages still show it."""
    diary = Diary(str(lived.diary))

    assert "set" in post(lived, "/data/passphrase", do="set", new=PASSPHRASE, again=PASSPHRASE).headers["location"]
    assert is_encrypted(diary)
    assert lived.get("/").status_code == 200
    changed = {"passphrase": PASSPHRASE, "new": ANOTHER, "again": ANOTHER}
    assert "changed" in post(lived, "/data/passphrase", do="change", **changed).headers["location"]
    assert unlock(diary, Secret(ANOTHER)).key is not None
    assert lived.check_in(rating__pain="4").status_code == 303
    assert "removed" in post(lived, "/data/passphrase", do="remove", passphrase=ANOTHER).headers["location"]
    assert not is_encrypted(diary)
    assert lived.get("/").status_code == 200


def test_a_passphrase_that_does_not_do_is_said_and_never_shown(lived):
    """Too short, two that differ, and a wrong present one stand beside their field; no page gives them back."""
    short = post(lived, "/data/passphrase", do="set", new="short one", again="short one")
    differ = post(lived, "/data/passphrase", do="set", new=PASSPHRASE, again=ANOTHER)
    post(lived, "/data/passphrase", do="set", new=PASSPHRASE, again=PASSPHRASE)
    wrong = post(lived, "/data/passphrase", do="remove", passphrase=ANOTHER)

    assert "It has 9 characters" in short.text
    assert "not the same" in differ.text
    assert "does not open it" in wrong.text
    assert [case.status_code for case in (short, differ, wrong)] == [422, 422, 422]
    said = short.text + differ.text + wrong.text
    assert not [word for word in ("short one", PASSPHRASE, ANOTHER) if word in said]


def test_an_encrypted_backup_asks_for_its_passphrase(lived):
    """A backup under another passphrase is put back with that one, and a wrong one leaves the diary as it is."""
    post(lived, "/data/passphrase", do="set", new=PASSPHRASE, again=PASSPHRASE)
    post(lived, "/data/backup")
    (made,) = list_backups(Diary(str(lived.diary)))
    content = made.path.read_bytes()
    post(lived, "/data/passphrase", do="remove", passphrase=PASSPHRASE)

    shown = sent(lived, "/data/restore", "kept.sqlite", content)
    wrong = post(lived, "/data/restore", do="save", passphrase=ANOTHER)
    assert "Passphrase of the backup" in shown.text
    assert "does not open it" in wrong.text
    assert post(lived, "/data/restore", do="save", passphrase=PASSPHRASE).status_code == 303
    assert is_encrypted(Diary(str(lived.diary)))
    assert lived.get("/").status_code == 200


def test_erasing_needs_a_word_and_leaves_nothing(lived):
    """Another word deletes nothing; the right one deletes all, says what stays elsewhere, and one can begin again."""
    post(lived, "/data/backup")
    assert "diary.sqlite" in lived.get("/data/erase").text

    assert post(lived, "/data/erase", word="yes").status_code == 422
    assert lived.diary.exists()
    done = post(lived, "/data/erase", word=" Erase ")

    assert done.status_code == 200
    assert "Not within our reach" in done.text
    assert done.headers["clear-site-data"] == '"cache", "storage"'
    assert [item.name for item in lived.diary.parent.iterdir() if item.name.startswith("diary")] == []
    assert "Welcome" in lived.get("/begin").text


def test_the_page_works_for_a_damaged_diary(lived):
    """When the diary itself cannot be opened, the page that leads to its backups still can."""
    post(lived, "/data/backup")
    lived.diary.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    (made,) = list_backups(Diary(str(lived.diary)))

    assert lived.get("/").status_code == 503
    assert made.path.name in lived.get("/data").text
    assert post(lived, "/data/restore", do="save", backup=made.path.name).status_code == 303
    assert lived.get("/").status_code == 200


SLY = (
    "CREATE TRIGGER sly AFTER INSERT ON entries BEGIN INSERT INTO imports VALUES (NEW.id, '', '', '', '', '', ''); END"
)


def test_a_diary_with_a_foreign_trigger_is_not_served(lived):
    """The pages say what differs and lead to its backups; such a backup is refused too."""
    post(lived, "/data/backup")
    (made,) = list_backups(Diary(str(lived.diary)))
    with sqlite3.connect(lived.diary) as changed:
        changed.execute(SLY)
    changed.close()
    foreign = lived.diary.read_bytes()

    shown = lived.get("/")
    assert shown.status_code == 503
    assert "This file is not as zonewise makes it" in shown.text
    assert "trigger sly" in shown.text
    assert lived.get("/data/export").status_code == 503
    assert post(lived, "/data/restore", do="save", backup=made.path.name).status_code == 303
    assert lived.get("/").status_code == 200
    sent(lived, "/data/restore", "theirs.sqlite", foreign)
    refused = post(lived, "/data/restore", do="save")
    assert refused.status_code == 422
    assert "trigger sly" in refused.text
    assert b"sly" not in lived.diary.read_bytes()


BAD = yaml.safe_load((Path(__file__).parents[1] / "data" / "exports" / "bad.yaml").read_text("utf-8"))
SHEETS = {case["name"]: case for case in BAD if any(" --" in words for words in case["says"])}


@pytest.mark.parametrize("name", SHEETS)
def test_the_page_names_its_own_way_out_and_no_option_of_the_command_line(lived, name):
    """What the command line says with an option has a control here, or is mended in the file; so after Take it in."""
    case = SHEETS[name]
    text = case.get("text") or "date,time,kind,name,value,unit,note\n" + case["rows"]

    pages = [sent(lived, "/data/import", "in.csv", text.encode()), post(lived, "/data/import", do="save")]

    for answer in pages:
        words = page_words(answer)
        assert " --" not in words
        assert not re.search(r"=(dose|date|pain|infection)\b", words)


def test_a_workbook_is_looked_at_after_its_sheet_was_chosen(lived):
    """Of several sheets each is a button; the chosen one is shown, and taken in as it was shown."""
    rows = [("Date", "Pain (0-10)"), ("2024-06-05", 4)]
    content = xlsx({"Spring": [("Date", "Pain (0-10)"), ("2024-01-05", 3)], "Sum & mer": rows})

    asked = sent(lived, "/data/import", "diary.xlsx", content)
    shown = post(lived, "/data/import", do="preview", table="Sum & mer")
    done = post(lived, "/data/import", do="save")

    assert asked.status_code == 422
    assert re.findall(r'name="table" value="([^"]+)"', asked.text) == ["Spring", "Sum &amp; mer"]
    assert "--sheet" not in asked.text
    assert "Also in it and not read: &#39;Spring&#39;" in shown.text
    assert "Taken in" in done.text
