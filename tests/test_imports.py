import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

APART = ("zonewise.authoring", "zonewise.synthetic")
"""What a person's own pages and commands never load."""

TODAY = "from zonewise.cli.main import cli; cli(['today'], standalone_mode=False)"
PAGES = """
import asyncio, os
import httpx
from zonewise.services.base.diary import Diary
from zonewise.web.app import create_app
from zonewise.web.settings import WebSettings

async def visit(*paths):
    transport = httpx.ASGITransport(create_app(WebSettings(Diary(os.environ['ZONEWISE_DIARY']))))
    async with httpx.AsyncClient(transport=transport, base_url='http://127.0.0.1:8765') as client:
        for path in paths:
            answer = await client.get(path, headers={'Accept': 'text/html'})
            assert answer.status_code == 200, (path, answer.status_code)

asyncio.run(visit('/', '/check-in', '/plan', '/rules', '/rules/clinician'))
"""


@pytest.mark.parametrize("program", [TODAY, PAGES], ids=["today", "pages"])
def test_the_product_loads_neither_workbench_nor_simulator(tmp_path: Path, lived_diary: Path, program: str) -> None:
    """What answers today's question and draws the pages loads no module for authors of a protocol or of patients."""
    check = f"import sys\nprint(sorted(name for name in sys.modules if name.startswith({APART!r})))"
    guarded = (
        f"try:\n    exec({program!r})\nexcept SystemExit as end:\n    assert end.code in (0, 3), end.code\n{check}"
    )
    environment = os.environ | {"ZONEWISE_DIARY": str(shutil.copy(lived_diary, tmp_path))}

    run = subprocess.run([sys.executable, "-c", guarded], capture_output=True, text=True, env=environment, check=False)

    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "[]"


def test_no_module_imports_itself_through_others() -> None:
    """Imports between modules have no circle; imports inside functions count, those for type checkers alone do not."""
    graph = grimp.build_graph("zonewise", exclude_type_checking_imports=True, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    while free := {name for name, imported in imports.items() if not imported & imports.keys()}:
        imports = {name: imported for name, imported in imports.items() if name not in free}
    while unused := imports.keys() - set().union(*imports.values()):
        imports = {name: imported for name, imported in imports.items() if name not in unused}

    assert {name: sorted(imported & imports.keys()) for name, imported in sorted(imports.items())} == {}
