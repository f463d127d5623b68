"""Which key opens an encrypted diary, and what never shows it."""

import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from argon2.low_level import Type, hash_secret_raw
from sqlalchemy import Engine

from zonewise.model.entry import Entry
from zonewise.store.connect import open_diary, reading
from zonewise.store.encryption import Key, Secret, _open_handles, derive, head_of, is_encrypted_head, new_head
from zonewise.store.entries import load_entries
from zonewise.store.refusals import DiaryRefused

from .conftest import begin_diary, read_entries, write_entries

Make = Callable[..., Entry]
Open = Callable[..., Engine]

HEAD = b"zwd\x01" + b"a" * 12
KEY = Key(bytes(range(32)), HEAD)
WORDS = "a passphrase of mine"


def test_the_key_is_argon2id_with_the_cost_that_the_head_names() -> None:
    """The key is what argon2id makes of the passphrase, the head as salt, 3 passes, 64 MiB and 4 lanes."""
    assert derive(Secret(WORDS), HEAD).raw == hash_secret_raw(WORDS.encode(), HEAD, 3, 65536, 4, 32, Type.ID)


def test_each_file_has_a_salt_of_its_own() -> None:
    """Two heads differ, and both are told from the head of a database in the clear, of another sort, and of none."""
    one, other = new_head(), new_head()

    assert one != other
    assert is_encrypted_head(one)
    assert is_encrypted_head(other)
    for head in (b"", b"SQLite format 3\0", b"zwd\x01", b"zwd\x02" + b"a" * 12, b"zwe\x01" + b"a" * 12):
        assert not is_encrypted_head(head)


@pytest.mark.parametrize("typed", ["caf\u00e9 au lait", "cafe\u0301 au lait", "caf\u00e9\u00a0au\u2003lait"])
def test_one_passphrase_on_two_devices(typed: str) -> None:
    """However a keyboard composes letters and spaces, the same passphrase gives the same bytes."""
    assert Secret(typed).to_bytes() == "café au lait".encode()
    assert Secret("Café au lait").to_bytes() != "café au lait".encode()


def test_a_secret_shows_nothing() -> None:
    """Neither printing, nor an error with its variables, nor writing it away shows a passphrase or a key."""
    secret = Secret(WORDS)

    with pytest.raises(TypeError, match="not written"):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        {secret: 1}  # type: ignore[dict-item]  # noqa: B018  # not even as the key of a mapping
    try:
        derive(secret, b"short")
    except KeyError as error:
        told = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "Secret(hidden)" in told
    for shown in (told, repr(secret), str(secret), f"{secret}", repr(KEY), str([KEY])):
        assert WORDS not in shown
        assert KEY.raw.hex() not in shown
        assert repr(KEY.raw) not in shown
    assert secret == Secret(WORDS)
    assert secret != Secret(WORDS + "x")


def test_nothing_readable_is_on_the_disk(tmp_path: Path, opened: Open, entry: Make) -> None:
    """Of an encrypted diary neither the file nor its log holds a word that was written, nor SQLite's own head."""
    engine = opened(tmp_path / "diary.db", key=KEY)
    write_entries(engine, [entry(f"entry-{n}", note="a word of mine") for n in range(200)])

    for path in tmp_path.iterdir():
        for word in (b"a word of mine", b"entry-1", b"CREATE TABLE", b"SQLite format 3", KEY.raw):
            assert word not in path.read_bytes()
    assert (tmp_path / "diary.db-wal").stat().st_size > 10_000
    assert head_of(tmp_path / "diary.db") == HEAD


def test_an_encrypted_diary_gives_back_what_was_written(tmp_path: Path, opened: Open, entry: Make) -> None:
    """With its key the diary opens again, and a large text is kept with it."""
    kept = entry("a", note="long " * 5000)
    begin_diary(tmp_path / "diary.db", [kept], key=KEY)

    assert read_entries(opened(tmp_path / "diary.db", key=KEY, create=False)) == (kept,)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "passphrase-needed"),
        (Key(bytes(32), HEAD), "wrong-passphrase"),
        (Key(KEY.raw, b"zwd\x01" + b"b" * 12), "passphrase-changed"),
    ],
)
def test_another_key_is_refused(
    tmp_path: Path, entry: Make, capfd: pytest.CaptureFixture[str], key: Key | None, code: str
) -> None:
    """Without key, with a wrong one or with that of another time the file is refused, not changed, and nothing else
    is printed.
    """  # fmt: skip
    path = tmp_path / "diary.db"
    begin_diary(path, [entry("a")], key=KEY)
    before = path.read_bytes()

    with pytest.raises(DiaryRefused) as refused:
        open_diary(path, key=key)

    assert refused.value.code == code
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["diary.db"]
    assert capfd.readouterr() == ("", "")


def test_a_key_for_a_diary_in_the_clear_is_refused(tmp_path: Path) -> None:
    """A key that is kept in memory while the passphrase is removed elsewhere opens nothing by mistake."""
    open_diary(tmp_path / "diary.db").dispose()

    with pytest.raises(DiaryRefused, match="passphrase-changed"):
        open_diary(tmp_path / "diary.db", key=KEY)


@pytest.mark.parametrize("where", [100, 0.5])
def test_a_changed_byte_is_noticed(tmp_path: Path, entry: Make, where: float) -> None:
    """A byte that was changed in the first page, or in the middle, is damage, never another content."""
    path = tmp_path / "diary.db"
    begin_diary(path, [entry(f"{n:05}", note="word " * 20) for n in range(2000)], key=KEY)
    damaged = bytearray(path.read_bytes())
    damaged[where if isinstance(where, int) else int(len(damaged) * where) // 4096 * 4096 + 50] ^= 1
    path.write_bytes(damaged)

    with pytest.raises(DiaryRefused) as refused, reading(open_diary(path, key=KEY)) as connection:
        load_entries(connection)

    assert refused.value.code == ("wrong-passphrase" if isinstance(where, int) else "damaged-diary")
    assert path.read_bytes() == damaged


def test_looking_at_the_head_loses_no_lock(tmp_path: Path, opened: Open) -> None:
    """While this process has the file open, looking at its head leaves the lock that SQLite holds on the file.

    Source of the bytes that readers lock: https://sqlite.org/src/doc/trunk/src/os.h, SHARED_FIRST and SHARED_SIZE.
    """
    path = tmp_path / "diary.db"
    with reading(opened(path)) as connection:
        load_entries(connection)
    other = (
        "import fcntl, sys\n"
        "with open(sys.argv[1], 'r+b') as file:\n"
        "    try: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)\n"
        "    except OSError: print('locked')\n"
    )

    assert head_of(path) == b"SQLite format 3\0"

    said = subprocess.run([sys.executable, "-c", other, str(path)], capture_output=True, text=True, check=True)
    assert said.stdout == "locked\n"


def test_no_handle_stays_open(tmp_path: Path) -> None:
    """After the last connection is closed nothing is held, and the lock's file is gone."""
    before = dict(_open_handles)
    engine = open_diary(tmp_path / "diary.db", key=KEY)
    assert len(_open_handles) == len(before) + 1
    assert (tmp_path / "diary.db-lock").exists()
    engine.dispose()

    assert _open_handles == before
    assert [path.name for path in tmp_path.iterdir()] == ["diary.db"]


def test_sqlcipher_alone_opens_it(tmp_path: Path) -> None:
    """The file is plain SQLCipher 4: with the key in its own notation another program reads it."""
    open_diary(tmp_path / "diary.db", key=KEY).dispose()
    connection = sqlite.connect(str(tmp_path / "diary.db"))
    connection.execute(f"PRAGMA key = \"x'{KEY.raw.hex()}'\"")

    assert connection.execute("SELECT count(*) FROM entries").fetchone() == (0,)
    connection.close()
