"""The templates of what is written out whole: pages, sheets and longer texts for a terminal."""

from functools import lru_cache
from textwrap import fill
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from zonewise.model.day_words import day_words

from .words import short_day


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("zonewise.report"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"fill": fill, "long_day": day_words, "short_day": short_day, "cell": _markdown_cell}
    return environment


def render(template: str, **values: Any) -> str:
    """Return a template under templates/ filled in; in HTML every text is escaped.

    Raises:
        UndefinedError: The template names something that is not there.
    """
    return _environment().get_template(template).render(values)


def _markdown_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
