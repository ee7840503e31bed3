"""The books after the torture: what stations were told, against what the database holds."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from packbench.db.engine import Database
from packbench.db.schema import Command, Stock
from packbench.db.sql.sums import total
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.office.lists import OrderQuery, order_list
from packbench.ui.parts.widgets.states import status_cell
from torture.journal import Line, Told
from torture.sights import Sight, Spell, green_while_deaf


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What came of a run.

    Attributes:
        told: how often stations were told what.
        said: how often windows said what, numbers left out.
        untrue: every sentence that was not true, and every rule that is broken; empty is good.
    """

    told: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
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
    return Reckoning(told, untrue=untrue)


def reckon_windows(
    database: Database, sights: Sequence[Sight], spells: Sequence[Spell], reckoning: Reckoning
) -> None:
    """Adds what the windows said, and what of it was not true.

    * No icon is green while the database can't answer.
    * In the end each window shows the orders as they are, whatever it slept through.
    """
    for sight in sights:
        words = (*sight.said, *([f"Banner: {sight.banner}"] if sight.banner else []))
        reckoning.said.update(re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "#", one) for one in words)
    reckoning.untrue.extend(green_while_deaf(sights, spells))
    orders = order_list(Context(database))
    ids = orders.ids(OrderQuery())
    true = {row.number: status_cell(row.status).text for row in orders.rows(ids)}
    for sight in (one for one in sights if one.count >= 0):
        if sight.count != len(ids):
            reckoning.untrue.append(f"{sight.life} shows {sight.count} of {len(ids)} orders")
        reckoning.untrue.extend(
            f"{sight.life} shows {number} as {status}"
            for number, status in sight.orders
            if true.get(number) != status
        )


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
