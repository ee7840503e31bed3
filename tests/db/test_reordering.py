"""What is to be bought: every number of it, drafts of it, and drafts that are kept up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from helpers.databases import sqlite_database
from helpers.importing import Files, contents
from helpers.stockroom import Stockroom
from packbench.db.daily import note_drafts_day
from packbench.db.schema import PurchaseOrderLine
from packbench.domain.reordering import RuleWay
from packbench.domain.suggestion import BuyProposal
from packbench.engine.bulk import PREVIEW, Results
from packbench.engine.command.context import Context
from packbench.engine.today import today
from packbench.services.office import administration
from packbench.services.office.settings import set_setting
from packbench.services.office.sweep import new_day
from packbench.services.office.undo import undo
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing.buying import purchase_shortages
from packbench.services.purchasing.receiving import receive
from packbench.services.reordering.drafting import ChosenPlace, auto_draft, draft_suggested
from packbench.services.reordering.suggesting import WantedUnits, suggest
from packbench.settings import DAILY_DRAFTS
from packbench.words.refusals import message

TERMS = "supplier,sku,unit_cost,pack_size,minimum_quantity,lead_time_days,lead_time_spread_days\n"


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Stockroom:
    """A and B of ACME in Graz and Lyon, a kit of both, C of nobody, and a pool."""
    room = Stockroom(context)
    room.fill(
        {"GRZ": {"A": 10, "B": 5, "C": 0}, "LYS": {"A": 0}, "PRE": {"P": 0}},
        kits={"KIT": {"A": 2, "B": 1}},
        warehouses={"PRE": {"kind": "virtual"}},
    )
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,currency\nACME,Acme,EUR\nZETA,Zeta,EUR\n")
    files.load("supplier-products", f"{TERMS}ACME,A,2.50,6,12,10,2\nACME,B,1,1,1,4,\n")
    return room


def rule(context: Context, tmp_path: Path, rows: str, *, update: bool = False) -> None:
    head = "warehouse,sku,point,quantity,cover_days,demand_days,service_percent\n"
    result = Files(context, tmp_path / "rules").load("reorder-rules", head + rows, update=update)
    assert result.rejected == 0


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()


def of(context: Context, **wanted: object) -> dict[tuple[str, str], BuyProposal]:
    return {(one.sku, one.warehouse): one for one in suggest(context, WantedUnits(**wanted))}  # type: ignore[arg-type]


def buys(context: Context) -> dict[tuple[str, str], int]:
    return {key: one.proposed for key, one in of(context).items()}


def drafts(context: Context) -> dict[str, tuple[str, str, str, dict[str, int]]]:
    return {
        one.number: (
            *(one.supplier, one.warehouse, one.status),
            {line.sku: line.ordered for line in one.lines},
        )
        for one in purchasing.list_all(context)
    }


def told(results: Results) -> dict[str, str]:
    return {one.order_number: message(one.notes) for one in results.results}


def test_what_back_orders_lack_is_bought_once_in_packs(room: Stockroom, context: Context) -> None:
    room.order("LONG", ("A", 15))
    room.order("KITS", ("KIT", 3))
    room.order("NOBODY", ("C", 2))
    room.allocate()
    found = of(context, short=True)
    one = found["A", "GRZ"]
    assert (one.on_hand, one.allocated, one.waiting, one.short, one.incoming) == (10, 10, 11, 11, 0)
    assert (one.needed, one.proposed, one.way) == (11, 12, RuleWay.NONE)
    assert (one.supplier, one.unit_cost, one.pack_size) == ("ACME", Decimal("2.5"), 6)
    assert found["C", "GRZ"].supplier is None
    before = contents(context.database)
    chosen = [ChosenPlace(*key) for key in found]
    assert told(draft_suggested(context, chosen, how=PREVIEW))["PO1"].startswith("ACME is to send")
    assert contents(context.database) == before
    results = draft_suggested(context, [*chosen, ChosenPlace("B", "LYS")])
    assert told(results)["C"] == "Nobody sells C to us, or not that supplier."
    assert told(results)["B"] == "Nothing of B has to be bought for LYS now."
    assert drafts(context) == {"PO1": ("ACME", "GRZ", "draft", {"A": 12})}
    after = of(context)
    assert set(after) == {("C", "GRZ")}
    assert administration.check(context.database).ok
    undo(context)
    assert contents(context.database) == before


@pytest.mark.usefixtures("room")
def test_a_point_and_a_quantity(context: Context, tmp_path: Path) -> None:
    rule(context, tmp_path, "GRZ,A,11,5,,,\nGRZ,B,5,,,,\nLYS,B,3,,,,\n")
    found = of(context)
    assert (found["A", "GRZ"].needed, found["A", "GRZ"].proposed) == (5, 12)  # the minimum
    assert ("B", "GRZ") not in found  # at the point is not below it
    assert found["B", "LYS"].proposed == 3  # not stocked there yet
    assert set(of(context, all=True)) == {("A", "GRZ"), ("B", "GRZ"), ("B", "LYS")}
    assert set(of(context, warehouses=["lys"])) == {("B", "LYS")}
    assert of(context, suppliers=["zeta"]) == {}
    assert of(context, skus=["c"], all=True)["C", "GRZ"].way is RuleWay.NONE


def test_days_of_cover_are_computed_as_in_the_textbook(
    room: Stockroom, context: Context, tmp_path: Path
) -> None:
    today = datetime.now(UTC).replace(hour=12)
    for number, (days, units) in enumerate([(1, 2), (2, 1), (28, 1), (29, 5), (0, 1)], 1):
        room.order(f"O{number}", ("B", units))
        room.set(f"O{number}", ordered_at=today - timedelta(days=days))
    room.allocate()
    rule(context, tmp_path, "GRZ,B,,,14,28,95\n")
    one = of(context, all=True)["B", "GRZ"]
    # four units on three of 28 days; d = 1/7, sd² = 6/28 − 1/49
    assert (one.demand_units, one.demand_days) == (4, 28)
    assert (round(one.demand.a_day, 2), round(one.demand.spread, 2)) == (0.14, 0.44)
    assert (one.lead_days, one.lead_spread) == (4, 0)
    # 1.645 · √(4 · 0.1939) = 1.45
    assert one.safety_stock == 2
    assert one.point == 1 + 2
    assert one.target == 3 + 2
    assert one.waiting == 5  # of ten ordered, five are there
    assert (one.position, one.needed) == (-5, 10)


@pytest.mark.usefixtures("room")
def test_what_stands_at_the_stock_counts_where_there_is_no_rule(
    context: Context, tmp_path: Path
) -> None:
    files = Files(context, tmp_path)
    files.load(
        "stock",
        "warehouse,sku,quantity,minimum,reorder_point,reorder_quantity\nGRZ,A,10,0,12,\n"
        "GRZ,B,5,8,,\nPRE,P,0,9,,\n",
        update=True,
    )
    found = of(context)
    assert found["A", "GRZ"].way is RuleWay.STOCK
    assert found["B", "GRZ"].way is RuleWay.MINIMUM
    assert found["B", "GRZ"].needed == 3
    assert ("P", "PRE") not in found


@pytest.mark.usefixtures("room")
def test_what_is_out_of_use_is_not_bought(context: Context, tmp_path: Path) -> None:
    rule(context, tmp_path, "GRZ,A,50,,,,\nGRZ,B,50,,,,\nLYS,A,50,,,,\n")
    files = Files(context, tmp_path)
    files.load("products", "sku,name,active\nB,B,no\n", update=True)
    files.load("warehouses", "code,name,active\nLYS,Lyon,no\n", update=True)
    assert set(of(context)) == {("A", "GRZ")}
    files.load("suppliers", "code,name,active\nACME,Acme,no\n", update=True)
    one = of(context)["A", "GRZ"]
    assert (one.supplier, one.needed, one.proposed) == (None, 40, 0)


def test_drafts_are_kept_up_until_somebody_edits_them(
    room: Stockroom, context: Context, tmp_path: Path
) -> None:
    room.order("O1", ("A", 15))
    room.allocate()
    rule(context, tmp_path, "LYS,B,4,,,,\n")
    before = contents(context.database)
    assert len(auto_draft(context, how=PREVIEW).results) == 2
    assert contents(context.database) == before
    auto_draft(context)
    made = drafts(context)
    assert made == {
        "PO1": ("ACME", "GRZ", "draft", {"A": 12}),
        "PO2": ("ACME", "LYS", "draft", {"B": 4}),
    }
    stands = contents(context.database)
    assert auto_draft(context).results == []
    assert contents(context.database) == stands
    assert of(context) == {}
    room.order("O2", ("A", 10))
    room.allocate()
    rule(context, tmp_path, "LYS,B,0,,,,\n", update=True)
    results = auto_draft(context)
    assert told(results) == {
        "PO1": "ACME is now to bring 18 units to GRZ.",
        "PO2": "Nothing of it is needed any more; the draft is cancelled.",
    }
    undo(context)
    assert drafts(context) == made
    with context.database.write.begin() as connection:
        connection.execute(update(PurchaseOrderLine).values(ordered=13))
    auto_draft(context)  # both are somebody's now: they count, and stay
    assert drafts(context) == {
        "PO1": ("ACME", "GRZ", "draft", {"A": 13}),
        "PO2": ("ACME", "LYS", "draft", {"B": 13}),
        "PO3": ("ACME", "GRZ", "draft", {"A": 12}),
    }
    assert administration.check(context.database).ok


@pytest.mark.usefixtures("room")
def test_drafts_are_kept_up_once_a_day_where_it_is_wanted(context: Context, tmp_path: Path) -> None:
    rule(context, tmp_path, "LYS,B,4,,,,\n")
    assert new_day(context).drafts is None
    assert drafts(context) == {}
    set_setting(context, DAILY_DRAFTS.key, "yes")
    done = new_day(context).drafts
    assert done is not None
    assert [one.order_number for one in done.results] == ["PO1"]
    rule(context, tmp_path, "GRZ,B,9,,,,\n")
    assert new_day(context).drafts is None  # it was done today, whoever asks
    assert set(drafts(context)) == {"PO1"}
    with context.database.write.begin() as connection:  # as if that was yesterday
        note_drafts_day(connection, today(context) - timedelta(days=1))
    assert new_day(context).drafts is not None
    assert set(drafts(context)) == {"PO1", "PO2"}
    undo(context, done.command)
    assert drafts(context).keys() == {"PO2"}


def test_what_comes_is_counted_once(room: Stockroom, context: Context) -> None:
    """A draft, one that is sent and half received, and what a purchase for orders put there."""
    room.order("O1", ("A", 30))
    room.allocate()
    purchase_shortages(context)
    assert drafts(context)["PO1"][3] == {"A": 24}
    assert of(context) == {}
    for action in ("authorize", "send"):
        purchasing.change_status(context, "PO1", action)
    receive(context, "PO1", lines=[], rejects=[])
    assert of(context) == {}
    room.order("O2", ("A", 5))
    room.allocate()
    one = of(context)["A", "GRZ"]
    assert (one.incoming, one.short) == (0, 1)  # four of the 24 were left


_WAREHOUSES = {"W1": "DE", "W2": "DE;FR", "W3": "FR"}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    case=st.fixed_dictionaries(
        {
            "stock": st.lists(st.integers(0, 6), min_size=3, max_size=3),
            "orders": st.lists(
                st.tuples(st.sampled_from(["DE", "FR"]), st.integers(1, 9)), max_size=6
            ),
            "coming": st.lists(
                st.tuples(st.sampled_from(list(_WAREHOUSES)), st.integers(1, 9)), max_size=4
            ),
            "points": st.lists(st.integers(0, 12), min_size=3, max_size=3),
            "pack": st.integers(1, 4),
            "lot": st.one_of(st.none(), st.integers(1, 5)),
        }
    )
)
@example(
    case={
        "stock": [3, 4, 3],
        "orders": [("DE", 6), ("FR", 8), ("FR", 1), ("FR", 9), ("DE", 8), ("FR", 2)],
        "coming": [("W2", 7), ("W2", 4), ("W3", 3), ("W3", 1)],
        "points": [10, 2, 0],
        "pack": 3,
        "lot": 1,
    }
)
def test_nothing_is_proposed_again_once_it_is_drafted(
    sqlite_template: Path, tmp_path: Path, case: dict[str, Any]
) -> None:
    """Whatever comes where, whoever may be served from where; and nobody is left without."""
    with sqlite_database(sqlite_template, tmp_path) as database:
        context = Context(database)
        room = Stockroom(context)
        places = {code: {"countries": of_them} for code, of_them in _WAREHOUSES.items()}
        room.fill(
            {code: {"A": units} for code, units in zip(_WAREHOUSES, case["stock"], strict=True)},
            warehouses=places,
        )
        files = Files(context, tmp_path)
        files.load("suppliers", "code,name\nACME,Acme\n")
        files.load("supplier-products", f"supplier,sku,pack_size\nACME,A,{case['pack']}\n")
        rows = [
            f"{w},A,{point},{case['lot'] or ''}\n"
            for w, point in zip(_WAREHOUSES, case["points"], strict=True)
        ]
        files.load("reorder-rules", "warehouse,sku,point,quantity\n" + "".join(rows))
        for number, (country, units) in enumerate(case["orders"], 1):
            room.order(f"O{number}", ("A", units), country=country)
        room.allocate()
        for warehouse, units in case["coming"]:
            line = [purchasing.NewPurchaseLine("A", units)]
            purchasing.create(context, supplier="ACME", warehouse=warehouse, lines=line)
        first = of(context)
        waits = sum(
            sum(room.waits(f"O{n}").get(1, (0, ""))[0:1]) for n in range(1, len(case["orders"]) + 1)
        )
        everything = of(context, all=True).values()
        assert sum(one.waiting for one in everything) == waits
        if first:
            draft_suggested(context, [ChosenPlace(*key) for key in first])
        assert of(context) == {}
        for one in of(context, all=True).values():
            assert one.point is not None
            assert one.short == 0
            assert one.position >= one.point
