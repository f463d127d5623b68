"""Ask whether a locked package is known as vulnerable; say so in plain words where nobody can be asked.

Run: python docs/audit.py   (`make audit`)
Exit status: 0 none is known, 1 one is, 3 it could not be asked: no network, or pip-audit is not installed. Offline the
tool calls everything clean unless it is told to be strict, so it is.
"""

import subprocess
import sys
from pathlib import Path

LOCKED = Path(__file__).resolve().parent.parent / "requirements" / "run.txt"
NOT_ASKED = 3


def audit() -> int:
    """Run pip-audit and return the exit status."""
    options = ["--strict", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "-r", str(LOCKED)]
    command = [sys.executable, "-m", "pip_audit", *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return _not_asked("it got no answer within two minutes")
    said = done.stdout + done.stderr
    if done.returncode == 0 and "No known vulnerabilities found" in said:
        print("No release in requirements/run.txt is known as vulnerable.")
        return 0
    if "known vulnerabilit" in said:
        print(said)
        return 1
    return _not_asked(
        "pip-audit is not installed" if "No module named pip_audit" in said else "there is no network here"
    )


def _not_asked(why: str) -> int:
    print(
        f"Not asked: {why}. Whether a release is known as vulnerable is not known here; run it where a network allows."
    )
    return NOT_ASKED


if __name__ == "__main__":
    sys.exit(audit())
