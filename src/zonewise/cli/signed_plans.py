"""What a prescriber signed, and the keys that sign it, on the command line."""

import sys
from pathlib import Path

import click

from zonewise.services.base.diary import Diary

from .common import MORE_NEEDED, json_option, print_json, print_problems, print_sentence, with_diary

MOST_BYTES = 1_000_000  # Of a file or of standard input; the longest signed text has some 16,000.


@click.command(epilog="Example: zonewise plan receive plan.txt")
@click.argument("text", metavar="TEXT|LINK|FILE|-")
@click.option("--confirm", is_flag=True, help="It is what you agreed: take it in.")
@click.option("--compared", is_flag=True, help="The words of its key are those that your prescriber read out.")
@click.option("--new-key", is_flag=True, help="You expect another key: a new prescriber's, or of one who lost theirs.")
@click.option("--not-started", is_flag=True, help="You have not taken LDN yet.")
@with_diary
def receive(diary: Diary, text: str, confirm: bool, compared: bool, new_key: bool, not_started: bool) -> None:
    """Take in what your prescriber signed: a plan, a word about LDN, or another key.

    A link is asked once for what it leads to. What came is shown in full and kept once you say so. The first time you
    compare the words of the key with your prescriber, by a phone number that you had before. Exit status: 0 kept, 3 to
    be confirmed first, 2 refused.
    """
    from zonewise.services.recording.signed_messages import ReceivingOptions, receive_message

    token = _text_of(text)
    options = ReceivingOptions(confirm, compared, new_key, not_started)
    received = receive_message(diary, token, options)
    _show(received.rows, received.says)
    _show_key(received.message.by, received.words, known=received.known is not None)
    print_problems(received.notices)
    if received.was_there:
        print_sentence("It is in your diary already.")
        if received.outdated:
            print_sentence("Another plan counts now. See it: zonewise plan show")
        return
    if not received.stored and sys.stdin.isatty():
        compared = compared or received.known is not None or click.confirm("Did your prescriber read out these words?")
        if compared and (confirm or click.confirm("Is it what you agreed? It is taken in then.")):
            received = receive_message(diary, token, ReceivingOptions(True, compared, new_key, not_started))
    if received.stored:
        print_sentence("Taken in.")
        return
    needed = "--confirm" if received.known is not None else "--confirm --compared"
    print_sentence(f"Nothing is kept yet. If it is right, repeat with {needed}.")
    sys.exit(MORE_NEEDED)


@click.command(epilog="Example: zonewise plan keys --forget 1")
@click.option("--forget", type=int, metavar="NUMBER", help="Take in nothing more that this key signs.")
@json_option
@with_diary
def keys(diary: Diary, forget: int | None, as_json: bool) -> None:
    """List the keys of your prescribers that you compared, each with its words."""
    from zonewise.model.day_words import day_words
    from zonewise.services.recording.prescriber_keys import forget_key, keys_of_prescribers

    if forget is not None:
        print_sentence(f"Forgotten: the key of {forget_key(diary, forget).name}.")
        return
    known = keys_of_prescribers(diary)
    if as_json:
        print_json([{"name": key.name, "since": key.since, "words": key.words, "key": key.key_id} for key in known])
    elif not known:
        print_sentence("No key is known yet. The first signed plan brings one: zonewise plan receive FILE")
    else:
        for number, key in enumerate(known, 1):
            print_sentence(f"{number}. {key.name}, since {day_words(key.since)}\n   {' '.join(key.words)}")


@click.command(epilog="Example: zonewise plan code")
@with_diary
def code(diary: Diary) -> None:
    """Print the code that your prescriber needs to sign a plan for you, and for nobody else."""
    from zonewise.services.recording.prescriber_keys import code_of_diary

    print_sentence(code_of_diary(diary))


def _text_of(text: str) -> str:
    """Return the text itself, that behind a link, of a file, or of standard input; no more than one can be."""
    from zonewise.problem import InputRefused, Problem
    from zonewise.share.links import is_link

    if is_link(text):
        from zonewise.services.sharing.fetched_link import fetch_signed_text

        return fetch_signed_text(text)
    if text != "-" and "." in text and not Path(text[:200]).exists() and len(text) > 200:
        return text
    try:
        if text == "-":
            return sys.stdin.buffer.read(MOST_BYTES).decode("utf-8", "replace")
        with Path(text).open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        fault = f"'{text[:60]}' cannot be read: {(error.strerror or 'not a file').lower()}."
        fault = fault if text.strip() else "nothing was named."
        raise InputRefused([Problem("FILE", 0, fault, "Name the file, or paste the whole text.", "no-file")]) from None


def _show(rows: tuple[tuple[str, str], ...], says: str) -> None:
    for label, words in rows:
        print_sentence(f"{label}: {words}", following="  ")
    if says:
        print_sentence(says)


def _show_key(name: str, words: tuple[str, ...], *, known: bool) -> None:
    if known:
        print_sentence(f"Signed by {name}, with the key that you compared before.")
        return
    print_sentence(f"Signed by {name}, with a key that you have not compared yet. Its words:")
    print_sentence(f"  {' '.join(words[:4])}\n  {' '.join(words[4:])}")
    print_sentence("Call them on a number that you had before, and have them read out theirs.")
