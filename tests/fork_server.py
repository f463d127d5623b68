"""A process that has loaded zonewise and forks one of its own for each command: `tests/forked.py` asks it to.

It runs as a script, `python fork_server.py SOCKET`. Each child goes on as `python -m zonewise` would, with the
descriptors, the environment and the folder that came with the request, and ends as an interpreter ends.
"""

import gc
import json
import os
import signal
import socket
import sys
import time
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

APART = ("zonewise.authoring", "zonewise.synthetic", "zonewise.__main__", "zonewise.store.migrations")
"""What no command that is forked needs, or what runs when it is loaded."""
DESCRIPTORS = 3


def main(place: int) -> dict[str, Any] | None:
    """Answer requests until the socket is closed; in a child return what it was asked for."""
    load()
    with socket.socket(fileno=place) as asking:
        while True:
            content, descriptors, _, _ = socket.recv_fds(asking, 1 << 20, DESCRIPTORS)
            if not content:
                return None
            asked: dict[str, Any] = json.loads(content)
            if "process" in asked:
                asking.sendall(json.dumps(os.waitpid(asked["process"], os.WNOHANG)).encode())
                continue
            process = os.fork()
            if process == 0:
                for number, descriptor in enumerate(descriptors):
                    os.dup2(descriptor, number)
            for descriptor in descriptors:
                os.close(descriptor)
            if process == 0:
                return asked
            asking.sendall(json.dumps(process).encode())


def load() -> None:
    """Bring into memory what a command would otherwise read, import or compile by itself."""
    import zonewise

    for module in walk_packages(zonewise.__path__, "zonewise."):
        if not module.name.startswith(APART):
            import_module(module.name)
    from zonewise.services.base.protocols import load_protocol
    from zonewise.web.render import environment

    assert load_protocol().engine.questions
    for name in environment().list_templates():
        environment().get_template(name)
    gc.collect()
    gc.freeze()


def become(asked: dict[str, Any]) -> None:
    """Go on as a command of zonewise."""
    if asked["own_session"]:
        os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["folder"])
    sys.argv = ["zonewise", *asked["words"]]
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False, buffering=1))  # noqa: SIM115 - it stays
    exec(asked["first"], {"__name__": "first"})
    from zonewise.cli.main import main as command

    command()


if __name__ == "__main__":
    sys.path.pop(0)  # the tests are not part of the product
    request = main(int(sys.argv[1]))
    if request is not None:
        become(request)
