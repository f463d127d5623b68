"""What the prescriber wrote, as a form or as text, compared line by line before it is kept."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from zonewise.plan.limits import OVERRIDABLE
from zonewise.plan.prescribed_plan import FORMS, SIGN_OFF_REASONS, TIMES_OF_DAY
from zonewise.plan.prescription import QUESTIONS
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.new_entry import InputSource, checked_key
from zonewise.services.recording.plans import (
    SignedPlan,
    SigningOptions,
    plan_as_fields,
    plan_in_words,
    sign_plan_form,
    sign_plan_text,
)
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm, errors_of
from zonewise.web.render import back_to, page

router = diary_pages()

AS_TEXT, IN_WORDS = "text", "words"
ANSWER = "answer."  # Beginning of the name of a field that was asked for after words.
ROWS = {"bottle": ("strength", "form", "lot", "discard-after"), "override": ("of", "text", "by", "on"),
        "sign-off": ("reason", "text", "by", "on")}  # fmt: skip
MOST_ROWS = 12
PARTS = {
    "even": ("first", "by", "up-to"),
    "down": ("reduce-to", "resume-at", "taper", "missed-days"),
    "times": ("hours-between", "link-window", "surgery-stop", "opioid-free"),
    "made-of": ("product.fillers", "product.shell", "product.dyes"),
    "bottles": ("bottle.",),
    "written": ("override.", "sign-off."),
}
"""Folded parts of the form and the fields in each; one opens by itself where something in it is wrong."""
ALWAYS = (
    "prescriber", "written-on", "start", "steps", "at", "often", "second-at", "interval", "ceiling", "sensitive",
)  # fmt: skip
OF_PRODUCT = ("form", "strengths", "strength", "syringe-lines", "per-drop", "stated-by")
NOT_FIELDS = ("token", "do", "key", "way", "text", "signed_by", "not_started")


@router.get("/plan/write")
async def show(request: Request, context: CurrentDiary) -> Response:
    """Show the form, filled with the plan in force; with `blank` an empty one, with `way=text` the place for a text."""
    as_text = request.query_params.get("way") == AS_TEXT
    if request.query_params.get("way") == IN_WORDS:
        return page(request, "plan_words.html", fields=("text",), typed=Form(), asks="", question="", kept=())
    blank = "blank" in request.query_params or as_text
    return _form(request, Form() if blank else Form(tuple(plan_as_fields(context.diary).items())), as_text=as_text)


@router.post("/plan/write")
def write(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Show what was typed for comparing, go back to it, or take it in; sent twice it counts once."""
    doing = form.text("do", "preview")
    if form.text("way") == IN_WORDS:
        return _in_words(request, context, form)
    if doing == "change":
        return _form(request, form, as_text=form.text("way") == AS_TEXT)
    try:
        key = checked_key(form.text("key"))
        signed = _sign(context, form, InputSource("web", key), dry_run=doing != "save")
    except InputRefused as refused:
        if any(problem.field == "signed_by" for problem in refused.problems):
            return _preview(request, form, _sign(context, _unsigned(form), InputSource("web"), dry_run=True), refused)
        return _form(request, form, as_text=form.text("way") == AS_TEXT, refused=refused)
    return back_to("/plan", "written") if doing == "save" else _preview(request, form, signed)


def _in_words(request: Request, context: DiaryContext, form: Form) -> Response:
    """Ask for the next thing that the words leave open, or show the whole plan for comparing."""
    answers = {
        name.removeprefix(ANSWER): text for name, text in form.fields if name.startswith(ANSWER) and text.strip()
    }
    options = SigningOptions(None, form.has("not_started"), dry_run=True)
    try:
        said = plan_in_words(context.diary, form.text("text"), answers, options, InputSource("web"))
    except InputRefused as refused:
        return _refused_words(request, form, answers, refused)
    if said.signed is None:
        return _question(request, form, said.question, answers)
    not_started = [("not_started", "yes")] if form.has("not_started") else []
    return _preview(request, Form((*said.fields.items(), *not_started)), said.signed)


def _refused_words(request: Request, form: Form, answers: Mapping[str, str], refused: InputRefused) -> Response:
    """Ask again for an answer that is wrong, else show the words again with what is wrong in them."""
    wrong = next((problem.field for problem in refused.problems if problem.field in answers), "")
    if wrong:
        again = {name: text for name, text in answers.items() if name != wrong}
        problems = (
            replace(problem, field=f"{ANSWER}{wrong}") for problem in refused.problems if problem.field == wrong
        )
        return _question(request, form, wrong, again, InputRefused(problems))
    at_text = InputRefused(replace(problem, field="text") for problem in refused.problems)
    return page(
        request, "plan_words.html", refused=at_text, fields=("text",), typed=form, asks="", question="", kept=()
    )


def _question(
    request: Request, form: Form, name: str, answers: Mapping[str, str], refused: InputRefused | None = None
) -> Response:
    question, kept = f"{ANSWER}{name}", [(f"{ANSWER}{field}", text) for field, text in answers.items()]
    return page(
        request, "plan_words.html", refused=refused, fields=(question,), typed=form, asks=QUESTIONS[name],
        question=question, kept=kept,
    )  # fmt: skip


def _sign(context: DiaryContext, form: Form, hand: InputSource, *, dry_run: bool) -> SignedPlan:
    options = SigningOptions(None, form.has("not_started"), dry_run, form.text("signed_by"))
    if form.text("way") != AS_TEXT:
        fields = {name: form.text(name) for name, _ in form.fields if name not in NOT_FIELDS}
        return sign_plan_form(context.diary, fields, options, hand)
    try:
        return sign_plan_text(context.diary, form.text("text"), "plan", options, hand)
    except InputRefused as refused:
        raise InputRefused(map(_with_line, refused.problems)) from None


def _with_line(problem: Problem) -> Problem:
    if problem.field:
        return problem
    line = f"Line {problem.line}: " if problem.line else ""
    return replace(problem, field="text", fault=f"{line}{problem.fault}")


def _unsigned(form: Form) -> Form:
    return Form(tuple((name, value) for name, value in form.fields if name != "signed_by"))


def _preview(request: Request, form: Form, signed: SignedPlan, refused: InputRefused | None = None) -> Response:
    kept = [(name, value) for name, value in form.fields if name not in ("token", "do", "key", "signed_by")]
    fields = ("signed_by",)
    return page(request, "plan_preview.html", refused=refused, fields=fields, signed=signed, kept=kept, typed=form)


def _form(request: Request, typed: Form, *, as_text: bool, refused: InputRefused | None = None) -> Response:
    fields = ("text",) if as_text else tuple(_names(typed))
    errors = errors_of(refused, fields) if refused else {}
    return page(
        request,
        "plan_write.html",
        refused=refused,
        fields=fields,
        typed=typed,
        as_text=as_text,
        rows={start: _rows(typed, start) for start in ROWS},
        filled_parts={part for part, names in PARTS.items() if _filled(typed, names)},
        open_parts=_wrong(errors, refused),
        forms=FORMS,
        times=TIMES_OF_DAY,
        overridable=OVERRIDABLE,
        reasons=SIGN_OFF_REASONS,
    )


def _names(typed: Form) -> list[str]:
    names = [*ALWAYS, *(f"product.{name}" for name in OF_PRODUCT)]
    names += [name for part in ("even", "down", "times", "made-of") for name in PARTS[part]]
    for start, keys in ROWS.items():
        names += [f"{start}.{number}.{key}" for number in range(1, _rows(typed, start) + 1) for key in keys]
    return names


def _rows(typed: Form, start: str) -> int:
    """Return how many rows of a repeated part are shown: those with something in them, and one to write in."""
    used = [number for number in range(1, MOST_ROWS) if typed.under(f"{start}.{number}.")]
    return max(used, default=0) + 1


def _filled(typed: Form, names: tuple[str, ...]) -> bool:
    return any(typed.under(name) if name.endswith(".") else typed.text(name) for name in names)


def _wrong(errors: Mapping[str, object], refused: InputRefused | None) -> set[str]:
    """Return the folded parts in which something is wrong, or in which a refusal can be lifted."""
    parts = {part for part, names in PARTS.items() if any(error.startswith(names) for error in errors)}
    lifted = refused is not None and any(problem.code in OVERRIDABLE for problem in refused.problems)
    return parts | ({"written"} if lifted else set())
