"""A day's zone in one plain sentence, and as a bar against the usual ups and downs. The arithmetic stands elsewhere.

Words and numbers agree: "about your usual" is said only where the score of the day and that of the zone lie near zero.
"""

from zonewise.report.entry_words import capitalised
from zonewise.report.picture import Picture, usual_bar
from zonewise.zones.composite import CompositeCriterion
from zonewise.zones.severe import SevereCriterion
from zonewise.zones.single_domain import SingleDomainCriterion
from zonewise.zones.zone import LABELS, ZONE_WORDS, Criterion, DayZone, points

from .words import MEANINGS, word_table

SENTENCES = word_table("zone-sentences")
ABOUT = float(word_table("zone-sentence-bounds")["about-usual"])


def zone_sentence(zone: DayZone) -> str:
    """Return why the zone is what it is, in one or two short sentences."""
    if zone.zone is None:
        as_usual = _composite(zone).not_evaluated == "as-usual"
        return SENTENCES["needs-numbers"] if as_usual else MEANINGS[None]
    if zone.zone == "green":
        return _green(zone)
    for criterion in zone.criteria:
        words = _because(criterion, zone) if criterion.zone == zone.zone else ""
        if words:
            return words
    return MEANINGS[zone.zone]


def zone_bar(zone: DayZone) -> Picture | None:
    """Return where the day stands beside its usual ups and downs, or None where there is no score of the day."""
    together = _composite(zone).together
    if together is None:
        return None
    settings = zone.criteria[0].settings
    return usual_bar(max(together.score, together.today), settings.yellow_at, settings.red_at)


def _green(zone: DayZone) -> str:
    together, single = _composite(zone).together, _single(zone).highest_score
    if together is None:
        declared = next(criterion for criterion in zone.criteria if criterion.name == "declared")
        if declared.zone == "green":
            return SENTENCES["green-declared"]
        return SENTENCES["green-as-usual" if _composite(zone).not_evaluated == "as-usual" else "green-held"]
    settings, high = zone.criteria[0].settings, max(together.score, together.today)
    if high >= settings.yellow_at:
        words = SENTENCES["green-one-day-above"]
    elif high >= ABOUT:
        words = SENTENCES["green-little-above"]
    else:
        words = SENTENCES["green-better" if high <= -ABOUT else "green-about"]
    if single is not None and single.score >= settings.single_left_under:
        words += " " + SENTENCES["one-stands-out"].format(label=LABELS[single.name])
    return words


def _because(criterion: Criterion, zone: DayZone) -> str:
    """Return why a criterion says Yellow or Red, or "" where it has no words of its own for that."""
    if isinstance(criterion, CompositeCriterion):
        return _together(criterion, zone)
    if isinstance(criterion, SingleDomainCriterion):
        return _alone(criterion)
    if isinstance(criterion, SevereCriterion):
        if criterion.highest is None or criterion.waiting:
            return SENTENCES["severe-lately"]
        name, rating = criterion.highest
        return SENTENCES["severe"].format(label=LABELS[name], rating=points(rating))
    if criterion.name == "declared":
        return SENTENCES["declared"].format(zone=ZONE_WORDS[zone.zone])
    return SENTENCES["rising"]


def _together(criterion: CompositeCriterion, zone: DayZone) -> str:
    settings, together = criterion.settings, criterion.together
    if together is None:
        return SENTENCES["not-rated-since"].format(zone=ZONE_WORDS[zone.zone])
    entered = settings.red_at if zone.zone == "red" else settings.yellow_at
    if together.score < entered:
        return SENTENCES["easing"].format(zone=ZONE_WORDS[zone.zone])
    return SENTENCES["far-above" if zone.zone == "red" else "above"]


def _alone(criterion: SingleDomainCriterion) -> str:
    highest = criterion.highest_score
    if highest is not None and highest.calls:
        label = capitalised(LABELS[highest.name])
        high_again = highest.score >= criterion.settings.single_at
        return SENTENCES["one-far-above" if high_again else "one-easing"].format(label=label)
    if criterion.waiting:
        return SENTENCES["one-not-rated-since"].format(label=LABELS[criterion.waiting[0][0]])
    return ""


def _composite(zone: DayZone) -> CompositeCriterion:
    return next(criterion for criterion in zone.criteria if isinstance(criterion, CompositeCriterion))


def _single(zone: DayZone) -> SingleDomainCriterion:
    return next(criterion for criterion in zone.criteria if isinstance(criterion, SingleDomainCriterion))
