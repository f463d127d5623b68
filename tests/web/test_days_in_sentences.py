"""Days in a sentence are said as people say them, on every page."""

import re

from fastapi.routing import APIRoute

from .conftest import every_route, page_words

FIGURES = re.compile(r"[^>]{0,40}\b[12][0-9]{3}-[0-9]{2}-[0-9]{2}[^<]{0,20}")
DESCRIPTIONS = re.compile(r'(?:aria-label|alt|title)="([^"]*)"|<(?:desc|title)[^>]*>([^<]*)<')


def test_no_page_says_a_day_in_figures(lived):
    """Neither in what stands on it nor in what a screen reader says of its pictures."""
    routes = [each for each in every_route(lived.app.routes) if isinstance(each, APIRoute) and "GET" in each.methods]
    paths = [route.path for route in routes if "{" not in route.path and not route.path.startswith("/api")]
    assert len(paths) > 30
    for path in paths:
        answer = lived.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            said = " ".join([page_words(answer), *map(str, DESCRIPTIONS.findall(answer.text))])
            assert not FIGURES.findall(said), path
