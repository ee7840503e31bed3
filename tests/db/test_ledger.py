"""What moved, what was where at a moment, and whether the ledger is the one that was seen."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, select, text, update

from helpers.bench import pack, pick
from helpers.sample import add_location, warehouse_id_of
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import LedgerHead, Movement
from packbench.domain.ledger_chain import LedgerKept
from packbench.domain.refusals import Code
from packbench.engine.check.ledger import ledger_chain
from packbench.engine.command.context import Context
from packbench.services.ledger.movements import (
    LedgerFilter,
    export_movements,
    levels_then,
    movements,
)
from packbench.services.ledger.proof import (
    compare,
    head_text,
    proof,
    read_head,
    read_proof,
    write_proof,
    write_proof_page,
)
from packbench.services.shipping.sending import ship_shipment
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt, adjust, history, receive


@pytest.fixture
def room(context: Context) -> Stockroom:
    room = Stockroom(context)
    room.fill({"W1": {"A": 10, "B": 5}, "W2": {"A": 3}})
    lot = Receipt("W1", "A", 4, lot="L1", expires_on=date(2099, 1, 31))
    receive(context, lot)
    adjust(context, "W1", "A", -1, reason="one fell")
    return room


def test_rows_are_told_youngest_first_with_the_level_after_them(room: Stockroom) -> None:
    page = movements(room.context, LedgerFilter(sku="a", warehouse="w1"), limit=2)
    assert [(one.quantity, one.on_hand_after) for one in page.entries] == [(-1, 13), (4, 14)]
    assert page.entries[0].note == "one fell"
    assert page.entries[1].lot == "L1"
    assert page.more
    older = movements(
        room.context, LedgerFilter(sku="A", warehouse="W1"), before=page.entries[-1].id
    )
    assert [(one.quantity, one.on_hand_after) for one in older.entries] == [(10, 10)]
    assert not older.more
    with room.context.database.write.begin() as connection:
        add_location(connection, warehouse_id_of(connection, "W1"), "A-1")
    to_bin = StockAct(ActKind.MOVE, "W1", "A", 3, "FLOOR", "", "nearer", "A-1")
    perform(room.context, to_bin)
    moved = movements(room.context, LedgerFilter(sku="A", warehouse="W1"), limit=2).entries
    told = {(one.quantity, one.on_hand_after, one.note) for one in moved}
    assert told == {(3, 13, "nearer"), (-3, 13, "nearer")}
    oldest_first = history(room.context, "A", warehouse="W1")
    assert [one.on_hand_after for one in oldest_first[-2:]] == [13, 13]
    in_bin = movements(room.context, LedgerFilter(warehouse="W1", location="A-1")).entries
    assert [(one.quantity, one.on_hand_after) for one in in_bin] == [(3, 3)]
    of_lot = movements(room.context, LedgerFilter(sku="A", lot="L1"))
    assert [(one.quantity, one.on_hand_after) for one in of_lot.entries] == [(4, 4)]


def test_what_left_for_an_order_is_found_by_its_number(room: Stockroom, tmp_path: Path) -> None:
    room.order("O1", ("B", 2))
    room.allocate()
    assert movements(room.context, LedgerFilter(order="O1")).entries == []
    pick(room)
    pack(room.context, "O1-1", "2*B")
    ship_shipment(room.context, "O1-1")
    (left,) = movements(room.context, LedgerFilter(order="o1")).entries
    assert (left.sku, left.quantity, left.document) == ("B", -2, "O1-1")
    target = tmp_path / "moved.csv"
    assert export_movements(room.context, target, LedgerFilter(sku="B")) == 4
    assert target.read_text(encoding="utf-8-sig").count("\n") == 5


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (LedgerFilter(sku="NOPE"), Code.NOT_FOUND),
        (LedgerFilter(warehouse="W9"), Code.NOT_FOUND),
        (LedgerFilter(location="A1"), Code.INVALID),
        (LedgerFilter(order="NOPE"), Code.NOT_FOUND),
    ],
)
def test_names_that_nobody_knows_are_refused(
    room: Stockroom, wanted: LedgerFilter, code: Code
) -> None:
    refuse(room, code, lambda: movements(room.context, wanted))


def test_what_was_where_at_a_moment(room: Stockroom) -> None:
    wanted = LedgerFilter(sku="A", warehouse="W1")
    then = movements(room.context, wanted).entries
    before_the_fall = levels_then(room.context, wanted, then[1].at)
    assert before_the_fall.units == 14
    assert {(one.lot, one.units) for one in before_the_fall.places} == {(None, 10), ("L1", 4)}
    assert before_the_fall.first_at == then[-1].at
    assert levels_then(room.context, wanted).units == 13
    assert levels_then(room.context, wanted, then[-1].at - timedelta(seconds=1)).places == []
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    refuse(room, Code.INVALID, lambda: levels_then(room.context, wanted, tomorrow))


def test_a_head_on_paper_tells_of_what_was_rewritten(room: Stockroom, tmp_path: Path) -> None:
    context, file = room.context, tmp_path / "heads.json"
    write_proof(context, file, proof(context))
    written = read_proof(file)
    assert [(one.warehouse, one.movements) for one in written] == [("W1", 4), ("W2", 1)]
    assert proof(context, "w2").heads == [one for one in written if one.warehouse == "W2"]
    assert {one.kept for one in compare(context, written)} == {LedgerKept.SAME}
    page = write_proof_page(context, tmp_path / "proof.pdf", proof(context))
    assert (page.pages, page.unprintable) == (1, [])
    assert [read_head(head_text(one)) for one in written] == written
    room.receive("W1", "A", 5)
    kept = {one.warehouse: one.kept for one in compare(context, written)}
    assert kept == {"W1": LedgerKept.GROWN, "W2": LedgerKept.SAME}
    with context.database.write.begin() as connection:  # one row, its link left as it was
        _drop_guards(connection)
        first = select(func.min(Movement.id)).scalar_subquery()
        connection.execute(update(Movement).values(note="forged").where(Movement.id == first))
    kept = {one.warehouse: one.kept for one in compare(context, written)}
    assert kept == {"W1": LedgerKept.CHANGED, "W2": LedgerKept.SAME}
    file.write_text('{"heads": "none"}')
    refuse(room, Code.INVALID, lambda: read_proof(file))
    _rewrite(context)
    kept = {one.warehouse: one.kept for one in compare(context, written)}
    assert kept == {"W1": LedgerKept.CHANGED, "W2": LedgerKept.SHORTER}


def _drop_guards(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def _rewrite(context: Context) -> None:
    """As somebody would who owns the database: guards off, a link made anew, a row taken out."""
    with context.database.write.begin() as connection:
        _drop_guards(connection)
        first, *others = connection.execute(
            select(Movement.id, Movement.warehouse_id).order_by(Movement.id)
        ).all()
        connection.execute(update(Movement).values(chain="0" * 32))
        other = next(row for row in others if row.warehouse_id != first.warehouse_id)
        connection.execute(delete(Movement).where(Movement.id == other.id))
        head = LedgerHead.warehouse_id == other.warehouse_id
        connection.execute(update(LedgerHead).where(head).values(movements=0))
        assert ledger_chain(connection)[1] == f"movement {first.id}"
