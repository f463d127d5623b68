"""Our pages name only commands and options that exist, and docs/cli.md holds them all."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from zonewise.cli.main import cli

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`(zonewise [^`\n]+)`(?!`)")
NOT_AN_OPTION = re.compile(r"-$|-[\d.]")
"""A lone hyphen is standard input, and a negative number is a value."""


def commands(line: str) -> Iterator[list[str]]:
    """Yield the words of each zonewise command in a shell line; pipes, redirections and other programs are left out."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.wordchars += "@,:[]"
    words: list[str] = []
    for token in [*lexer, ";"]:
        if set(token) <= set("|&;<>()"):
            if words and words[0] == "zonewise":
                yield words[1:]
            words = []
        else:
            words.append(token)


def console_lines(text: str) -> list[str]:
    """Return what a page tells the reader to type: the lines of its console blocks that begin with '$ '."""
    blocks = (block.replace("\\\n", " ") for block in CONSOLE.findall(text))
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def fault(command: click.Command, words: list[str], *, whole: bool) -> str:
    """Return what is wrong with a command line, or ''.

    Args:
        command: The command that the words are given to.
        words: The words after the program's name.
        whole: Whether it is meant to be typed so: then the number of its arguments is checked too.
    """
    context = click.Context(command, info_name="zonewise")
    arguments = 0
    rest = [word.strip("[]") for word in words]
    while rest:
        word = rest.pop(0)
        if word.startswith("-") and not NOT_AN_OPTION.match(word):
            option, _, value = word.partition("=")
            known = _option(context, option)
            if known is None:
                return f"'{context.command_path}' has no option '{option}'"
            if known.is_eager:  # --help and --version answer before anything else is looked at
                return ""
            if not (value or known.is_flag or known.count):
                del rest[: known.nargs]
        elif isinstance(context.command, click.Group):
            named = context.command.get_command(context, word)
            if named is None:
                return f"'{context.command_path}' has no command '{word}'"
            context = click.Context(named, info_name=word, parent=context)
        else:
            arguments += 1
    return _count_fault(context, arguments) if whole else ""


def _option(context: click.Context, option: str) -> click.Option | None:
    for parameter in context.command.get_params(context):
        if isinstance(parameter, click.Option) and option in (*parameter.opts, *parameter.secondary_opts):
            return parameter
    return None


def _count_fault(context: click.Context, given: int) -> str:
    arguments = [p for p in context.command.get_params(context) if isinstance(p, click.Argument)]
    least = sum(max(argument.nargs, 1) for argument in arguments if argument.required)
    most = given if any(a.nargs == -1 for a in arguments) else sum(argument.nargs for argument in arguments)
    if least <= given <= most:
        return ""
    return f"'{context.command_path}' takes {least} to {most} arguments, got {given}"


@click.group()
@click.option("--diary")
def sample() -> None:
    """Stand for the real program."""


@sample.command()
@click.argument("facts")
@click.option("--json", is_flag=True)
@click.option("--as-of")
def guide(facts: str, json: bool, as_of: str) -> None:
    """Take one argument, a flag and an option with a value."""


@sample.group()
def plan() -> None:
    """Hold a command below a command."""


@plan.command()
def sign() -> None:
    """Take nothing."""


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("zonewise guide facts.json --json", ""),
        ("zonewise --diary my.db guide --as-of 2025-01-31 facts.json", ""),
        ("zonewise --diary=my.db plan sign", ""),
        ("echo '{}' | zonewise guide - > out.json", ""),
        ("zonewise guide --help", ""),
        ("ls --nothing", ""),
        ("zonewise guid facts.json", "no command 'guid'"),
        ("zonewise plan show", "no command 'show'"),
        ("zonewise guide facts.json --jsn", "no option '--jsn'"),
        ("zonewise guide --diary my.db facts.json", "no option '--diary'"),
        ("cat facts.json | zonewise guide", "takes 1 to 1 arguments, got 0"),
        ("zonewise guide one.json two.json", "takes 1 to 1 arguments, got 2"),
        ("zonewise plan sign && zonewise plan sing", "no command 'sing'"),
    ],
)
def test_wrong_commands_are_found(line, named):
    """An unknown command, an unknown option and a wrong number of arguments are found; a right line passes."""
    faults = [fault(sample, words, whole=True) for words in commands(line)]

    assert any(named in text for text in faults) if named else not any(faults)


def test_console_lines_are_what_is_typed():
    """Only lines after '$ ' in console blocks are commands; a continued line is one command."""
    text = "```console\n$ zonewise guide \\\n  facts.json\nGreen\n$ ls\n```\n```text\n$ zonewise never\n```\n"

    assert console_lines(text) == ["zonewise guide    facts.json", "ls"]


def test_every_typed_command_exists(pages):
    """Each zonewise command in a console block has a real subcommand, real options and a fitting number of words."""
    typed = [(name, words) for name in pages for line in console_lines(pages[name]) for words in commands(line)]
    faults = [(name, fault(cli, words, whole=True)) for name, words in typed]

    assert typed
    assert [f"{name}: {text}" for name, text in faults if text] == []


def test_every_named_command_exists(pages):
    """A page that names a zonewise command in running text names one that exists: we promise nothing."""
    named = [(name, words) for name in pages for span in SPAN.findall(pages[name]) for words in commands(span)]
    faults = [(name, fault(cli, words, whole=False)) for name, words in named]

    assert named
    assert [f"{name}: {text}" for name, text in faults if text] == []


def test_page_of_commands_is_current(make_cli, pages):
    """docs/cli.md is what `make docs` writes from the commands' help today."""
    assert pages.get("docs/cli.md") == make_cli.render(cli), "Run `make docs`."


def test_page_of_commands_holds_each_command(make_cli, pages):
    """Each command has a heading and its own usage line in docs/cli.md."""
    names = [name for name, _ in make_cli.helps(cli)]

    assert len(names) > 1
    assert [
        n for n in names if f"## {n}\n" not in pages["docs/cli.md"] or f"Usage: {n}" not in pages["docs/cli.md"]
    ] == []


def test_page_of_commands_walks_the_whole_tree(make_cli):
    """The page holds commands below commands, each under its full name, and no line is wider than 80 columns."""
    page = make_cli.render(sample)

    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == [
        "zonewise", "zonewise guide", "zonewise plan", "zonewise plan sign",
    ]  # fmt: skip
    assert "Usage: zonewise guide [OPTIONS] FACTS" in page
    assert max(map(len, page.splitlines())) <= 80
