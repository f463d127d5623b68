import json

from click.testing import CliRunner

from zonewise.cli.main import cli


def run(*words):
    """Return what the command line gives for these words."""
    return CliRunner().invoke(cli, ["simulate", *map(str, words)])


def test_says_where_the_diaries_are(tmp_path):
    """The command ends well and names the folder, the diaries and the table of truths."""
    result = run("--people", 2, "--days", 43, "--out", tmp_path / "made")

    assert result.exit_code == 0
    assert "2 diaries" in result.stdout
    assert "person-0001.csv to person-0002.csv" in result.stdout
    assert (tmp_path / "made" / "truths.csv").is_file()


def test_json_holds_what_is_true_of_each_person(tmp_path):
    """With --json the truths of each person come out, as the table has them."""
    result = run("--people", 2, "--days", 43, "--effect", 20, "--no-placebo", "--out", tmp_path / "made", "--json")
    content = json.loads(result.stdout)

    assert (content["placebo"], content["effect_percent"], content["start"]) == (False, 20.0, "any")
    assert [item["file"] for item in content["people"]] == ["person-0001.csv", "person-0002.csv"]
    assert content["people"][0]["relief_percent_sleep"] == 20.0
    assert content["people"][0]["change_without_drug_sleep"] == 0.0


def test_wrong_numbers_end_with_status_2(tmp_path):
    """What cannot be simulated is told on standard error, with status 2 and nothing written."""
    result = run("--people", 0, "--out", tmp_path / "made")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "--people: 0 people cannot be simulated. Give a number from 1 to 10000. [out-of-range]\n"
    assert not (tmp_path / "made").exists()
