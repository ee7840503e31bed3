"""Databases of both engines for every test that asks for `database`; guards for all tests."""

import contextlib
import gc
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.cups_server import Cups, running_cups
from helpers.databases import (
    PostgresSlot,
    Slot,
    SqliteSlot,
    make_postgres_template,
    make_sqlite_template,
)
from helpers.postgres_server import URL_VARIABLE, running_server
from helpers.pseudo import TAG, make_catalogue
from packbench.db.engine import Database
from packbench.engine.command.context import Context
from packbench.words.language import use_language

_YOUNG, _MIDDLE, _OLD = 10_000, 10, 10
gc.disable()  # until all tests are known, nearly all that is made stays

_LONG = (
    "tests/torture/",
    "test_long_day.py",
    "test_language.py::test_a_tab",
    "test_random_work.py",
)
"""Half a minute and more each: begun last, one would run on alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long ones first, whatever the seed."""
    items.sort(key=lambda item: not any(part in item.nodeid for part in _LONG))


def pytest_collection_finish() -> None:
    """Leaves to the collector what the tests make: programs and tests that are loaded are frozen.

    It took a sixth of the time of tests of the database, most of it to look through those.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the folders of the person who runs it."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(folder / name.lower()))
        patch.setenv("CUPS_SERVER", "127.0.0.1:1")  # nothing is printed on this computer's printers
        patch.setenv("PACKBENCH_FONTS", "")  # what is installed here must not count
        patch.setenv("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """An administrator's URL: of the server that `make test` started, or of one of our own."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
        return
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    return make_postgres_template(postgres_server, f"template_{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def sqlite_slot(tmp_path_factory: pytest.TempPathFactory) -> Slot:
    return SqliteSlot(tmp_path_factory.mktemp("slot"))


@pytest.fixture(scope="session")
def postgres_slot(postgres_server: str) -> Iterator[Slot]:
    with contextlib.closing(PostgresSlot(postgres_server)) as slot:
        yield slot


@pytest.fixture(scope="session")
def cups_server() -> Iterator[Cups]:
    """A print server of the tests' own, on loopback."""
    with running_cups() as cups:
        yield cups


@pytest.fixture
def cups(cups_server: Cups, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    """The print server, which prints what this test prints; no printer is left at the end."""
    monkeypatch.setenv("CUPS_SERVER", cups_server.address)
    yield cups_server
    cups_server.remove_all()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh, migrated database; the test runs once on each engine."""
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    slot: Slot = request.getfixturevalue(f"{kind}_slot")
    with slot.copy_of(str(request.getfixturevalue(f"{kind}_template"))) as made:
        yield made


@pytest.fixture
def context(database: Database) -> Context:
    return Context(database, operator="Ana", station="station 3")


@pytest.fixture
def own_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where a translator tries catalogues out."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "packbench" / "i18n"


@pytest.fixture
def pseudo(own_catalogues: Path) -> Iterator[str]:
    """The pseudo-language, in use."""
    make_catalogue(own_catalogues)
    use_language(TAG)
    yield TAG
    use_language()
