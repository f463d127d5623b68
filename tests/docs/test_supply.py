"""What zonewise is made of is listed from the locked files, and the floors of its dependencies are met by them."""

import re
import tomllib


def test_the_bill_lists_every_locked_package(load_script, project_root):
    """Each locked package is there once, with its version and at least one hash, and nothing else."""
    listed = load_script("docs/make_sbom.py").bill()["components"]

    locked = re.findall(r"^([\w.-]+)==([^\s\\;]+)", (project_root / "requirements/run.txt").read_text(), re.MULTILINE)
    assert [(item["name"], item["version"]) for item in listed] == sorted((name.lower(), v) for name, v in locked)
    assert all(item["hashes"] for item in listed)
    assert len(listed) > 20


def test_no_floor_is_above_what_is_locked(project_root):
    """Each dependency names the same least release for the package and for the locked files, and that one is met."""
    floors = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]["dependencies"]
    named = (project_root / "requirements/run.in").read_text().splitlines()
    locked = dict(
        re.findall(r"^([\w.-]+)==([^\s\\;]+)", (project_root / "requirements/run.txt").read_text(), re.MULTILINE)
    )

    for floor in floors:
        assert floor in named
        name, _, least = floor.partition(">=")
        assert numbers(least or "0") <= numbers(locked[name.lower()]), floor


def numbers(version):
    """Return the numbers of a release."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def test_an_audit_that_could_not_ask_says_so(load_script, monkeypatch, capsys):
    """Without a network or the tool nothing is called clean."""
    audit = load_script("docs/audit.py")

    class Done:
        returncode, stdout, stderr = 1, "", "ConnectionError: Max retries exceeded"

    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: Done())
    assert audit.audit() == 3
    assert "Not asked" in capsys.readouterr().out
    Done.returncode, Done.stdout, Done.stderr = 0, "", ""
    assert audit.audit() == 3
    Done.returncode, Done.stdout = 1, "Found 2 known vulnerabilities in 1 package"
    assert audit.audit() == 1
    Done.returncode, Done.stdout = 0, "No known vulnerabilities found"
    assert audit.audit() == 0
