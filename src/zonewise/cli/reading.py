"""Reading the diary: one day's guidance, the zones of many days, relief, and what is kept."""

import sys
from datetime import date

import click

from zonewise.services.base.diary import Diary

from .common import DAY, MORE_NEEDED, as_of_option, json_option, print_json, print_sentence, with_diary

NOT_KEPT = {
    "read-only": "The diary can only be read: what is shown here is not kept in it.",
    "disk-full": "The disk is full: what is shown here is not kept in the diary. Free some space first.",
}
"""Why a day is shown and yet not kept, by the code of the refusal."""


@click.command(epilog="Example: zonewise today --as-of 2026-11-22")
@as_of_option
@json_option
@with_diary
def today(diary: Diary, as_of: date | None, as_json: bool) -> None:
    """Show today's zone, what to do with the dose, why, what to ask and when the next review is.

    What is shown is kept in the diary, so that 'zonewise replay' can derive it again.

    Exit status: 0 answered, 3 an answer is needed first, 2 the input is wrong.
    """
    from zonewise.report.day_words import card_of
    from zonewise.report.json_shapes import today_json
    from zonewise.report.terminal import today_screen
    from zonewise.report.trial_status import card_lines, is_running, status_sentences
    from zonewise.services.base.daily_guidance import is_over
    from zonewise.services.reading.today import guidance_today, keep_guidance
    from zonewise.services.sharing.kept_shares import ending_words
    from zonewise.services.trials.running import trial_state

    shown = guidance_today(diary, as_of)
    try:
        keep_guidance(diary, shown)
    except Exception as error:
        why = NOT_KEPT.get(getattr(error, "code", ""))
        if why is None:
            raise
        print_sentence(why, err=True)
    daily, protocol = shown.guidance, shown.profile.protocol
    if as_json:
        print_json(today_json(daily, protocol.rule_set))
    else:
        over = is_over(daily.as_of, shown.profile)
        country, trial = shown.profile.country, trial_state(diary, daily.as_of)
        beside = (status_sentences(trial), card_lines(trial)) if trial is not None and is_running(trial) else ((), ())
        screen = today_screen(
            daily, protocol.rule_set, protocol.notices, country, over=over, trial=beside[0], on_card=beside[1]
        )
        print_sentence(screen.removesuffix("\n"))
        has_card = card_of(daily, protocol.rule_set, protocol.notices, country) is not None
        for line in () if over or has_card else ending_words(diary):
            print_sentence(f"{line} See: zonewise share --list")
    sys.exit(MORE_NEEDED if daily.guidance.action == "ask" else 0)


@click.command(epilog="Example: zonewise zones --from 2026-10-01")
@click.option("--from", "first", type=DAY, help="First day; the first of the diary unless said.")
@click.option("--to", "last", type=DAY, help="Last day; today unless said.")
@json_option
@with_diary
def zones(diary: Diary, first: date | None, last: date | None, as_json: bool) -> None:
    """The zone of each day, with the arithmetic of each of its five criteria."""
    from zonewise.report.json_shapes import zone_json
    from zonewise.report.terminal import zone_lines
    from zonewise.services.reading.today import zones_of

    days = zones_of(diary, first, last)
    if as_json:
        print_json(list(map(zone_json, days)))
        return
    for day in days:
        print_sentence("\n".join(zone_lines(day)))


@click.command(epilog="Example: zonewise course --as-of 2026-11-22")
@as_of_option
@json_option
@with_diary
def course(diary: Diary, as_of: date | None, as_json: bool) -> None:
    """Show each change of the recommended dose with its day and why; calls, and what was said of them, as well."""
    from zonewise.course.changes import course_changes
    from zonewise.report.course_words import course_json, course_screen
    from zonewise.services.reading.plan_ahead import plan_ahead

    guidance = plan_ahead(diary, as_of).today
    changes, rule_set = course_changes(guidance.snapshot.recommended), guidance.snapshot.settings.rule_set
    if as_json:
        print_json(course_json(changes, rule_set, guidance.as_of))
    else:
        print_sentence(course_screen(changes, rule_set, guidance.as_of).removesuffix("\n"))


@click.command(epilog="Example: zonewise relief --as-of 2026-11-22")
@as_of_option
@json_option
@with_diary
def relief(diary: Diary, as_of: date | None, as_json: bool) -> None:
    """Say whether it is helping, how sure one diary can make us, and what trials found.

    "Cannot tell" is a good answer, and the most frequent one. Nothing here is a promise.
    """
    from zonewise.report.relief_words import (
        BEGUN_BEFORE,
        context_json,
        context_lines,
        relief_json,
        relief_questions,
        relief_screen,
        without_before_lines,
    )
    from zonewise.services.reading.relief import relief_today

    day = relief_today(diary, as_of)
    context = (day.doses, day.timing, day.effects, day.adherence)
    more = BEGUN_BEFORE if day.began_before_diary else ""
    if as_json:
        content = relief_json(day.relief, day.beside, as_of=day.as_of, started=day.started, more=more)
        without_before = {
            "trends": [trend.to_dict() for trend in day.trends],
            "before": [one.to_dict() for one in day.before],
            "asks": list(day.asks),
            "jumped_on": day.jumped_on.isoformat() if day.jumped_on else None,
        }
        print_json(content | context_json(*context) | without_before)
        return
    rule_set = day.snapshot.settings.rule_set
    sentences = [more] if more else []
    sentences += without_before_lines(day.trends, day.before)
    sentences += context_lines(*context, began_before=bool(more))
    screen = relief_screen(day.relief, day.beside, sentences, as_of=day.as_of, first=day.first)
    screen += relief_questions([rule_set.prompts[name] for name in day.asks])
    print_sentence(screen.removesuffix("\n"))


@click.command(epilog="Example: zonewise entries --on 2026-11-22")
@click.option("--on", "day", type=DAY, help="Only this logical day.")
@click.option("--all", "with_superseded", is_flag=True, help="Superseded entries too.")
@json_option
@with_diary
def entries(diary: Diary, day: date | None, with_superseded: bool, as_json: bool) -> None:
    """List entries with their ids."""
    from zonewise.report.json_shapes import entry_json
    from zonewise.services.recording.entries import entries_of

    listed = entries_of(diary, day, with_superseded=with_superseded)
    if as_json:
        print_json(list(map(entry_json, listed)))
        return
    for entry in listed:
        at = f" {entry.at:%H:%M}" if entry.at else ""
        value = entry.value if len(entry.value) <= 40 else "..."
        unit = entry.unit if len(entry.unit) <= 40 else "..."  # of a share that is what opens it
        words = f"{entry.day.isoformat()}{at}  {entry.kind} {entry.name} {value} {unit}"
        print_sentence(f"{words}  {entry.id}", following="  ")


@click.command(epilog="Example: zonewise replay --from 2026-11-01")
@click.option("--from", "since", type=DAY, help="First day.")
@click.option("--to", "until", type=DAY, help="Last day.")
@json_option
@with_diary
def replay(diary: Diary, since: date | None, until: date | None, as_json: bool) -> None:
    """Derive every guidance that was shown again, say what differs and why, and what was then done.

    Exit status: 0 all the same or the reason is known, 2 the input is wrong.
    """
    from zonewise.report.json_shapes import replayed_json
    from zonewise.report.terminal import replayed_lines
    from zonewise.services.base.profile import profile_in
    from zonewise.services.reading.today import replay as derive_again

    replayed = derive_again(diary, since=since, until=until)
    if as_json:
        print_json(list(map(replayed_json, replayed)))
        return
    rule_set = profile_in(diary).protocol.rule_set
    for answer in replayed:
        print_sentence("\n".join(replayed_lines(answer, rule_set)))
    same = sum(not answer.differences for answer in replayed)
    print_sentence(f"{len(replayed)} kept, {same} the same again.")
