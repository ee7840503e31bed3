"""The books after the torture: what stations were told, against what the database holds."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from packbench.db.engine import Database
from packbench.db.schema import Command, Stock
from packbench.db.sql.sums import total
from packbench.services.office import administration
from torture.journal import Line, Told


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What came of a run.

    Attributes:
        told: how often stations were told what.
        untrue: every sentence that was not true, and every rule that is broken; empty is good.
    """

    told: Counter[str] = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)


def reckon(database: Database, lines: Iterable[Line], opening_units: int) -> Reckoning:
    """Compares.

    * A command that was told done is in the database; one that was told refused or failed is not.
    * The units of the receipts that are there, less those taken back, are there: none twice.
    * `db check` finds nothing.
    """
    last = {line.key: line for line in lines}
    with database.read.connect() as connection:
        done = set(connection.execute(select(Command.key)).scalars())
        taken_back = _taken_back(connection)
        units = _units_by_the_books(connection, taken_back)
        on_hand = connection.execute(select(total(Stock.on_hand))).scalar_one() or 0
    told = Counter(f"{line.name} {line.told}" for line in last.values())
    untrue = [words for line in last.values() if (words := _untrue(line, done))]
    if opening_units + units != on_hand:
        untrue.append(f"{on_hand} units on hand; by the books {opening_units} + {units}")
    checks = administration.check(database).checks
    untrue += [f"db check: {one.name}, first {one.first_bad}" for one in checks if not one.ok]
    return Reckoning(told, untrue)


def _untrue(line: Line, done: set[str]) -> str | None:
    """What is not true of the last thing that a station was told of a command."""
    if line.told is Told.BUG:
        return f"{line.station} {line.name} {line.key}: {line.detail}"
    # A run of an allocation has a key for each of its chunks; an undo has one of its own.
    is_done = line.key in done or f"{line.key}/1" in done
    wrong = (line.told is Told.DONE and not is_done) or (
        line.told in {Told.REFUSED, Told.FAULT} and is_done
    )
    if not wrong or line.name == "undo":
        return None
    what = "it was done" if is_done else "it was not"
    return f"{line.station} {line.name} {line.key}: told {line.told} ({line.detail}), and {what}"


def _taken_back(connection: Connection) -> set[int]:
    query = select(Command.undoes_id).where(Command.undoes_id.is_not(None))
    return {found for found in connection.execute(query).scalars() if found is not None}


def _units_by_the_books(connection: Connection, taken_back: set[int]) -> int:
    query = select(Command.id, Command.content).where(Command.name == "stock.receive")
    return sum(
        int(json.loads(row.content)["quantity"])
        for row in connection.execute(query).all()
        if row.id not in taken_back
    )
