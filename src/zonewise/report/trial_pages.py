"""The papers of a blinded trial: its registered protocol, the pharmacy's compounding sheet and the report."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from zonewise.model.amounts import format_mg
from zonewise.trial.analysis import TrialResult
from zonewise.trial.design import TrialDesign
from zonewise.trial.record import TrialRecord
from zonewise.trial.sealing import Opened
from zonewise.trial.settings import TrialSettings

from .prescriber.formats import paper_pdf
from .trial_words import (
    analysis_sentences,
    design_facts,
    finding_sentence,
    result_facts,
    result_sentence,
)
from .words import counted, short_day


@dataclass(frozen=True, slots=True)
class PaperPart:
    """One part of a paper."""

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a trial, ready to be set."""

    title: str
    sentence: str
    parts: tuple[PaperPart, ...]


def paper_bytes(paper: Paper) -> bytes:
    """Return a paper as PDF; the same paper gives the same bytes."""
    content: dict[str, Any] = asdict(paper)
    return paper_pdf("trial.typ", content)


def protocol_paper(record: TrialRecord, settings: TrialSettings) -> Paper:
    """Return the protocol as it was registered, by the items of SPENT 2019."""
    design = record.design
    return Paper(
        title="Blinded trial in one person: registered protocol",
        sentence=f"Registered {short_day(record.registered_on)}, before it began. Commitment: {record.commitment}",
        parts=(
            PaperPart("Design", rows=tuple(design_facts(design)), columns=("What", "How")),
            PaperPart("The rule, fixed before the trial", tuple(analysis_sentences(settings))),
            PaperPart("Items of SPENT 2019", columns=("Item", "About", "In this trial"), rows=_spent(record, settings)),
        ),
    )


def _spent(record: TrialRecord, settings: TrialSettings) -> tuple[tuple[str, str, str], ...]:
    design = record.design
    half = design.blocks // 2
    return (
        ("1", "Title", "Low-dose naltrexone against placebo in one person: randomised, blinded blocks"),
        ("2a", "Registration", f"Kept in the person's own diary with the commitment {record.commitment[:16]}..."),
        ("5a", "Roles", f"Prescriber: {record.details.get('prescriber', '')}; pharmacy key {record.readers[0]}"),
        ("6a", "Background", "Open diaries cannot tell LDN from expectation; trials of groups found little or nothing"),
        ("7", "Objectives", f"Does {format_mg(design.dose_mg)} of LDN a day ease this person's symptoms?"),
        ("8", "Trial design", f"{design.blocks} blocks of {counted(design.block_days, 'day')}, {half} of each kind"),
        ("10", "Eligibility", "One adult on a steady dose with a signed plan; reasons against LDN are asked as always"),
        (
            "11a",
            "Interventions",
            f"Matched capsules with {format_mg(design.dose_mg)} of LDN or without, one bottle a block",
        ),
        (
            "11b",
            "Stopping",
            "A danger sign, or a pause tied to the bottle, ends the block; the person may stop at any time",
        ),
        ("11c", "Adherence", "The bottle taken is written down each day"),
        (
            "12",
            "Outcome",
            "Mean of the six domains, rated daily from 0 to 10; relief in percent of the level without LDN",
        ),
        ("13", "Timeline", f"{short_day(design.first)} to {short_day(design.last)}"),
        ("14", "Length", "Chosen by simulated trials with this person's own ups and downs"),
        (
            "16a",
            "Sequence",
            f"One of {design.orders} orders, each as likely; at most {design.longest_run} alike in a row",
        ),
        ("16b", "Concealment", "Drawn and sealed to the pharmacy by a process that ended; SHA-256 commitment above"),
        ("17a", "Blinding", "Person and prescriber; a guess is asked after each block"),
        ("17b", "Unblinding", "The prescriber asks the pharmacy for one bottle; the others stay sealed"),
        ("18a", "Data", "Daily check-in, appended only; hashed when the trial is closed"),
        ("20a", "Statistics", f"Exact test over all orders; posterior of relief; rule {record.analysis[:16]}..."),
        ("20c", "Missing data", "Days without a rating are left out; capsules left out count as none"),
        ("22", "Harms", "Side effects and danger signs as in the diary; every bottle counts as LDN for opioids"),
        ("27", "Confidentiality", "Everything stays on the person's own machine unless they hand it over"),
    )


def compounding_paper(opened: Opened, settings: TrialSettings) -> Paper:
    """Return what the pharmacy makes: the one paper that tells what is in which bottle."""
    design, order = opened.design, opened.key.order(opened.design)
    amount = design.block_days + settings.spare_days
    rows = tuple(
        (
            str(number),
            f"LDN {format_mg(design.dose_mg)}" if on else "no LDN (filler alone)",
            str(amount),
            lot_of(opened.commitment, number),
            f"{short_day(design.span(number - 1)[0])} to {short_day(design.span(number - 1)[1])}",
        )
        for number, on in enumerate(order, 1)
    )
    return Paper(
        title="Compounding sheet of a blinded trial: for the pharmacy alone",
        sentence="Nobody who takes, prescribes or hands over these capsules may see this sheet before the end.",
        parts=(
            PaperPart(
                "What to make",
                (
                    f"Prescriber: {opened.details.get('prescriber', '')}. One capsule a day.",
                    "All capsules alike in shell, colour, size, weight and filler, with or without naltrexone.",
                    "Label each bottle with its number, lot and dates, and with nothing about what is in it.",
                    f"{counted(design.days + design.blocks * settings.spare_days, 'capsule')} in all.",
                ),
                ("Bottle", "Holds", "Capsules", "Lot", "For"),
                rows,
            ),
            PaperPart(
                "If the prescriber asks for one bottle",
                ("For a danger, tell the prescriber what that bottle holds, and note when. Nothing of the others.",),
            ),
            PaperPart(
                "At the end",
                (
                    "Once the person has closed the trial, give them this line:",
                    opened.key.text(),
                    f"Commitment of the trial: {opened.commitment}",
                ),
            ),
        ),
    )


def lot_of(commitment: str, number: int) -> str:
    """Return the lot of a bottle: the trial's mark and the bottle's number, which tell nothing of what is in it."""
    return f"{commitment[:6].upper()}-{number:02}"


def report_paper(record: TrialRecord, result: TrialResult, settings: TrialSettings, *, same_rule: bool) -> Paper:
    """Return the report of a trial, by the items of CENT 2015."""
    design = record.design
    findings = tuple(finding_sentence(finding) for finding in result.findings) or ("Nothing was amiss.",)
    rule = () if same_rule else ("The numbers of judging differ from those that were registered.",)
    return Paper(
        title="Blinded trial in one person: report",
        sentence=result_sentence(result),
        parts=(
            PaperPart("Result", columns=("What", "How much"), rows=tuple(result_facts(result))),
            PaperPart("What was amiss", (*findings, *rule)),
            PaperPart("Bottles", columns=("Block", "Days", "Held", "Guess"), rows=_blocks(record, result)),
            PaperPart("How it was judged", tuple(analysis_sentences(settings))),
            PaperPart(
                "Items of CENT 2015", columns=("Item", "About", "In this trial"), rows=_cent(record, result, design)
            ),
        ),
    )


GUESS_WORDS = {"ldn": "LDN", "none": "no LDN", "unsure": "not sure"}


def _blocks(record: TrialRecord, result: TrialResult) -> tuple[tuple[str, ...], ...]:
    design = record.design
    return tuple(
        (
            str(number + 1),
            f"{short_day(design.span(number)[0])} to {short_day(design.span(number)[1])}",
            "LDN" if letter == "L" else "no LDN",
            GUESS_WORDS.get(record.guesses.get(number, ""), "no guess"),
        )
        for number, letter in enumerate(result.order)
    )


def _cent(record: TrialRecord, result: TrialResult, design: TrialDesign) -> tuple[tuple[str, str, str], ...]:
    ended = record.last + timedelta(days=1)
    return (
        ("1a", "Title", "Low-dose naltrexone against placebo in one person"),
        ("2a", "Background", "Open diaries cannot tell LDN from expectation"),
        ("2b", "Objective", f"Does {format_mg(design.dose_mg)} of LDN a day ease this person's symptoms?"),
        ("3a", "Design", f"{design.blocks} randomised blocks of {counted(design.block_days, 'day')}"),
        ("3b", "Changes", "; ".join(finding_sentence(finding) for finding in result.findings) or "None"),
        ("4a", "Participant", "One adult with a signed plan"),
        ("5", "Interventions", f"Capsules with {format_mg(design.dose_mg)} of LDN, and alike without"),
        ("6a", "Outcome", "Mean of the six domains, rated daily from 0 to 10"),
        ("7a", "Length", f"Fixed at registration: {counted(design.days, 'day')}"),
        ("8a", "Sequence", f"Drawn from {design.orders} orders, each as likely"),
        (
            "9",
            "Concealment",
            f"Sealed to the pharmacy {record.readers[0]}; commitment {record.commitment[:16]}... holds",
        ),
        ("11a", "Blinding", "Person and prescriber; guesses above"),
        ("12a", "Statistics", "Exact test over all orders; posterior of relief with carry-over, drift and onset"),
        (
            "13a",
            "Flow",
            f"{counted(result.rated_days, 'day')} counted; {counted(result.missed_doses, 'capsule')} left out",
        ),
        ("14a", "Dates", f"{short_day(design.first)} to {short_day(ended - timedelta(days=1))}"),
        ("16", "Days analysed", str(result.rated_days)),
        ("17a", "Estimate", result_sentence(result)),
        ("19", "Harms", "As in the diary; see the prescriber's page"),
        ("20", "Limitations", "One person; carry-over and slow change are modelled, not removed"),
        ("23", "Registration", f"{short_day(record.registered_on)}, commitment {record.commitment}"),
        ("24", "Protocol", "As registered; printed by 'zonewise trial protocol'"),
    )
