import json

from click.testing import CliRunner

from zonewise.cli.main import cli


def run(*words):
    """Return what the command line gives for these words."""
    return CliRunner().invoke(cli, ["simulate", *map(str, words)])


def test_says_where_the_diaries_are(tmp_path):
    """The command ends well and names the folder, the diaries and the table of truths."""
    found = run("--people", 2, "--days", 43, "--out", tmp_path / "made")

    assert found.exit_code == 0
    assert "2 diaries" in found.stdout
    assert "person-0001.csv to person-0002.csv" in found.stdout
    assert (tmp_path / "made" / "truths.csv").is_file()


def test_json_holds_what_is_true_of_each_person(tmp_path):
    """With --json the truths of each person come out, as the table has them."""
    found = run("--people", 2, "--days", 43, "--effect", 20, "--no-placebo", "--out", tmp_path / "made", "--json")
    told = json.loads(found.stdout)

    assert (told["placebo"], told["effect_percent"], told["start"]) == (False, 20.0, "any")
    assert [each["file"] for each in told["people"]] == ["person-0001.csv", "person-0002.csv"]
    assert told["people"][0]["relief_percent_sleep"] == 20.0
    assert told["people"][0]["change_without_drug_sleep"] == 0.0


def test_wrong_numbers_end_with_status_2(tmp_path):
    """What cannot be simulated is told on standard error, with status 2 and nothing written."""
    found = run("--people", 0, "--out", tmp_path / "made")

    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr == "--people: 0 people cannot be simulated. Give a number from 1 to 10000. [out-of-range]\n"
    assert not (tmp_path / "made").exists()
