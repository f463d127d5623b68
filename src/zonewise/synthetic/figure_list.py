"""Which figures are made-up people built from, one by one?"""

from collections.abc import Iterator, Mapping
from types import ModuleType

from . import figures
from . import patient_figures as people_figures
from .figures import Figure


def all_figures() -> Mapping[str, Figure]:
    """Return every figure by a name that a reader understands, in the order in which they are written."""
    return {name: figure for module in (figures, people_figures) for name, figure in _of(module)}


def _of(module: ModuleType) -> Iterator[tuple[str, Figure]]:
    for name, found in vars(module).items():
        if name.startswith("_"):
            continue
        title = name.lower().replace("_", " ")
        if isinstance(found, Figure):
            yield title, found
        elif isinstance(found, tuple):
            yield from (
                (f"{title}, {number}", each) for number, each in enumerate(found, 1) if isinstance(each, Figure)
            )
        elif isinstance(found, Mapping):
            for key, each in found.items():
                if isinstance(each, Figure):
                    yield f"{title}: {key}", each
                elif isinstance(each, tuple) and all(isinstance(one, Figure) for one in each):
                    yield from ((f"{title}: {key}, {number}", one) for number, one in enumerate(each, 1))
