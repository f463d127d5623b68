"""How somebody is today, for the list of their prescriber."""

from zonewise.fhir.summary import ClinicSummary
from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.treatment_facts import is_open
from zonewise.model.amounts import plain
from zonewise.report.explanations import sentence
from zonewise.rules.rule_set import RuleSet

NOTHING_OPEN = "none"
WORD_ASKED = "clinician_said"


def clinic_summary(today: DailyGuidance, rule_set: RuleSet, *, code: str, name: str = "") -> ClinicSummary:
    """Return what a prescriber's list needs to know of a day.

    Args:
        today: The day's guidance.
        rule_set: The rules with what is said of an action.
        code: The code of the diary, or "".
        name: How the person wants to be called, or "".
    """
    now, flare, danger = today.snapshot.recommended.now, today.snapshot.flare, _danger(today, rule_set)
    phase = today.facts["phase"].value if "phase" in today.facts else None
    return ClinicSummary(
        person=code,
        name=name,
        as_of=today.as_of.isoformat(),
        action=today.guidance.action,
        action_words=rule_set.words_of(today.guidance.action),
        zone=today.zone.zone or "",
        phase=str(phase) if phase is not None else "",
        dose_mg=plain(now.mg) if now is not None and now.mg > 0 else "",
        danger=danger[0],
        danger_words=danger[1],
        flare_since=flare.began.isoformat() if flare is not None else "",
        review_due=today.next_review.isoformat() if today.next_review is not None else "",
        waits_for_word=bool(danger[0]) and is_open(today.snapshot, WORD_ASKED),
    )


def _danger(today: DailyGuidance, rule_set: RuleSet) -> tuple[str, str]:
    """Return the danger sign of today, or a call that nobody has settled, with its words; two empty texts for none."""
    for name in ("danger_sign", "unresolved_danger"):
        fact = today.facts.get(name)
        if fact is not None and isinstance(fact.value, str) and fact.value != NOTHING_OPEN:
            words = _words_of(fact.value, rule_set)
            sign = f"{words[:1].upper()}{words[1:]}. " if words else ""
            return fact.value, f"{sign}{sentence(fact.because, today.as_of)}"
    return "", ""


def _words_of(sign: str, rule_set: RuleSet) -> str:
    """Return a danger sign as the form asks for it, "" for one that no form has."""
    prompt = rule_set.prompts.get("danger_sign")
    return prompt.words.get(sign, "") if prompt is not None else ""
