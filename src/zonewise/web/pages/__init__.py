"""Which pages does the app have? One module a page; this says how another is added.

1. Write `pages/<name>.py`. Its docstring's first line is the question the page answers. It holds `router` and async
   handlers that parse, call one service and show; no rule, no SQL, no clock:

       router = diary_pages()                            # every POST then carries our token; none writes in the example

       @router.get("/plan")
       async def show(request: Request, here: Here) -> Response:
           return page(request, "plan.html", plan=show_plan(here.diary))

       @router.post("/plan")
       async def sign(request: Request, here: Here) -> Response:
           form = await form_of(request)
           try:
               sign_plan_text(here.diary, form.text("plan"))
           except InputRefused as refused:
               return page(request, "plan.html", status=422, typed=form, errors=errors_of(refused, FIELDS), plan=None)
           return back_to("/plan", "written")

   A browser that has not given the passphrase of an encrypted diary never gets here (`web/access_control.py`).
   `here.diary` is one's own diary or the example's; `here.as_of` the day to show (None is today). Give it to services.
   Never catch `DiaryRefused`: the app answers it with a page that shows the way out. Work of more than some 20 ms
   (not a diary's: that is short) goes through `anyio.to_thread.run_sync`. Do not import numpy and the like at the top.
2. Write `templates/<name>.html`: `{% extends "base.html" %}`, the blocks `title` and `content`, one `<h1>`. Fields come
   from `templates/macros/form.html`, which tie label, hint and error together:

       {% import "macros/form.html" as form with context %}
       <form method="post" action="/plan">
         {{ form.token() }}
         {{ form.text("plan", "The plan", hint="As the prescriber wrote it", rows=8) }}
         {{ form.button("Save") }}
       </form>

   `{{ form.errors_above() }}` shows what belongs to no field. A `Problem` belongs to the field named in its `field`;
   where a service leaves it empty, add it there. Nothing typed is lost: the macros read `typed`.
   No inline style or script (the content policy refuses both), no colour without a word and a shape, no motion. A
   picture is an `<img>` with an address of its own, such as `/plan/steps.svg`. Classes are in `static/zonewise.css`;
   use what is there (`card`, `quiet`, `choices`, `facts`, `stack`, `row`) before adding one.
3. Add the module's name to `PAGES` below, and its link to `MORE` in `web/navigation.py`.
4. A page that takes a file adds its path and bound to `LARGE_BODIES` in `web/app.py`. After a POST: `back_to`.
5. Add the page to `EVERY_PAGE` in tests/pages/test_every_page.py: a real browser then walks it (phone, desktop,
   no scripts, axe-core, labels, one main, one h1, targets, screenshots).
"""

PAGES = (
    "today", "check_in", "entries", "answers", "first_steps", "plan", "plan_write", "bottles", "surgery", "stopping",
    "reminders", "order_sheet", "medicines", "medicine_names", "flare", "helping",
    "prescriber", "rules", "data", "data_import", "data_restore", "data_passphrase", "data_erase",
    "unlock", "certificate", "help", "appearance", "example", "offline",
)  # fmt: skip
"""Modules of this folder, each with its `router`."""
