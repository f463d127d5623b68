"""How a trial stands today, in words."""

from zonewise.model.day_words import day_words
from zonewise.trial.record import TrialRecord, TrialState

from .words import wrapped

TAKE_NOTHING = (
    "Take nothing from the bottle, and do what Today says. Your prescriber can ask the pharmacy what was in it. This"
    " block ends here; the next one begins with its own bottle, if your prescriber agrees."
)
OVER = "The trial is over. Close it, then ask the pharmacy for its key."
CLOSED = "The trial is closed: what counts is fixed. The pharmacy can give out the key now."
OPENED = "The key is here. The result can be shown."


def status_sentences(state: TrialState) -> list[str]:
    """Return what a person has to know of their trial today, the most important first."""
    record, as_of, block = state.record, state.as_of, state.block
    design = record.design
    sentences: list[str] = []
    if record.key:
        sentences.append(OPENED)
    elif record.closed:
        sentences.append(CLOSED)
    elif state.over:
        sentences.append(OVER)
    elif block is None:
        sentences.append(f"The first block begins on {day_words(design.first, as_of)}, with bottle 1.")
    elif state.take_nothing or state.ended:
        sentences.append(TAKE_NOTHING)
    else:
        last = day_words(design.span(block)[1], as_of)
        sentences.append(f"Block {block + 1} of {design.blocks}: one capsule from bottle {block + 1}, until {last}.")
        if state.taken_today == block + 1:
            sentences.append("Today's capsule is written down.")
        elif state.taken_today is not None:
            sentences.append(
                f"Today bottle {state.taken_today} was written down. Go on with bottle {block + 1} tomorrow."
            )
    if state.guesses_due and not record.key:
        numbers = ", ".join(str(number + 1) for number in state.guesses_due)
        sentences.append(f"Guess what was in the bottle of block {numbers}: LDN, none, or not sure.")
    return sentences


def status_lines(sentences: list[str], record: TrialRecord) -> list[str]:
    """Return the lines of a terminal that show how a trial stands."""
    lines = [line for text in sentences for line in wrapped(text)]
    return [*lines, "", "Commitment:", f"  {record.commitment}"]
