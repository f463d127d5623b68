"""Certificates for a phone: for exactly the names given, kept while they last, gone with the diary."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from zonewise.problem import InputRefused
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, open_connection
from zonewise.services.custody import phone
from zonewise.services.custody.backups import erase
from zonewise.services.custody.passphrase import Secret, set_passphrase
from zonewise.services.custody.phone import certificates_for, check_for_phone, checked_names


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """Return a diary in the clear."""
    result = Diary(str(tmp_path / "diary.sqlite"))
    open_connection(result).dispose()
    return result


def limits(der: bytes) -> x509.NameConstraints:
    """Return for which names an authority speaks."""
    return x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.NameConstraints).value


def test_a_diary_in_the_clear_is_not_shown_to_a_phone(diary):
    """Without a passphrase, or without a diary, it is refused; with one it is not."""
    with pytest.raises(InputRefused, match="phone-needs-passphrase"):
        check_for_phone(diary)
    with pytest.raises(InputRefused, match="phone-needs-passphrase"):
        check_for_phone(Diary(diary.place + "-none"))
    set_passphrase(diary, Secret("four words nobody joins"))
    check_for_phone(diary)


@pytest.mark.parametrize("name", ["0.0.0.0", "::", "224.0.0.1", "a b", "", "-x", "x..y", "evil/", "a:1", "*.home", "é"])
def test_what_is_no_name_of_one_machine_is_refused(name):
    """Addresses that stand for many, wildcards, and what a browser could not send are refused."""
    with pytest.raises(InputRefused, match="unknown-host"):
        checked_names(["kitchen.local", name])


def test_names_are_taken_as_a_browser_sends_them():
    """Names in small letters, addresses in their shortest form, each once."""
    assert checked_names(["Kitchen.local", "FE80:0::1", "kitchen.local", "10.0.0.5"]) == (
        "kitchen.local", "fe80::1", "10.0.0.5",
    )  # fmt: skip


def test_they_are_kept_until_they_no_longer_do(diary, monkeypatch):
    """The same names give the same certificates; other names, a damaged file, or an end that is near give new ones."""
    first = certificates_for(diary, ["kitchen.local", "10.0.0.5"])
    again = certificates_for(diary, ["10.0.0.5", "kitchen.local"])
    assert (first.made, again.made, first.fingerprint == again.fingerprint) == (True, False, True)

    other = certificates_for(diary, ["10.0.0.5"])
    assert other.made
    other.server.write_bytes(b"damaged")
    mended = certificates_for(diary, ["10.0.0.5"])
    assert mended.made
    late = utc_now() + phone.LASTS - phone.AT_LEAST
    monkeypatch.setattr(phone, "utc_now", lambda: late)
    assert certificates_for(diary, ["10.0.0.5"]).made
    monkeypatch.setattr(phone, "utc_now", lambda: late + timedelta(days=700))
    assert not certificates_for(diary, ["10.0.0.5"]).made


def test_the_authority_speaks_for_these_names_only(diary):
    """Names, addresses or both are permitted, and a sort of which none was given is closed."""
    words = limits(certificates_for(diary, ["kitchen.local"]).authority)
    addresses = limits(certificates_for(diary, ["10.0.0.5"]).authority)

    assert words.permitted_subtrees == [x509.DNSName("kitchen.local")]
    assert [str(subtree.value) for subtree in words.excluded_subtrees] == ["0.0.0.0/0", "::/0"]
    assert [str(subtree.value) for subtree in addresses.permitted_subtrees] == [
        "invalid",
        "10.0.0.5/32",
    ]


def test_the_files_can_be_served_and_go_with_the_diary(diary):
    """The app's file holds what a server needs, only its owner can read it, and erasing deletes it."""
    made = certificates_for(diary, ["kitchen.local"])
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.server)

    files = sorted(made.server.parent.glob("*-phone-*"))
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert {file.name for file in files} < {file.name for file in erase(diary).files}
    assert list(made.server.parent.glob("diary*")) == []
