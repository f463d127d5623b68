import http.client
import json
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zonewise.fhir.content import SharedDiary
from zonewise.fhir.document import document_bytes
from zonewise.problem import NotUnderstood
from zonewise.share.base64url import encode
from zonewise.share.links import HealthLink, make_link
from zonewise.share.sealed import open_sealed, seal


def share(port: int, content: bytes, flags: str, passcode: str = "") -> str:
    """Hand a content to the relay and return its link."""
    id, owner, key = encode(secrets.token_bytes(32)), encode(secrets.token_bytes(32)), secrets.token_bytes(32)
    file = {"contentType": "application/fhir+json", "sealed": seal(content, key)}
    body = json.dumps({"expires": None, "direct": "U" in flags, "passcode": passcode, "files": [file]})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("PUT", f"/shares/{id}", body, {"Authorization": f"Bearer {owner}"})
    assert connection.getresponse().status == 201
    connection.close()
    return make_link(HealthLink(f"http://127.0.0.1:{port}/s/{id}", key, None, frozenset(flags), "LDN"))


def test_two_viewers_of_others_open_each_kind_of_share(
    relay_port: int, whole_diary: SharedDiary, run_node: Callable[[str, Any], Any]
) -> None:
    """A link to the file, to the list, and with a passcode: each gives both viewers exactly what was shared."""
    content = document_bytes(whole_diary)
    asked = [
        {"link": share(relay_port, content, flags, code), "passcode": code}
        for flags, code in (("U", ""), ("L", ""), ("LP", "12"))
    ]
    wrong = {"link": asked[2]["link"], "passcode": "13"}
    *opened, refused = run_node("open_link.mjs", [*asked, wrong])

    whole = json.loads(content)
    assert opened == [{"viewer": [whole], "jose": [whole]}] * 3
    assert refused["viewer"].startswith("SHLInvalidPasscodeError")
    assert refused["jose"]["remainingAttempts"] == 8


def test_a_file_with_a_passphrase_opens_by_the_standard_alone(
    node_packages: Path, project_root: Path, whole_diary: SharedDiary
) -> None:
    """A program of others that knows JSON Web Encryption opens the file that goes by mail or on a stick."""
    from zonewise.share.passphrase_seal import seal_with_passphrase

    older_node = (project_root / "tests/wire/older_node.mjs").as_uri()
    sealed = seal_with_passphrase(document_bytes(whole_diary), "DXZ8-CJEX", rounds=2000)
    script = (
        "const [text, word] = process.argv.slice(1);"
        "import('jose').then((jose) => jose.compactDecrypt(text, new TextEncoder().encode(word),"
        " {keyManagementAlgorithms: ['PBES2-HS512+A256KW'], maxPBES2Count: 1e6}))"
        ".then((opened) => process.stdout.write(opened.plaintext))"
    )
    done = subprocess.run(
        ["node", "--import", older_node, "-e", script, sealed, "DXZ8-CJEX"],
        cwd=node_packages,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.stdout == document_bytes(whole_diary), done.stderr[-500:]


def test_what_another_seals_is_opened(run_node: Callable[[str, Any], Any]) -> None:
    """A file that jose sealed opens by its key, packed or not, with its type; by another key it does not."""
    keys = [secrets.token_bytes(32) for _ in range(2)]
    content = json.dumps({"resourceType": "Bundle", "entry": ["\u00e9\u5bd2"] * 40})
    asked = [
        {"content": content, "key": encode(key), "packed": packed}
        for key, packed in zip(keys, (False, True), strict=True)
    ]
    sealed = run_node("seal_by_jose.mjs", asked)

    for text, key in zip(sealed, keys, strict=True):
        opened = open_sealed(text, key)
        assert (opened.content.decode(), opened.content_type) == (content, "application/fhir+json")
    with pytest.raises(NotUnderstood):
        open_sealed(sealed[0], keys[1])
