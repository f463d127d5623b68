import json
import shutil
from importlib.resources import as_file, files

import pytest
from click.testing import CliRunner

from zonewise.cli.main import cli

FIELDS = {"name", "code", "finding", "matched", "ingredients", "because", "interval_days", "disagree"}


@pytest.fixture
def run():
    """Return a function that calls `zonewise screen`."""

    def call(*words, given=None):
        return CliRunner().invoke(cli, ["screen", *map(str, words)], input=given)

    return call


def test_one_name_is_answered_in_words(run):
    """The name, what it is, what is in it and why; no line is wider than a terminal."""
    result = run("co-codamol", "30/500")

    assert result.exit_code == 0
    assert result.output.startswith("co-codamol 30/500: opioid\nIn it: acetaminophen, codeine\n")
    assert max(map(len, result.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "finding", "status"),
    [
        (["Tylenol #3"], "opioid", 0),
        (["--code", "N02AX02"], "opioid", 0),
        (["paracetamol", "--code", "N02AJ06"], "opioid", 0),
        (["cetirizine"], "harmless", 0),
        (["Anybrand"], "not-recognised", 3),
    ],
)
def test_json_has_all_fields(run, words, finding, status):
    """One line of JSON with the promised fields; what is not recognised ends with status 3."""
    result = run(*words, "--json")
    content = json.loads(result.output)

    assert set(content) == FIELDS
    assert content["finding"] == finding
    assert result.exit_code == status
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_a_file_gives_one_line_for_each_row_in_order(run, tmp_path, ending):
    """Names and codes, known or not, come back in the order given, and the file as a whole is answered."""
    between = "," if ending == "csv" else "\t"
    rows = [("name", "code"), ("codeine", ""), ("", "161"), ("Anybrand", ""), ("", ""), ("naltrexone 50 mg", "7243")]
    file = tmp_path / f"medicines.{ending}"
    file.write_text("\n".join(between.join(row) for row in rows), encoding="utf-8")

    result = run("--file", file, "--json")
    findings = [json.loads(line) for line in result.output.splitlines()]

    assert result.exit_code == 0
    assert [item["finding"] for item in findings] == [
        "opioid", "harmless", "not-recognised", "not-recognised", "antagonist",
    ]  # fmt: skip
    assert [item["name"] for item in findings] == ["codeine", None, "Anybrand", None, "naltrexone 50 mg"]
    assert len(run("--file", file).output.splitlines()) == len(findings)


def test_standard_input_is_read(run):
    """A hyphen reads what comes in."""
    assert run("--file", "-", given="name\ncodeine\n").output.startswith("opioid")


def test_json_is_what_the_general_encoder_writes(run, tmp_path):
    """Quotation marks, backslashes, tabs and accents come out as any JSON reader expects."""
    name = 'Codéine "forte" \\ \x07 5\u2028mg'
    file = tmp_path / "one.csv"
    file.write_text('name\n"' + name.replace('"', '""') + '"\n', encoding="utf-8", newline="")
    line = run("--file", file, "--json").output.rstrip("\n")

    assert json.dumps(json.loads(line), ensure_ascii=False) == line
    assert json.loads(line)["name"] == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"), ("medicine\ncodeine\n", "unknown-column"),
        ("name,code\naspirin, codeine,\n", "too-many-cells"), ('name,code\n"aspirin,1\n', "not-csv"),
    ],
)  # fmt: skip
def test_a_file_with_faults_is_refused_and_nothing_answered(run, tmp_path, text, code):
    """Every fault comes with its line and status 2, and no row of the file is answered."""
    file = tmp_path / "medicines.csv"
    file.write_text(text, encoding="utf-8")
    result = run("--file", file, "--json")

    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


def test_many_faults_are_named_up_to_a_hundred(run, tmp_path):
    """The first hundred come by line, the others by number."""
    file = tmp_path / "medicines.csv"
    file.write_text("name,code\n" + "a,b,c\n" * 130, encoding="utf-8")
    lines = run("--file", file).stderr.splitlines()

    assert len(lines) == 101
    assert "30 further rows" in lines[-1]


def test_bytes_that_are_no_text_are_refused(run, tmp_path):
    """A file that is not UTF-8 is named, and so is one that is not there."""
    file = tmp_path / "medicines.csv"
    file.write_bytes(b"name\ncod\xe9ine\n")

    assert "[not-utf-8]" in run("--file", file).stderr
    assert "[unreadable-file]" in run("--file", tmp_path / "none.csv").stderr


def test_other_lists_are_refused_with_every_fault(run, tmp_path):
    """Lists with faults in two files: both are named with their lines, and no medicine is screened."""
    with as_file(files("zonewise.protocols") / "ldn" / "medicines") as folder:
        shutil.copytree(folder, tmp_path / "lists")
    with (tmp_path / "lists" / "opioid.brands.tsv").open("a", encoding="utf-8") as out:
        out.write("Neu\tcodein\t\tus-product\tV\n")
    with (tmp_path / "lists" / "codes.tsv").open("a", encoding="utf-8") as out:
        out.write("X99\tnice\t\t\tatc\tV\n")

    result = run("codeine", "--medicines", tmp_path / "lists")

    assert result.exit_code == 2
    assert "[unknown-ingredient]" in result.stderr
    assert "[unknown-finding]" in result.stderr
    assert "Did you mean 'codeine'?" in result.stderr
    assert "[no-folder]" in run("codeine", "--medicines", tmp_path / "nowhere").stderr


def test_other_lists_are_used(run, tmp_path):
    """A name added to other lists is found with them and not without."""
    with as_file(files("zonewise.protocols") / "ldn" / "medicines") as folder:
        shutil.copytree(folder, tmp_path / "lists")
    with (tmp_path / "lists" / "opioid.brands.tsv").open("a", encoding="utf-8") as out:
        out.write("Anybrand\tcodeine\t\tus-product\tV\n")

    assert run("Anybrand", "--medicines", tmp_path / "lists").output.startswith("Anybrand: opioid")
    assert run("Anybrand").output.startswith("Anybrand: not-recognised")


@pytest.mark.parametrize("words", [[], ["codeine", "--file", "x.csv"]])
def test_name_and_file_exclude_each_other(run, words):
    """Neither and both are refused with a hint."""
    result = run(*words)

    assert result.exit_code == 2
    assert "--file" in result.stderr
