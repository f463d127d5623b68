"""What every page says: days as people say them, and no rule's id, fact's name or command."""

import re

from fastapi.routing import APIRoute

from zonewise.services.base.protocols import load_protocol

from .conftest import every_route, page_words

FIGURES = re.compile(r"[^>]{0,40}\b[12][0-9]{3}-[0-9]{2}-[0-9]{2}[^<]{0,20}")
DESCRIPTIONS = re.compile(r'(?:aria-label|alt|title)="([^"]*)"|<(?:desc|title)[^>]*>([^<]*)<')


def paths_of(browser):
    """Return the paths of all pages that need no name."""
    routes = [item for item in every_route(browser.app.routes) if isinstance(item, APIRoute) and "GET" in item.methods]
    paths = [route.path for route in routes if "{" not in route.path and not route.path.startswith("/api")]
    assert len(paths) > 30
    return [path for path in paths if not path.endswith((".ics", "/export"))]


def test_no_page_says_a_day_in_figures(lived):
    """Neither in what stands on it nor in what a screen reader says of its pictures."""
    for path in paths_of(lived):
        answer = lived.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            said = " ".join([page_words(answer), *map(str, DESCRIPTIONS.findall(answer.text))])
            assert not FIGURES.findall(said), path


def test_no_page_names_a_rule_a_fact_or_a_command(lived):
    """A person reads sentences; ids are for JSON, facts and commands for the command line."""
    protocol = load_protocol()
    ids = {rule.id for rule in protocol.rule_set.rules.values() if "-" in rule.id}
    facts = [name for name in protocol.rule_set.facts if "_" in name]
    named = re.compile(rf"\b(?:{'|'.join([*ids, *facts])})\b|\bzonewise (?:answer|check-in|dose|plan) ")
    for path in paths_of(lived):
        if not path.startswith("/rules"):  # the rules themselves, for clinicians
            assert not named.findall(page_words(lived.get(path))), path
