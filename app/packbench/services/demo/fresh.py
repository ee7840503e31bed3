"""A demo in a database of its own, made beside and moved into place when it is whole."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from packbench.db.engine import open_database
from packbench.domain.files import system_reason
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.paths import user_data_dir
from packbench.services.demo.run import ORDERS, database_url_in, fresh_folder, run_demo

_PART = ".part"


def make_fresh_demo(
    operator: str,
    station: str,
    on_progress: Callable[[int, int], None],
    order_count: int = ORDERS,
) -> str:
    """Makes the sample data in a new folder, and gives the address of its database.

    What stops it leaves nothing behind; no database that is there already is touched.

    Args:
        operator: by whom it is made.
        station: where.
        on_progress: is told how many of how many steps are done; what it raises stops it.
        order_count: how many orders.
    """
    try:
        made = Path(tempfile.mkdtemp(_PART, "demo-", user_data_dir()))
    except OSError as error:
        reason = system_reason(error)
        raise Refusal(Code.CANNOT_WRITE, file=str(error.filename), reason=reason) from error
    try:
        database = open_database(database_url_in(made))
        try:
            context = Context(database, operator=operator, station=station)
            run_demo(context, made, order_count=order_count, on_progress=on_progress)
        finally:
            database.dispose()
        folder = fresh_folder()
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return database_url_in(folder)
