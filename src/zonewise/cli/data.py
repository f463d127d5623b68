"""The diary as a person's own data: backups, erasing it, its passphrase."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zonewise.report.words import BACKUP_KINDS, counted, local_minute, size_words
from zonewise.services.base.diary import Diary

from .ask_passphrase import file_named, read_new_passphrase, read_passphrase, unlocked
from .common import WRONG_INPUT, json_option, print_json, print_sentence, with_locked_diary

if TYPE_CHECKING:
    from zonewise.services.custody.passphrase import PassphraseChange
    from zonewise.store.backups import Backup

WORD = "erase"


@click.command(epilog="Example: zonewise backup --list")
@click.option("--list", "listing", is_flag=True, help="Show the backups there are, and make none.")
@json_option
@with_locked_diary
def backup(diary: Diary, listing: bool, as_json: bool) -> None:
    """Copy the diary into its folder of backups, while it is in use, and check the copy.

    Kept are those of the latest day, and the newest of the last 7 days, 4 weeks and 12 months that have one.
    """
    from zonewise.services.custody.backups import back_up, list_backups

    if listing:
        backups = list_backups(diary)
        if as_json:
            print_json(list(map(_json_of, backups)))
        else:
            print_sentence(
                "\n".join(map(_line_of, backups)) or "There is no backup yet. Make one with: zonewise backup"
            )
        return
    done = back_up(unlocked(diary))
    if as_json:
        print_json(_json_of(done.backup) | {"entries": done.entries, "deleted": [str(path) for path in done.deleted]})
        return
    print_sentence(f"Backed up and checked: {counted(done.entries, 'entry', 'entries')} in {done.backup.path}.")
    if done.encrypted:
        print_sentence(f"{len(done.encrypted)} older in the clear now encrypted like the diary.")
    if done.deleted:
        print_sentence(f"{len(done.deleted)} older deleted; newer ones stand for them.")
    print_sentence("It lies on the same disk: copy it to another one now and then.")


@click.command(epilog="Example: zonewise restore diary.sqlite-backups/20261122T083000Z.sqlite")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--backup-passphrase-file", metavar="FILE", help="The first line is the backup's passphrase.")
@with_locked_diary
def restore(diary: Diary, file: Path, backup_passphrase_file: str | None) -> None:
    """Put the backup FILE in the place of the diary. The diary that is there becomes a backup first.

    A file that is damaged, of a newer release or no diary is refused. The diary has the backup's passphrase then;
    a backup in the clear gets the one that the diary has, where it can be asked for.
    """
    from zonewise.services.custody.backups import needs_passphrase
    from zonewise.services.custody.backups import restore as put_back

    diary = _known(diary)
    secret = None
    if needs_passphrase(diary, file):
        secret = read_passphrase("Passphrase of the backup: ", backup_passphrase_file)
    done = put_back(diary, file, secret)
    print_sentence(f"Restored: {counted(done.entries, 'entry', 'entries')}.")
    print_sentence("It opens with a passphrase." if done.encrypted else "It has no passphrase.")
    if done.kept is not None:
        print_sentence(f"The diary that was there is kept as {done.kept.path}.")


@click.command(epilog="Example: zonewise erase")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@with_locked_diary
def erase(diary: Diary, yes: bool) -> None:
    """Delete the diary with everything in it, and its backups. Nothing brings them back; no passphrase is needed."""
    from zonewise.services.custody.backups import erase as erase_all
    from zonewise.services.custody.backups import files_to_erase

    files = files_to_erase(diary)
    if files and not yes:
        print_sentence("This deletes for good:\n" + "\n".join(f"  {path}" for path in files))
        typed = click.prompt(f"Type the word {WORD} to go on", default="", show_default=False)
        if typed.strip().casefold() != WORD:
            print_sentence("Nothing was deleted.", err=True)
            sys.exit(WRONG_INPUT)
    done = erase_all(diary)
    print_sentence(f"Deleted: {counted(len(done.files), 'file')}. Not within our reach:")
    for sentence in done.beyond_reach:
        print_sentence(f"- {sentence}", following="  ")


@click.group()
def passphrase() -> None:
    """Encrypt the diary with a passphrase, change it, or take it away.

    It is typed at the terminal or read from a file, and never an argument. Nobody can bring it back: without it the
    diary and its backups stay closed for good.
    """


@passphrase.command("set", epilog="Example: zonewise passphrase set")
@click.option("--new-passphrase-file", metavar="FILE", help="The first line is the new passphrase.")
@with_locked_diary
def set_(diary: Diary, new_passphrase_file: str | None) -> None:
    """Encrypt the diary and its backups."""
    from zonewise.services.custody.backups import copies_in_the_clear
    from zonewise.services.custody.passphrase import check_clear, set_passphrase

    check_clear(diary)
    new = read_new_passphrase("New passphrase: ", new_passphrase_file or file_named())
    changed = set_passphrase(diary, new)
    clear = copies_in_the_clear(changed.diary)
    _print_change(changed, "The diary itself is encrypted, not all its copies:" if clear else "The diary is encrypted.")
    for path in sorted({*clear} - {*changed.left}):
        print_sentence(f"{path}: this is in the clear; delete it or keep it safe.", err=True)
    print_sentence("Write the passphrase down and keep it apart from this device: nobody can bring it back.")


@passphrase.command(epilog="Example: zonewise passphrase change")
@click.option("--new-passphrase-file", metavar="FILE", help="The first line is the new passphrase.")
@with_locked_diary
def change(diary: Diary, new_passphrase_file: str | None) -> None:
    """Give the diary and its backups another passphrase."""
    from zonewise.services.custody.passphrase import change_passphrase, check_encrypted, unlock

    check_encrypted(diary)
    current = read_passphrase("Present passphrase: ")
    unlock(diary, current)
    new = read_new_passphrase("New passphrase: ", new_passphrase_file)
    _print_change(change_passphrase(diary, current, new), "The diary has its new passphrase.")


@passphrase.command(epilog="Example: zonewise passphrase remove")
@with_locked_diary
def remove(diary: Diary) -> None:
    """Take the encryption away from the diary and its backups."""
    from zonewise.services.custody.passphrase import check_encrypted, remove_passphrase

    check_encrypted(diary)
    _print_change(
        remove_passphrase(diary, read_passphrase("Present passphrase: ")), "The diary is no longer encrypted."
    )


def _known(diary: Diary) -> Diary:
    """Return the diary that is about to go with its key, or without where the person does not have it."""
    from zonewise.services.custody.passphrase import is_encrypted, unlock

    if not is_encrypted(diary):
        return diary
    secret = read_passphrase("Passphrase of the diary that is there now (leave it empty if it is lost): ")
    return unlock(diary, secret, even_unreadable=True) if len(secret) else diary


def _print_change(changed: "PassphraseChange", sentence: str) -> None:
    from zonewise.services.custody.backups import needs_passphrase

    print_sentence(sentence)
    if changed.short:
        print_sentence(
            "The passphrase is short: four or five words that nobody else would put together hold out longer."
        )
    if changed.followed:
        print_sentence(f"Its {counted(len(changed.followed), 'backup')} changed with it.")
    for path in changed.left:
        if needs_passphrase(Diary(changed.diary.place), path):
            print_sentence(f"{path}: this backup keeps its passphrase from before.", err=True)
        else:
            print_sentence(
                f"{path}: this backup is damaged and stays in the clear; delete it or keep it safe.", err=True
            )


def _line_of(backup: "Backup") -> str:
    words = [local_minute(backup.made_at), size_words(backup.size), "encrypted" if backup.encrypted else "in the clear"]
    return ", ".join([*words, *filter(None, [BACKUP_KINDS[backup.kind]])]) + f"\n  {backup.path}"


def _json_of(backup: "Backup") -> dict[str, Any]:
    return {
        "path": str(backup.path),
        "made_at": backup.made_at.isoformat().replace("+00:00", "Z"),
        "kind": backup.kind,
        "encrypted": backup.encrypted,
        "bytes": backup.size,
    }
