"""How a trial stands today, in words."""

from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.trial.record import TrialRecord, TrialState

from .words import wrapped

TAKE_NOTHING = (
    "Take nothing from the bottle, and do what Today says. Your prescriber can ask the pharmacy what was in it. This"
    " block ends here; the next one begins with its own bottle, if your prescriber agrees."
)
ANSWER_FIRST = "Answer what Today asks first. Then take the capsule, if Today still says so."
OVER = "The trial is over. Close it, then ask the pharmacy for its key."
CLOSED = "The trial is closed: what counts is fixed. The pharmacy can give out the key now."
OPENED = "The key is here. The result can be shown."

AMISS = {
    "bottle-out-of-order": "This is not the bottle of this block. Go on with the right one tomorrow; nothing is lost.",
    "answer-first": "Today asks something first. Answer it now.",
    "take-nothing": "Take no more from the bottle for now, and do what Today says.",
}
"""What is said of a capsule that was written down, by code."""
ON_CARD = (
    "Say that you are in a blinded trial: you may have naltrexone in you, and the pharmacy knows what bottle {bottle}"
    " holds."
)
"""What stands on a card for danger while a trial runs, with the number of the bottle."""


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
    elif state.answer_first:
        sentences.append(ANSWER_FIRST)
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


def is_running(state: TrialState | None) -> bool:
    """Say whether a block goes on or is to come, so that a day has something to say of the trial."""
    return state is not None and not state.record.key and (not state.over or not state.record.closed)


def bottle_due(state: TrialState) -> int | None:
    """Return the number of the bottle whose capsule is still to be taken today, or None."""
    if state.block is None or state.ended or state.take_nothing or state.answer_first or state.taken_today is not None:
        return None
    return state.block + 1


def card_lines(state: TrialState | None) -> list[str]:
    """Return what a card for danger says of a trial beside its own steps; nothing where no block goes on."""
    if state is None or state.block is None:
        return []
    return [ON_CARD.format(bottle=state.block + 1)]


def prescriber_lines(state: TrialState | None) -> list[str]:
    """Return what the prescriber's page says of a trial whose order is not known yet; nothing without one."""
    if state is None or not is_running(state):
        return []
    design = state.record.design
    lines = [
        f"{design.blocks} blocks of {design.block_days} days, {format_mg(design.dose_mg)} a day in half of the bottles,"
        f" from {day_words(design.first)} to {day_words(state.record.last)}. Every dose above may be one without LDN."
    ]
    if state.block is not None:
        ended = "; it was ended" if state.ended else ""
        first, last = design.span(state.block)
        lines.append(
            f"Now block {state.block + 1}, bottle {state.block + 1}, {day_words(first)} to {day_words(last)}{ended}."
        )
        lines.append("In danger the pharmacy tells the prescriber, and nobody else, what this bottle holds.")
    return lines


def status_lines(sentences: list[str], record: TrialRecord) -> list[str]:
    """Return the lines of a terminal that show how a trial stands."""
    lines = [line for text in sentences for line in wrapped(text)]
    return [*lines, "", "Commitment:", f"  {record.commitment}"]
