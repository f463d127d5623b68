"""How is a screened medicine shown?"""

import textwrap
from json.encoder import encode_basestring

from .finding import Finding

WIDTH = 80


def screened_json(finding: Finding) -> str:
    """Return a finding as one line of JSON.

    Written out by hand, as a file may have a million rows and the general encoder takes three times as long.
    """
    days = "null" if finding.interval_days is None else str(finding.interval_days)
    return (
        f'{{"name": {_text(finding.name)}, "code": {_text(finding.code)}, "finding": "{finding.finding}", '
        f'"matched": {_text(finding.matched)}, "ingredients": [{", ".join(map(_text, finding.ingredients))}], '
        f'"because": {_text(finding.because)}, "interval_days": {days}, '
        f'"disagree": {"true" if finding.disagree else "false"}}}'
    )


def _text(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def screened_line(finding: Finding) -> str:
    """Return a finding as one line of text."""
    return f"{finding.finding:<15}{_given(finding)}: {finding.because}"


def screened_text(finding: Finding) -> str:
    """Return one finding for the terminal, 80 columns wide."""
    lines = [f"{_given(finding)}: {finding.finding}"]
    if finding.ingredients:
        lines.append(f"In it: {', '.join(finding.ingredients)}")
    body = [each for line in lines for each in textwrap.wrap(line, WIDTH)]
    return "\n".join([*body, *textwrap.wrap(finding.because, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")])


def _given(finding: Finding) -> str:
    given = [each for each in (finding.name, f"code {finding.code}" if finding.code else None) if each]
    return " ".join(", ".join(given).split()) or "(nothing)"
