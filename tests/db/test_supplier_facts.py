"""What suppliers did: lead times, kept days, shares, prices; past orders come in by a file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from helpers.importing import Files, causes, counts, messages
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Movement
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing.receiving import ReceivedLine, RejectedLine, receive
from packbench.services.value.stock import stock_value
from packbench.services.value.suppliers import supplier_facts

HEAD = (
    "po_number,supplier,warehouse,currency,sent_on,sku,quantity,unit_cost,expected_on,"
    "received_on,received,rejected\n"
)
PAST = (
    f"{HEAD}H1,S1,W1,USD,2025-01-01,A,10,2,2025-01-10,2025-01-11,,\n"
    "H1,S1,W1,USD,2025-01-01,B,10,3,2025-01-20,2025-01-20,7,1\n"
    "H2,S1,W1,USD,2025-02-01,A,4,2.5,2025-02-21,2025-02-21,4,\n"
    "H3,S1,W1,USD,2025-03-02,A,1,2.5,,2025-03-01,,\n"
)


@pytest.fixture
def room(context: Context) -> Stockroom:
    made = Stockroom(context)
    made.fill({"W1": {"A": 3, "B": 0}})
    return made


def test_facts_of_past_orders_and_of_those_here(room: Stockroom, tmp_path: Path) -> None:
    context, files = room.context, Files(room.context, tmp_path)
    files.load("suppliers", "code,name\nS1,Seller\nS2,Other\n")
    with context.database.read.connect() as connection:
        before = connection.execute(select(Movement.id)).all()
    result = files.load("purchase-history", PAST)
    assert (counts(result), messages(result)) == ((3, 0, 0, 0), [])
    with context.database.read.connect() as connection:
        assert connection.execute(select(Movement.id)).all() == before
    assert counts(files.load("purchase-history", PAST, update=True)) == (0, 0, 3, 0)
    other = files.load("purchase-history", f"{HEAD}H1,S1,W1,,,A,1,,,2025-01-11,,\n", update=True)
    assert [one[2] for one in causes(other)] == ["already_exists"]
    bad = f"{HEAD}N1,NO,W1,,,A,1,,,2025-01-11,,\nN2,S1,NO,,,A,1,,,2025-01-11,,\n"
    bad += "N3,S1,W1,,,NO,1,,,2025-01-11,,\nN4,S1,W1,,,A,1,,,,,\nN5,S1,W1,,,A,1,,,2025-01-11,0,\n"
    assert files.load("purchase-history", bad).rejected == 5
    facts = supplier_facts(context, "s1")
    assert [one.days for one in facts.leads] == [10, 20]
    assert (facts.lead_mean, facts.lead_spread, facts.odd) == (15, 5, 1)
    assert (facts.on_time, facts.dated) == (2, 3)
    assert (facts.short, facts.ordered, facts.rejected, facts.came) == (2, 25, 1, 23)
    changes = [(one.sku, one.unit_cost) for one in facts.price_changes]
    assert changes == [("A", Decimal(2)), ("A", Decimal("2.5")), ("B", Decimal(3))]
    assert supplier_facts(context, "S2").lead_mean is None
    refuse(room, Code.NOT_FOUND, lambda: supplier_facts(context, "S9"))
    room.check()

    table = "po_number,supplier,warehouse,sku,quantity,unit_cost,expected_on\n"
    files.load("purchase-orders", f"{table}P1,S2,W1,A,10,1,2090-01-01\n")
    assert supplier_facts(context, "S2").lines == []
    for action in ("authorize", "send"):
        purchasing.change_status(context, "P1", action)
    receive(
        context,
        "P1",
        lines=[ReceivedLine("A", 8)],
        rejects=[RejectedLine("A", 1, "wet")],
    )
    facts = supplier_facts(context, "S2")
    assert ([one.days for one in facts.leads], facts.on_time, facts.rejected) == ([0], 1, 1)
    assert facts.lines[0].came_on is not None
    assert facts.lines[0].short == 0
    assert stock_value(context, sku="A").units == 11


def test_the_import_of_past_orders_is_undone(room: Stockroom, tmp_path: Path) -> None:
    files = Files(room.context, tmp_path)
    files.load("suppliers", "code,name\nS1,Seller\n")
    files.load("purchase-history", PAST)
    assert supplier_facts(room.context, "S1").lines[0].came_on == date(2025, 1, 11)
    undo(room.context)
    assert supplier_facts(room.context, "S1").lines == []
    room.check()
