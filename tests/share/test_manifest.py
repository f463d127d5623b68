import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.problem import NotUnderstood
from zonewise.share.manifest import (
    ManifestFile,
    ManifestRequest,
    manifest_json,
    read_manifest,
    read_request,
    request_json,
)

FHIR = "application/fhir+json"


def test_a_request_is_read_as_it_was_made() -> None:
    """Who opens it, the passcode and the longest embedded file are there again; what is not asked is not sent."""
    whole = ManifestRequest("Dr Lee", "1234", 10_000)

    assert read_request(request_json(whole)) == whole
    assert json.loads(request_json(ManifestRequest("Dr Lee"))) == {"recipient": "Dr Lee"}


def test_a_list_is_read_as_it_was_made() -> None:
    """A file stands in it, or is named by its address."""
    files = (ManifestFile(FHIR, embedded="a.b.c.d.e"), ManifestFile(FHIR, location="https://relay.example.org/f/x"))

    assert read_manifest(manifest_json(files)) == files


def test_what_a_newer_guide_adds_is_ignored() -> None:
    """Properties that we do not know, such as `status` and `list`, mean nothing to us."""
    body = {
        "list": {},
        "files": [{"contentType": FHIR, "embedded": "a", "status": "finalized", "fhirVersion": "4.0.1"}],
    }

    assert read_manifest(json.dumps(body).encode()) == (ManifestFile(FHIR, "a"),)
    assert read_request(b'{"recipient":"Dr Lee","more":1}') == ManifestRequest("Dr Lee")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"\xff", b'{"files":3}', b'{"files":[3]}', b'{"files":[{"contentType":"x"}]}', b"[" * 5000,
     b'{"files":[{"contentType":"x","location":"http://192.168.0.1/x"}]}', b'{"files":[{"embedded":3}]}',
     json.dumps({"files": [{"contentType": "x", "embedded": "a"}] * 101}).encode()],
)  # fmt: skip
def test_what_is_no_list_is_refused(body: bytes) -> None:
    """A list that cannot be read, or leads elsewhere than https, is refused whole."""
    with pytest.raises(NotUnderstood):
        read_manifest(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"recipient":" "}', b'{"recipient":3}', b'{"recipient":"x","passcode":3}',
     b'{"recipient":"x","embeddedLengthMax":-1}', b'{"recipient":"x","embeddedLengthMax":true}'],
)  # fmt: skip
def test_what_is_no_request_is_refused(body: bytes) -> None:
    """A request names who opens it; the rest is left out or of its form."""
    with pytest.raises(NotUnderstood):
        read_request(body)


@given(st.text(max_size=400))
def test_a_recipient_is_one_short_line(name: str) -> None:
    """Whatever somebody calls themselves, it cannot move the cursor or fill a page."""
    try:
        recipient = read_request(json.dumps({"recipient": name}).encode()).recipient
    except NotUnderstood:
        return
    assert recipient.isprintable()
    assert len(recipient) <= 120
