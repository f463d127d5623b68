"""The diary that several tests of the services begin with."""

import shutil
from pathlib import Path

import pytest

from zonewise.services.base.diary import Diary
from zonewise.store.schema import REVISIONS, SCRIPTS


def newer_scripts(folder: Path) -> Path:
    """Return the migrations of a release that has one more, which copies the ids of the entries."""
    scripts = folder / "scripts"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = '9999', '{REVISIONS[-1]}', None, None\n"
        "def upgrade():\n"
        "    op.create_table('more', sa.Column('id', sa.Text, primary_key=True))\n"
        "    op.execute('INSERT INTO more SELECT id FROM entries')\n"
    )
    return scripts


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks on 1 mg of a liquid, without any medicine."""
    return Diary(str(lived_copy))
