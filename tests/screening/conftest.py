"""The shipped lists, and small ones of invented names, for the tests of the screen."""

from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files

import pytest

from zonewise.screening.classification import screen_medicine
from zonewise.screening.compiled_lists import CompiledLists, compile_lists
from zonewise.screening.finding import Finding, Intervals
from zonewise.screening.list_reader import read_medicines
from zonewise.screening.list_tables import COLUMNS

INTERVALS = Intervals(short_days=10, long_days=14, highest_ldn_mg=Decimal(6))

SMALL = {
    "sources.tsv": ["made-up\tInvented for the tests"],
    "words.tsv": ["tablet\tform\tmade-up\tM", "mg\tunit\tmade-up\tM", "forte\tpurpose\tmade-up\tM"],
    "opioid.ingredients.tsv": ["zorphine\tzorphinum|zph\t11\tshort\t\tmade-up\tV", "quadone\t\t12\tlong\t\tmade-up\tM"],
    "antagonist.ingredients.tsv": ["blockone\t\t21\t\tIt blocks opioids.\tmade-up\tV"],
    "interacting.ingredients.tsv": ["gutamide\t\t31\t\tAsk your pharmacist.\tmade-up\tM"],
    "harmless.ingredients.tsv": ["calmol\t\t41\t\t\tmade-up\tV", "sweetose\t\t\t\t\tmade-up\tV"],
    "opioid.brands.tsv": ["Zorfix|Calmex 3\tcalmol,zorphine\t\tmade-up\tV", "Quadepot\tquadone\tdepot\tmade-up\tV"],
    "antagonist.brands.tsv": ["Stopex\tblockone\t\tmade-up\tV"],
    "interacting.brands.tsv": ["Gutex\tgutamide\t\tmade-up\tV"],
    "harmless.brands.tsv": ["Calmex\tcalmol\t\tmade-up\tV"],
    "depot.tsv": ["quadone\timplant\tmade-up\tM"],
    "noted.tsv": ["gutamide\tmade-up\tM"],
    "large.tsv": ["gutamide\t20\topioid\tSo much of it acts like an opioid.\tmade-up\tM"],
    "homeopathic.tsv": ["zorphine\tmade-up\tM"],
    "slips.tsv": ["Zorfix\tmade-up\tM"],
    "shared.tsv": ["Zorfix\tmade-up\tM"],
    "ordinary.tsv": ["Calmex 3\tbeside-amount\tmade-up\tM", "zorfux\tnever\tmade-up\tM"],
    "stems.tsv": ["zorphin\tzorphine\tmade-up\tM"],
    "products.tsv": ["900001\tcalmol,zorphine\t\tmade-up\tV"],
    "codes.tsv": ["N02\task\t\t\tmade-up\tV", "N02AA01\topioid\tzorphine\t\tmade-up\tV"],
}


def small_files() -> dict[str, str]:
    """Return the text of small lists of invented names, each with its heading in line 1."""
    return {name: "\n".join(["\t".join(COLUMNS[name]), *lines]) + "\n" for name, lines in SMALL.items()}


@pytest.fixture
def small() -> dict[str, str]:
    """Return small lists that a test may change."""
    return small_files()


@pytest.fixture(scope="session")
def shipped_files() -> dict[str, str]:
    """Return the text of each shipped list."""
    folder = files("zonewise.protocols") / "ldn" / "medicines"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(".tsv")}


@pytest.fixture(scope="session")
def lists(shipped_files: dict[str, str]) -> CompiledLists:
    """Return the shipped lists, compiled."""
    return compile_lists(read_medicines(shipped_files), INTERVALS)


@pytest.fixture(scope="session")
def small_lists() -> CompiledLists:
    """Return the small lists, compiled."""
    return compile_lists(read_medicines(small_files()), INTERVALS)


@pytest.fixture(scope="session")
def screen(lists: CompiledLists) -> Callable[..., Finding]:
    """Return a function that screens with the shipped lists."""

    def find(name: str | None, code: str | None = None) -> Finding:
        return screen_medicine(name, code, lists=lists)

    return find
