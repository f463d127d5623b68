"""The blinded trial: its design and what it buys, today's bottle, and what it shows at the end."""

from functools import partial
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.report.trial_status import status_sentences
from zonewise.report.trial_words import (
    STAYS_SAFE,
    WHAT,
    WITH_PRESCRIBER,
    analysis_sentences,
    design_facts,
    finding_sentence,
    honest_sentence,
    power_sentence,
    result_facts,
    result_sentence,
)
from zonewise.services.base.new_entry import InputSource
from zonewise.services.trials.planning import PlannedTrial, TrialWishes, plan_trial
from zonewise.services.trials.registering import register_trial
from zonewise.services.trials.result import trial_result
from zonewise.services.trials.running import (
    close_trial,
    end_block,
    guess_block,
    leave_trial,
    take_bottle,
    take_key,
    trial_state,
)
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm, number_of, refusal
from zonewise.web.render import back_to, download, page

router = diary_pages()

FIELDS = ("blocks", "days", "first", "washout", "to", "second", "bottle", "guess", "why", "key")
WEB = InputSource("web")
GUESSES = (("ldn", "LDN"), ("none", "No LDN"), ("unsure", "Not sure"))


@router.get("/trial")
def show(request: Request, context: CurrentDiary) -> Response:
    """Show how the trial stands, or what one would be; in a thread, as a result takes a moment."""
    return _page(request, context)


@router.post("/trial/design")
async def design(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Show a design with the power that it has in this person; nothing is written down, so no writer waits for it."""
    return await anyio.to_thread.run_sync(partial(_design, request, context, form))


def _design(request: Request, context: DiaryContext, form: Form) -> Response:
    trials = context.protocol.trial.simulated_trials_on_page
    try:
        return _page(request, context, form, planned=plan_trial(context.diary, _wishes(form), trials=trials))
    except InputRefused as refused:
        return _page(request, context, form, refused)


@router.post("/trial/register")
def register(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Draw the order, seal it and write the trial down."""
    try:
        planned = plan_trial(context.diary, _wishes(form), trials=0)
        readers = [line for line in (form.text("to"), form.text("second")) if line]
        register_trial(context.diary, planned.design, readers, hand=WEB)
    except InputRefused as refused:
        return _page(request, context, form, refused)
    return back_to("/trial", "written")


@router.post("/trial/tell")
def tell(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Write down what a button or a field of the trial's page says."""
    try:
        _write(context, form)
    except InputRefused as refused:
        return _page(request, context, form, refused)
    return back_to("/trial", "written")


@router.post("/trial/paper")
def paper(context: CurrentDiary, form: SentForm) -> Response:
    """Give the sealed sheet, the registered protocol or the report as a file."""
    from zonewise.report.trial_pages import paper_bytes, protocol_paper, report_paper

    settings, kind = context.protocol.trial, form.text("kind")
    state = trial_state(context.diary, context.as_of)
    if state is None:
        raise refusal("no trial is registered.", "Plan one first.", "no-trial")
    if kind == "sheet":
        return download(state.record.sheet.encode(), "application/json", "trial-sheet.json")
    if kind == "report":
        shown = trial_result(context.diary)
        content = report_paper(shown.record, shown.result, settings, same_rule=shown.same_rule)
        return download(paper_bytes(content), "application/pdf", "trial-report.pdf")
    return download(paper_bytes(protocol_paper(state.record, settings)), "application/pdf", "trial-protocol.pdf")


def _wishes(form: Form) -> TrialWishes:
    return TrialWishes(
        blocks=number_of(form.text("blocks")) if form.text("blocks") else None,
        block_days=number_of(form.text("days")) if form.text("days") else None,
        washout_days=number_of(form.text("washout")),
        first=form.day_in("first"),
    )


def _write(context: DiaryContext, form: Form) -> None:
    what, block = form.text("what"), number_of(form.text("block"))
    if what == "bottle":
        take_bottle(context.diary, number_of(form.text("bottle")), hand=WEB)
    elif what == "guess":
        guess_block(context.diary, block, form.text("guess"), hand=WEB)
    elif what == "end-block":
        end_block(context.diary, block, form.text("why"), hand=WEB)
    elif what == "leave":
        leave_trial(context.diary, form.text("why"), hand=WEB)
    elif what == "close":
        close_trial(context.diary, hand=WEB)
    elif what == "key":
        take_key(context.diary, form.text("key"), hand=WEB)
    else:
        raise refusal("nothing was chosen.", "Tap one of the buttons.", "empty")


def _page(
    request: Request,
    context: DiaryContext,
    typed: Form | None = None,
    refused: InputRefused | None = None,
    *,
    planned: PlannedTrial | None = None,
) -> Response:
    settings = context.protocol.trial
    state = trial_state(context.diary, context.as_of)
    values: dict[str, Any] = {
        "state": state,
        "what": WHAT,
        "stays_safe": STAYS_SAFE,
        "with_prescriber": WITH_PRESCRIBER,
        "honest": honest_sentence(settings),
        "rule": analysis_sentences(settings),
        "settings": settings,
        "guesses": GUESSES,
        "sentences": status_sentences(state) if state is not None else [],
        "facts": design_facts(state.record.design) if state is not None else [],
        "planned": planned,
        "power": "",
        "planned_facts": [],
        "result": None,
    }
    if planned is not None:
        values["power"] = power_sentence(planned.power, planned.effect_percent, own=planned.own)
        values["planned_facts"] = design_facts(planned.design)
    if state is not None and state.record.key:
        shown = trial_result(context.diary)
        values["result"] = {
            "sentence": result_sentence(shown.result),
            "facts": result_facts(shown.result),
            "findings": [finding_sentence(finding) for finding in shown.result.findings],
            "same_rule": shown.same_rule,
        }
    return page(request, "trial.html", refused=refused, fields=FIELDS, typed=typed, **values)
