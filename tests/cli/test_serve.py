"""Opening the pages: only on this machine, and in words when the port is taken."""

import socket

import pytest


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "example.org"])
def test_what_others_can_reach_is_refused(nothing_yet, host):
    """An address that other machines can reach is refused with the reason, and nothing is opened."""
    output = nothing_yet("serve", "--host", host, "--port", "0", code=2).stderr

    assert "can be reached from other machines" in output
    assert "[not-loopback]" in output


def test_a_port_in_use_is_said(nothing_yet):
    """A port that something else listens on is named, with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        output = nothing_yet("serve", "--port", str(port), code=2).stderr

    assert f"port {port} is in use" in output
    assert "[port-in-use]" in output


def test_a_phone_needs_a_passphrase_and_a_name(nothing_yet):
    """Without a passphrase nothing is opened to other devices, and no certificate is made."""
    output = nothing_yet("serve", "--phone", "--host", "kitchen.local", "--port", "0", code=2).stderr

    assert "has no passphrase" in output
    assert "[phone-needs-passphrase]" in output
