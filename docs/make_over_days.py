"""Write over-days.md: what the proof over days walks, how far, what holds, and what it takes.

python docs/make_over_days.py
"""

from pathlib import Path

from zonewise.authoring.over_days.command import prove_over_days
from zonewise.authoring.over_days.text import proof_text

PAGE = Path(__file__).parent / "over-days.md"
ABOUT = """# Proven over days

Written by `python docs/make_over_days.py`; the text in the box is what `zonewise protocol prove --over-days` prints.

A person's treatment is one pure transition, folded over the days. The proof takes that very transition and the rules
that serve a person, lets everything happen that a day can bring, and looks on each evening whether ten properties hold.
What a state does not give is open: any value, unknown included. Where a property fails, the shortest way there is told
day by day, and the command ends with 2. "Complete" says that no state was left out of a group;
[decision 0031](decisions/0031-one-graph-and-a-bystander-a-property.md) says what each property means and what the
groups leave out.

```
"""


def main() -> None:
    """Walk the days, and write the page."""
    PAGE.write_text(f"{ABOUT}{proof_text(prove_over_days())}```\n", "utf-8")


if __name__ == "__main__":
    main()
