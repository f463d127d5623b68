"""Live diaries through the command line in any order of good days and mishaps, longer and more often than the tests do.

    python benchmarks/lived_diary.py                             100 lives of 40 things that happen each
    python benchmarks/lived_diary.py --lives 10 --steps 20

What has to hold stands in tests/cli/test_lived_diary.py. The shortest life that breaks something is told step by step.
"""

import sys
import time
from importlib import import_module
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))


@click.command()
@click.option("--lives", default=100, show_default=True)
@click.option("--steps", default=40, show_default=True)
def main(lives: int, steps: int) -> None:
    """Live, and say how long it took."""
    begun = time.perf_counter()
    import_module("tests.cli.test_lived_diary").live(lives, steps)
    print(f"{lives} lives of up to {steps} things each: all held, in {time.perf_counter() - begun:.0f} seconds.")


if __name__ == "__main__":
    main()
