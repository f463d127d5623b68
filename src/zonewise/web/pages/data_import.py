"""A file of another app: looked at first, changed where it is read wrongly, and then taken in whole."""

from dataclasses import replace
from functools import partial
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from zonewise.importing import TrackerMapping, TrackerRule, short_text_of
from zonewise.importing.dates import DATE_ORDERS
from zonewise.importing.formats import format_named
from zonewise.importing.tracker_mapping import COLUMN_TARGETS
from zonewise.model.entry import EVENTS, RATINGS
from zonewise.problem import InputRefused, Problem
from zonewise.report.import_words import ROLES, import_groups, own_names
from zonewise.report.medicine_words import KIND_WORDS
from zonewise.services.base.diary import Diary
from zonewise.services.importing.import_file import ImportResult, import_file
from zonewise.services.importing.import_link import NAME as LINK_NAME
from zonewise.services.importing.import_link import fetch_chart, read_link
from zonewise.services.importing.proposal import ImportOptions
from zonewise.services.importing.table_file import table_names
from zonewise.web.diary_context import CurrentDiary, diary_pages
from zonewise.web.forms import (
    Form,
    SentForm,
    Upload,
    as_file,
    drop_upload,
    keep_upload,
    kept_upload,
    refusal,
    upload_of,
)
from zonewise.web.render import back_to, page

from .data import data_page

router = diary_pages()

ON_THE_PAGE = {
    "which-table": "Choose one of them.",
    "no-date-column": "Give the column of the dates the name Date in the file, and choose it again.",
    "dose-unit": "Say the unit under Change what a tracker becomes, or correct the file.",
    "high-dose": "Is the unit right? Say it under Change what a tracker becomes, or correct the file.",
    "ambiguous-date": "Say what the dates begin with under Change what a tracker becomes.",
    "yes-or-no": "Write yes or no in the file and choose it again, or leave the row out.",
}
"""What to do here about a problem whose words name an option of the command line, by its code."""
OTHERWISE = "Correct it in the file and choose it again."
MOST_ROWS = 90  # Trackers that can be changed on the page; a file with more of them is read with the rest as proposed.


@router.post("/data/import")
async def take_in(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Show what a file would become, or take it in when that was looked at; until then nothing is stored."""
    doing = form.text("do", "new")
    try:
        if doing == "new":
            keep_upload(request, await _sent(request, form))
        upload = kept_upload(request)
    except InputRefused as refused:
        return data_page(request, context, refused, ("file", "link", "passcode"), form)
    if doing == "cancel":
        drop_upload(request)
        return back_to("/data")
    if form.has("table"):
        upload.table, upload.rules, upload.mapping = form.text("table"), {}, None
    changed = _changed(form, upload)
    saving = doing == "save" and not changed  # what was changed is shown before it is taken in
    rules, answers = {**upload.rules, **changed}, {**upload.answers, **_answers(form, upload)}
    try:
        done = await _read(
            context.diary, upload, rules, answers, leave_out=form.has("leave_out"), saving=saving
        )  # fmt: skip
    except InputRefused as refused:
        return await _refused(request, context.diary, upload, form, refused, saving=saving)
    done = replace(done, left_out=tuple(map(_on_the_page, done.left_out)))
    if saving:
        drop_upload(request)
        return page(request, "imported.html", done_with=done, name=upload.name, **_words(done))
    upload.rules, upload.answers, upload.mapping = rules, answers, _in_order(done.mapping, upload.mapping)
    return _preview(request, upload, done, look_again=doing == "save")


async def _sent(request: Request, form: Form) -> Upload:
    """Return the file that was chosen, or the chart behind the link that was pasted; the link is asked once."""
    if not form.text("link"):
        return await upload_of(request)
    link = read_link(form.text("link"))
    chart = await anyio.to_thread.run_sync(fetch_chart, link, form.text("passcode"))
    return Upload(LINK_NAME, chart.content)


async def _read(
    diary: Diary, upload: Upload, rules: dict[str, str], answers: dict[str, str], *, leave_out: bool = True,
    saving: bool = False,
) -> ImportResult:  # fmt: skip
    """Read a file, for trial unless it is to be saved; a trial leaves out what is not understood, to show the rest."""
    wish = ImportOptions(
        rules=tuple(rules.values()), answers=answers, accept=saving, dry_run=not saving,
        leave_out=leave_out or not saving, table=upload.table,
    )  # fmt: skip
    return await anyio.to_thread.run_sync(partial(_import, diary, upload, wish))


def _import(diary: Diary, upload: Upload, wish: ImportOptions) -> ImportResult:
    with as_file(upload) as path:
        return import_file(diary, path, wish)


async def _refused(
    request: Request, diary: Diary, upload: Upload, form: Form, refused: InputRefused, *, saving: bool
) -> Response:
    """Return the preview as it was with what is wrong on top; without one, the reasons alone."""
    try:
        done = await _read(diary, upload, upload.rules, upload.answers)
    except InputRefused:
        tables = await anyio.to_thread.run_sync(_tables, upload) if _asks_for_table(refused) else ()
        problems = tuple(map(_on_the_page, refused.problems))
        return page(request, "import_refused.html", status=422, name=upload.name, problems=problems, tables=tables)
    done = replace(done, left_out=tuple(map(_on_the_page, done.left_out)))
    upload.mapping = _in_order(done.mapping, upload.mapping)
    asked = {question.id for question in upload.questions}
    about_questions = [problem for problem in refused.problems if problem.field in asked]
    if about_questions:
        refused = InputRefused([_beside_its_question(problem) for problem in about_questions])
    elif saving and done.left_out:
        many = len(done.left_out) > 1
        fault = f"{len(done.left_out)} rows are not understood." if many else "a row is not understood."
        expected = "Correct them in the file and choose it again, or leave them out."
        refused = refusal(fault, expected, "not-understood", "leave_out")
    return _preview(request, upload, done, form=form, refused=refused)


def _beside_its_question(problem: Problem) -> Problem:
    """Return what is wrong with an answer as it stands beside its question; one that is missing is asked for."""
    missing = problem.where != "answer"
    fault, expected = ("this is still to be said.", "Choose one.") if missing else (problem.fault, problem.expected)
    return replace(problem, fault=fault, expected=expected, field=f"answer.{problem.field}")


def _on_the_page(problem: Problem) -> Problem:
    """Return a problem with the way out that there is on the page, where its own words name one of the command line."""
    names_option = "--" in problem.expected
    return replace(problem, expected=ON_THE_PAGE.get(problem.code, OTHERWISE)) if names_option else problem


def _answers(form: Form, upload: Upload) -> dict[str, str]:
    """Return the answers that were given on the page, by the id of their question; what was written comes first."""
    given = {
        question.id: form.text(f"written.{question.id}") or form.text(f"answer.{question.id}")
        for question in upload.questions
    }
    return {name: answer for name, answer in given.items() if answer}


def _asks_for_table(refused: InputRefused) -> bool:
    return any(problem.code in ("which-table", "unknown-table") for problem in refused.problems)


def _tables(upload: Upload) -> tuple[str, ...]:
    with as_file(upload) as path:
        return table_names(path)


def _preview(
    request: Request, upload: Upload, done: ImportResult, *, form: Form | None = None, look_again: bool = False,
    refused: InputRefused | None = None,
) -> Response:  # fmt: skip
    rules = upload.mapping.rules if upload.mapping is not None else ()
    upload.questions = done.questions
    refused = InputRefused(map(_on_the_page, refused.problems)) if refused is not None else None
    return page(
        request,
        "import_preview.html",
        refused=refused,
        fields=("leave_out", *(f"answer.{question.id}" for question in done.questions)),
        questions=done.questions,
        must_answer=format_named(done.format).needs_agreement,
        groups=import_groups(done.mapping),
        own=own_names(done.mapping),
        typed=form,
        name=upload.name,
        done_with=done,
        look_again=look_again,
        rows=rules[:MOST_ROWS],
        more=rules[MOST_ROWS:],
        **_words(done),
    )


def _in_order(mapping: TrackerMapping | None, before: TrackerMapping | None) -> TrackerMapping | None:
    """Return what the trackers become in the order they were shown in before: a changed row stays put."""
    if mapping is None or before is None:
        return mapping
    order = {rule.tracker.casefold(): number for number, rule in reversed(list(enumerate(before.rules)))}
    rules = sorted(mapping.rules, key=lambda rule: order.get(rule.tracker.casefold(), len(order)))
    return replace(mapping, rules=tuple(rules))


def _words(done: ImportResult) -> dict[str, Any]:
    with_columns = format_named(done.format).needs_agreement
    kinds = ("dose", "medicine", "sign", "tracker", "ignore")
    targets = (*RATINGS, *EVENTS, *kinds, *(COLUMN_TARGETS if with_columns else ()))
    rules = done.mapping.rules if done.mapping is not None else ()
    # A list without what a row is already would make a browser choose another one.
    targets = tuple(dict.fromkeys((*targets, *(rule.target for rule in rules))))
    return {
        "format": format_named(done.format).title,
        "targets": [(target, _target_words(target)) for target in targets],
        "kinds": KIND_WORDS,
        "short_text": short_text_of,
        "units": [("", "as the file says"), *((unit, unit) for unit in ("mg", "mcg", "mL"))],
        "orders": [(order, order.replace("-", " ")) for order in DATE_ORDERS],
    }


def _target_words(target: str) -> str:
    if target in RATINGS:
        return f"{target} (rating)"
    if target in EVENTS:
        return f"{target} (event)"
    return "kept under its own name" if target == "tracker" else ROLES.get(target, target)


def _changed(form: Form, upload: Upload) -> dict[str, str]:
    """Return the rules that the person changed on the page, by tracker, in their short form."""
    changed: dict[str, str] = {}
    rules = upload.mapping.rules if upload.mapping is not None else ()
    for number, rule in enumerate(rules[:MOST_ROWS]):
        if form.has(f"target.{number}") and (text := _typed(form, number, rule)) != _as_shown(rule):
            changed[rule.tracker.casefold()] = text
    return changed


def _typed(form: Form, number: int, rule: TrackerRule) -> str:
    target = form.text(f"target.{number}")
    rating = target in RATINGS
    scale = form.text(f"scale.{number}", rule.scale) if rating else ""
    better = "higher-is-better" if rating and form.text(f"better.{number}", rule.higher_is) == "better" else ""
    order = form.text(f"order.{number}", rule.order) if target == "date" else ""
    unit = rule.unit if target in ("tracker", "medicine", "value") else ""
    unit = form.text(f"unit.{number}", rule.unit) if target == "dose" else unit
    return ":".join(filter(None, (f"{rule.tracker}={target}", scale, better, order, unit)))


def _as_shown(rule: TrackerRule) -> str:
    """Return a rule's short form as its row on the page would give it back unchanged."""
    shown = {"target.0": rule.target, "scale.0": rule.scale, "better.0": rule.higher_is}
    shown |= {"order.0": rule.order, "unit.0": rule.unit}
    return _typed(Form(tuple(shown.items())), 0, rule)
