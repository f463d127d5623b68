"""How is the same page shown in a browser, on its own and without a server?"""

from functools import lru_cache
from importlib.resources import files
from typing import Any

from zonewise.report.picture import printed

from .content import PrescriberPage


def page_html(page: PrescriberPage) -> str:
    """Return a self-contained page without scripts; every text is escaped."""
    return str(_template().render(page=page, zones=printed(page.zones)))


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("zonewise.report") / "templates" / "prescriber.html").read_text("utf-8"))
