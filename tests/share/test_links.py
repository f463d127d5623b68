import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.problem import NotUnderstood
from zonewise.share.base64url import decode, encode
from zonewise.share.links import HealthLink, is_fetchable, make_link, open_link

KEY = bytes(range(32))
URL = "https://relay.example.org/m/Y9xwkUdtmN9wwoJoN3ffJIhX2UGvCL1JnlPVNL3kDWM"

links = st.builds(
    HealthLink,
    url=st.just(URL),
    key=st.binary(min_size=32, max_size=32),
    expires=st.none() | st.integers(0, 2**40),
    flags=st.sampled_from([frozenset(), frozenset("L"), frozenset("LP"), frozenset("LU"), frozenset("U")]),
    label=st.text(max_size=80).filter(lambda text: "\ud800" not in text),
)


def payload_link(**payload: object) -> str:
    """Return a link with just this payload, whether or not it can be read."""
    whole = {"url": URL, "key": encode(KEY)} | payload
    whole = {name: value for name, value in whole.items() if value is not ...}
    return "shlink:/" + base64.urlsafe_b64encode(json.dumps(whole).encode()).decode().rstrip("=")


@given(links)
def test_a_link_is_read_as_it_was_made(link: HealthLink) -> None:
    """Whatever a link says is there again, with or without a viewer's address before it."""
    assert open_link(make_link(link)) == link
    assert open_link(make_link(link, "https://relay.example.org/view")) == link


def test_a_link_says_what_the_guide_asks_for() -> None:
    """Flags stand in the order of the alphabet, the payload has no blanks, and the key has 43 letters."""
    text = make_link(HealthLink(URL, KEY, 1774958400, frozenset("PL"), "LDN"))

    payload = decode(text.removeprefix("shlink:/")).decode()
    assert payload == (
        f'{{"url":"{URL}","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","exp":1774958400,'
        '"flag":"LP","label":"LDN","v":1}'
    )


def test_a_link_that_a_mail_broke_over_lines_is_read() -> None:
    """Line breaks and blanks within a pasted link are left out."""
    text = make_link(HealthLink(URL, KEY))

    assert open_link(f"  {text[:40]}\r\n {text[40:]}\n") == HealthLink(URL, KEY)


def test_what_may_be_ignored_is_ignored() -> None:
    """A property or a flag that we do not know means nothing to us."""
    assert open_link(payload_link(_ext=1, flag="LX", extension={})).flags == frozenset("LX")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-link"),
        ("https://relay.example.org/m/abc", "no-link"),
        ("shlink:/", "no-link"),
        ("shlink:/eyJ1cmw", "broken-link"),
        ("shlink:/!!!", "broken-link"),
        ("shlink:/" + encode(b"[]"), "broken-link"),
        ("shlink:/" + encode(b"[" * 2000), "broken-link"),
        ("shlink:/" + "A" * 5000, "link-too-long"),
        (payload_link(v=2), "newer-link"),
        (payload_link(v=True), "newer-link"),
        (payload_link(v="1"), "newer-link"),
        (payload_link(url=...), "link-address"),
        (payload_link(url="ftp://relay.example.org/x"), "link-address"),
        (payload_link(url="http://relay.example.org/x"), "link-address"),
        (payload_link(url="file:///etc/passwd"), "link-address"),
        (payload_link(url="https://user:word@relay.example.org/x"), "link-address"),
        (payload_link(url="https://relay.example.org:99999/x"), "link-address"),
        (payload_link(url="https://relay.example.org/x\r\nHost: y"), "link-address"),
        (payload_link(url="https:///x"), "link-address"),
        (payload_link(key=...), "link-key"),
        (payload_link(key="AAAA"), "link-key"),
        (payload_link(key=7), "link-key"),
        (payload_link(flag="PU"), "link-flags"),
        (payload_link(flag=3), "broken-link"),
        (payload_link(label=3), "broken-link"),
        (payload_link(exp="tomorrow"), "link-end"),
        (payload_link(exp=True), "link-end"),
        (payload_link(exp=-1), "link-end"),
        (payload_link(exp=1e300), "link-end"),
    ],
)
def test_what_is_no_link_is_refused_by_name(text: str, code: str) -> None:
    """Each fault has its own word, says what is wrong and who can mend it, and holds nothing of the key."""
    with pytest.raises(NotUnderstood) as refused:
        open_link(text)

    assert refused.value.code == code
    assert refused.value.fault.endswith(".")
    assert refused.value.expected.endswith(".")
    assert encode(KEY) not in str(refused.value)


@given(st.text(max_size=200) | st.builds(lambda tail: "shlink:/" + encode(tail), st.binary(max_size=200)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text does anything else than being a link or being refused."""
    with suppress(NotUnderstood):
        assert open_link(text).url


@pytest.mark.parametrize(
    "link",
    [
        HealthLink("https://relay.example.org/" + "x" * 128, KEY),
        HealthLink("http://relay.example.org/x", KEY),
        HealthLink(URL, KEY[:31]),
        HealthLink(URL, KEY, label="x" * 81),
        HealthLink(URL, KEY, flags=frozenset("PU")),
    ],
)
def test_no_link_is_made_that_the_guide_forbids(link: HealthLink) -> None:
    """A long address or label, a short key, and flags that exclude each other are refused."""
    with pytest.raises(ValueError, match="link"):
        make_link(link)


def test_a_link_ends_at_its_second() -> None:
    """The second before it is open; from the second itself on it has ended. Without an end it never does."""
    link = HealthLink(URL, KEY, 1_774_958_400)
    end = datetime.fromtimestamp(1_774_958_400, UTC)

    assert not link.has_ended(end - timedelta(seconds=1))
    assert link.has_ended(end)
    assert not HealthLink(URL, KEY).has_ended(end)


def test_a_key_is_never_shown_with_its_link() -> None:
    """What a log or a trace would print of a link leaves the key out."""
    assert "key" not in repr(HealthLink(URL, KEY))


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://relay.example.org", True),
        ("http://127.0.0.1:8400/m/x", True),
        ("http://localhost/m/x", True),
        ("http://[::1]:8400/m/x", True),
        ("http://192.168.0.7/m/x", False),
        ("http://localhost.example.org/m/x", False),
        ("https://relay.example.org/a b", False),
        ("https://relay.example.org/ä", False),
        ("https://[::1", False),
    ],
)
def test_what_travels_in_the_clear_stays_on_this_machine(url: str, may: bool) -> None:
    """Files are fetched by https; by http from this machine alone."""
    assert is_fetchable(url) is may
