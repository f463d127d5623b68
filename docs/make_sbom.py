"""Write what zonewise is made of, as CycloneDX 1.6: each package of the locked requirements with its hashes.

Run: python docs/make_sbom.py [file]   (else it goes to standard output; `make sbom`)
It reads the locked file alone and asks nobody, so that the same file gives the same list.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / "requirements" / "run.txt"
_PACKAGE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s\\;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(text: str) -> list[dict[str, object]]:
    """Return the packages of a locked file, by name, each with the SHA-256 of every file that may be installed."""
    listed: list[dict[str, object]] = []
    hashes: list[dict[str, str]] = []
    for line in text.splitlines():
        if package := _PACKAGE.match(line):
            name, version = package["name"].lower(), package["version"]
            hashes = []
            listed.append(
                {
                    "type": "library",
                    "name": name,
                    "version": version,
                    "purl": f"pkg:pypi/{name}@{version}",
                    "hashes": hashes,
                }
            )
        hashes += [{"alg": "SHA-256", "content": content} for content in _HASH.findall(line)]
    return sorted(listed, key=lambda component: str(component["name"]))


def bill() -> dict[str, object]:
    """Return the whole bill of materials."""
    project = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert project is not None
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "zonewise", "version": project[1]}},
        "components": components(LOCKED.read_text("utf-8")),
    }


if __name__ == "__main__":
    text = json.dumps(bill(), indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
