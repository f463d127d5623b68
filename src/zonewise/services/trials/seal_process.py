"""A process of its own that draws a trial's order, seals it and ends: what it knew is nowhere else.

It reads the design as JSON from standard input and writes what may be read by everybody to standard output. A process
that answers many requests never holds the key, not even for a moment.
"""

import json
import secrets
import sys
from typing import TextIO

from zonewise.trial.design import design_from_dict
from zonewise.trial.sealing import seal_trial

MODULE = __name__


def seal_from(source: TextIO, into: TextIO) -> None:
    """Draw and seal what is asked for, and write what came of it."""
    wanted = json.load(source)
    readers = [bytes.fromhex(public) for public in wanted["readers"]]
    sealed = seal_trial(
        design_from_dict(wanted["design"]), wanted["analysis"], readers, wanted["details"], secrets.token_bytes
    )
    json.dump({"commitment": sealed.commitment, "signed_by": sealed.signed_by, "sheet": sealed.sheet}, into)


if __name__ == "__main__":
    seal_from(sys.stdin, sys.stdout)
