"""A look that takes long is stopped from another thread, on both engines, and so is a rescue."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from packbench.db.engine import Database
from packbench.db.stopping import interruption, stoppable
from packbench.engine.command.context import Context
from packbench.jobs.progress import JobCancelled, Progress
from packbench.services.office import administration
from packbench.services.office.rescuing import rescue

LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000)"
    " SELECT COUNT(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def test_a_long_statement_ends_at_once_and_no_other(database: Database) -> None:
    progress = Progress()
    with (
        database.read.connect() as other,
        stoppable(database, progress.ending) as own,
        own.read.connect() as connection,
        progress.ending(interruption(connection)),
    ):
        assert other.execute(text("SELECT 1")).scalar() == 1
        timer = threading.Timer(0.3, progress.cancel)
        timer.start()
        began_s = time.monotonic()
        with pytest.raises(DBAPIError):
            connection.execute(text(LONG[database.read.dialect.name]))
        assert time.monotonic() - began_s < 2
        timer.join()
        assert other.execute(text("SELECT 2")).scalar() == 2


@pytest.mark.parametrize("percent", [0, 30, 60, 99])
def test_a_check_that_is_stopped_gives_no_answer(database: Database, percent: int) -> None:
    progress = Progress()

    def report(done: int, total: int) -> None:
        if done >= percent:
            progress.cancel()
        progress.report(done, total)

    with pytest.raises((JobCancelled, DBAPIError)):
        administration.check(database, report, progress.ending)
    assert administration.check(database).ok


@pytest.mark.parametrize("percent", [0, 30, 60, 99])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_rescue_that_is_stopped_leaves_nothing(
    context: Context, tmp_path: Path, percent: int, *, is_new: bool
) -> None:
    progress, folder = Progress(), tmp_path / "saved"
    if not is_new:
        folder.mkdir()

    def report(done: int, total: int) -> None:
        if done >= percent:
            progress.cancel()
        progress.report(done, total)

    with pytest.raises((JobCancelled, DBAPIError)):
        rescue(context.database, folder, report, progress.ending)
    assert folder.exists() is not is_new
    assert is_new or not any(folder.iterdir())
    assert rescue(context.database, folder).whole
