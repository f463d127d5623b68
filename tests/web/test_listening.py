"""The server sends its answers at once."""

import socket

from zonewise.web.serving import _listen


def test_answers_are_not_held_back() -> None:
    """Accepted connections are known as TCP, so that the event loop turns off the delay that costs 40 ms an answer."""
    with _listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
