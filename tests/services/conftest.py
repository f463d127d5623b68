"""The diary that several tests of the services begin with."""

from pathlib import Path

import pytest

from zonewise.services.base.diary import Diary


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks on 1 mg of a liquid, without any medicine."""
    return Diary(str(lived_copy))
