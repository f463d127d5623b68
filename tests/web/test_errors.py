"""Errors for people are pages with a way out; for programs they have one shape."""

import json
import shutil

import pytest
import sqlcipher3.dbapi2 as sqlite

from zonewise.store.connect import open_diary
from zonewise.store.refusals import DiaryRefused

from .conftest import ORIGIN

KEY = "6f9619ff-8b86-d011-b42d-00c04fc964ff"


def is_one_error(answer):
    """Say whether an answer has the one shape of errors."""
    error = answer.json()["error"]
    return {"code", "where", "found", "todo"} <= set(error) and all(error[name] for name in ("code", "found", "todo"))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/none", 404), ("DELETE", "/api/entries", 405), ("GET", "/api/entries", 422),
        ("GET", "/api/entries?day=never", 422), ("GET", "/api/entries?day=0001-01-01", 422),
        ("GET", "/api/today?as_of=9999-12-31", 422),
    ],
)  # fmt: skip
def test_every_error_of_the_api_has_one_shape(lived, method, path, status):
    """Whatever is wrong with a request, its answer is the one shape."""
    answer = lived(method, path)

    assert answer.status_code == status
    assert is_one_error(answer)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"entries": []}', b'{"entries": [1]}', b'{"entries": "x"}',
     b"[" * 60_000,
     b'{"entries":[{"id":"x","day":"2026-11-22","kind":"rating"}]}', b"9" * 5000,
     b'{"entries":[{"id":"\\ud800","day":"2026-11-22","kind":"\\ud800","name":"\\ud800"}]}',
     b'{"entries":[{"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","day":"2024-11-22","kind":"note","note":"\\ud800"}]}',
     b'{"entries":[{"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","day":"2024-11-22","kind":"note","note":"\\u0000"}]}',
     b'{"entries":[{"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","day":"1900-01-01","kind":"plan","value":"{}"}]}',
     b'{"entries":[{"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","day":"2024-11-22","kind":"dose","value":"1e999999","unit":"mg"}]}',
     b'{"entries":[{"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","day":"2024-11-22","at":"25:00","kind":"note"}]}'],
)  # fmt: skip
def test_no_bytes_are_a_fault(lived, content):
    """What a program sends is taken or refused with a 4xx; nothing it sends is a fault of the app."""
    answer = lived.send(content)

    assert 400 <= answer.status_code < 500
    assert is_one_error(answer)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\xff\xfe=\x00", "application/x-www-form-urlencoded"), (b"x", "multipart/form-data"),
     (b"--b\r\nx", "multipart/form-data; boundary=b"), (b"day=%ff%00", "text/plain"),
     (b"--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--", "multipart/form-data; boundary=b")],
)  # fmt: skip
def test_no_form_is_a_fault(lived, content, kind):
    """Broken forms of any kind are refused, not faults."""
    headers = {"Origin": ORIGIN, "Content-Type": kind, "Accept": "text/html"}

    assert 400 <= lived("POST", "/check-in", content=content, headers=headers).status_code < 500


@pytest.mark.parametrize(
    "value", ["\0", "x" * 5000, "<script>", "'; DROP TABLE entries; --", "../../etc", "1e400", "\u202e"]
)
def test_strange_texts_are_kept_refused_or_shown_as_text(lived, value):
    """Text from a person is never code: it is escaped where it is shown, and what cannot be kept is refused."""
    answers = [lived.check_in(note=value), lived.check_in(dose_other=value), lived.check_in(day=value, note="x"),
               lived.check_in(key=value, note="x"), lived.get(f"/check-in?day={value[:50].replace(chr(0), '%00')}"),
               lived.post("/answers", question=value, answer=value),
               lived.post("/begin/time-zone", timezone=value)]  # fmt: skip

    assert all(item.status_code < 500 for item in answers)
    assert all("<script>" not in item.text for item in answers)
    assert "<script>" not in lived.get("/check-in").text


def newer(path):
    """Make the diary one of a newer release."""
    with sqlite.connect(str(path)) as connection:
        connection.execute("UPDATE zonewise_revision SET version_num = '0999'")
    connection.close()


def damaged(path):
    """Overwrite the middle of the file."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def other_file(path):
    """Put something else in its place."""
    path.write_bytes(b"not a diary at all " * 100)


@pytest.mark.parametrize(("harm", "words"), [(newer, "newer"), (damaged, "damaged"), (other_file, "not a diary")])
def test_a_diary_that_cannot_be_opened_is_a_page_with_the_way_out(lived, harm, words):
    """A newer, damaged or foreign file is said so, is left as it is, and emergency help still stands."""
    harm(lived.diary)
    before = lived.diary.read_bytes()

    pages = [lived.get("/"), lived.get("/check-in"), lived.get("/check-in/crash")]

    for page in pages:
        assert page.status_code == 503
        assert words in page.text
        assert 'href="/help"' in page.text
    assert lived.get("/help").status_code == 200
    assert lived.diary.read_bytes() == before
    assert is_one_error(lived.get("/api/today"))


def test_a_diary_in_use_loses_nothing(lived, monkeypatch):
    """While something else holds the diary a check-in is refused with 503 and can be sent again; then it is there."""
    monkeypatch.setitem(open_diary.__kwdefaults__, "busy_seconds", 0.05)
    holder = sqlite.connect(str(lived.diary), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    held = lived.check_in(key=KEY, rating__pain="5")
    holder.execute("ROLLBACK")
    holder.close()
    sent_again = lived.check_in(key=KEY, rating__pain="5")

    assert held.status_code == 503
    assert "in use" in held.text
    assert sent_again.status_code == 303
    assert [e.value for e in lived.entries if e.name == "pain" and e.source == "web"] == ["5"]


def test_a_full_disk_is_said(lived, monkeypatch):
    """No space left is a page that says so; the status says it to programs."""

    def full(*_: object, **__: object) -> None:
        raise DiaryRefused("diary", "there is no space left to write.", "Free some space, then try again.", "disk-full")

    monkeypatch.setattr("zonewise.services.recording.check_in.add_entries", full)

    answer = lived.check_in(rating__pain="5")

    assert answer.status_code == 507
    assert "Free some space" in answer.text


def test_the_api_takes_entries_once(lived):
    """Entries with ids made elsewhere arrive once however often they are sent; a rating replaces the earlier one."""
    first = {"id": KEY, "day": "2026-01-02", "at": "21:30", "kind": "rating", "name": "pain", "value": "4"}
    second = first | {"id": "7f9619ff-8b86-d011-b42d-00c04fc964ff", "value": "6"}

    answers = [lived.send(json.dumps({"entries": sent}).encode()).json()
               for sent in ([first], [first], [second], [first, second])]  # fmt: skip
    clash = lived.send(json.dumps({"entries": [first | {"value": "9"}]}).encode())

    assert [(len(answer["added"]), len(answer["repeated"])) for answer in answers] == [(1, 0), (0, 1), (1, 0), (0, 2)]
    assert clash.status_code == 409
    assert is_one_error(clash)
    standing = lived.get("/api/entries?day=2026-01-02").json()
    assert [(item["name"], item["value"]) for item in standing] == [("pain", "6")]


def test_one_wrong_entry_keeps_all_out(lived):
    """All entries of one request are taken or none, and each wrong one is named by its place."""
    good = {"id": KEY, "day": "2026-01-02", "kind": "rating", "name": "pain", "value": "4"}
    bad = {"id": "not-one", "day": "2026-01-02", "kind": "ratin", "name": "pain", "value": "4"}
    before = lived.entries

    answer = lived.send(json.dumps({"entries": [good, bad]}).encode())

    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "entries.1"
    assert lived.entries == before


def test_without_a_diary_the_api_says_so(empty):
    """A diary that has not been begun is a 404 in the one shape, and nothing is made."""
    answer = empty.get("/api/today")

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "no-diary"
    assert not empty.diary.exists()


def test_a_copy_moved_into_place_is_seen(lived, lived_diary):
    """A diary that was restored from elsewhere while the app runs is the one that is read."""
    lived.check_in(rating__pain="9")
    assert "Pain 9" in lived.get("/check-in").text
    for item in lived.diary.parent.glob("diary.sqlite-*"):
        item.unlink()
    lived.diary.unlink()
    shutil.copy(lived_diary, lived.diary)

    assert "Pain 9" not in lived.get("/check-in").text


@pytest.mark.parametrize("path", ["/flare", "/helping"])
def test_on_the_first_day_a_page_without_a_diary_leads_to_the_first_steps(empty, path):
    """Nobody is told of a file or a code who has only not begun yet."""
    page = empty.get(path)

    assert page.status_code == 404
    assert 'href="/check-in">Check in</a>' in page.text
    assert 'href="/begin">First steps</a>' in page.text
    assert str(empty.diary) not in page.text
