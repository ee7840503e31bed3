"""A station at work until its power is cut: `python power_cut_station.py FOLDER MODE`.

Each command that was answered is written to a file, so that the journal of `power_cut.c` tells what
had been acknowledged at any moment. MODE is how SQLite syncs: `as shipped`, NORMAL or OFF.
"""

import os
import sqlite3
import sys
from pathlib import Path

from sqlalchemy import event

from helpers.sample import add_product, add_warehouse
from packbench.bootstrap import open_context
from packbench.services.office.administration import make_ready
from packbench.services.office.settings import set_settings
from packbench.services.stock.changes import Receipt, receive

AS_SHIPPED = "as shipped"
_ROUNDS = 8
_PAGES = 40  # written back often, so that cuts fall into that too


def main(folder: Path, mode: str) -> None:
    """Works, and writes down the key of each command after its answer."""
    context = open_context(f"sqlite:///{folder / 'shop.db'}", "Ana", "station 3")

    def prepare(raw: sqlite3.Connection, _entry: object) -> None:
        raw.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}").close()
        if mode != AS_SHIPPED:
            raw.execute(f"PRAGMA synchronous = {mode}").close()

    event.listen(context.database.read, "connect", prepare)
    make_ready(context.database)
    with context.database.write.begin() as connection:
        add_warehouse(connection, "VIE", rank=1)
        add_product(connection, "TEA-1")
    answers = os.open(folder / "answers", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for number in range(_ROUNDS):
        key = f"receipt {number}"
        receive(context, Receipt("VIE", "TEA-1", 1 + number), key=key)
        os.write(answers, f"{key}\n".encode())
        key = f"paper {number}"
        set_settings(context, {"documents.paper": ("letter", "a4")[number % 2]}, key=key)
        os.write(answers, f"{key}\n".encode())
    context.database.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
