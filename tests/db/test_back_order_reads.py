"""The list of back orders, the calendar of pre-orders, e-mails to customers, and what to buy."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from helpers import one_order as order_changes
from helpers.importing import Files
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Waiting
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import PREVIEW, How
from packbench.engine.command.context import Context
from packbench.services.back_orders import looking as back_orders
from packbench.services.back_orders.customer_letters import address, letters
from packbench.services.back_orders.export import export_back_orders
from packbench.services.back_orders.looking import BackOrderFilter
from packbench.services.back_orders.preorders import calendar
from packbench.services.office import settings
from packbench.services.office.exporting import export_file
from packbench.services.office.lists import BackOrderQuery, back_order_list
from packbench.services.office.undo import undo_key
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing.buying import purchase_shortages
from packbench.words.letters import Letter, as_text
from packbench.words.letters import letter as letter_of
from packbench.words.refusals import message


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


def buy(room: Stockroom, folder: Path, *lines: tuple[str, int, str]) -> None:
    """Sent purchase orders of (SKU, units, expected day)."""
    files = Files(room.context, folder)
    files.load("suppliers", "code,name\nS1,Seller\n")
    rows = "".join(
        f"PO{number},S1,W1,{sku},{units},{day},sent\n"
        for number, (sku, units, day) in enumerate(lines, 1)
    )
    table = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n" + rows
    assert files.load("purchase-orders", table).rejects == []


class TestList:
    def found(self, room: Stockroom, **wanted: object) -> list[str]:
        some = back_orders.find_back_orders(room.context, BackOrderFilter(**wanted))  # type: ignore[arg-type]  # each test names its own fields
        return [one.order_number for one in some]

    @pytest.fixture(autouse=True)
    def waiting(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}, "W2": {"A": 0, "B": 0}})
        room.order("O1", ("A", 25), channel="shop", customer_email="50%_off@example.com")
        room.order("O2", ("A", 15), channel="market", customer_email='"a,b"@example.com')
        room.order("O3", ("A", 1), channel="shop")
        room.order("O4", ("B", 1), channel="")
        room.allocate()

    def test_by_channel(self, room: Stockroom) -> None:
        assert self.found(room, channel="shop") == ["O1", "O3"]
        assert self.found(room, channel="") == ["O4"]

    def test_by_warehouse_that_stocks_what_waits(self, room: Stockroom) -> None:
        assert self.found(room, warehouse="w1") == ["O1", "O2", "O3"]
        assert self.found(room, warehouse="W2") == ["O1", "O2", "O3", "O4"]
        with pytest.raises(Refusal) as refusal:
            self.found(room, warehouse="W9")
        assert refusal.value.code is Code.NOT_FOUND

    def test_by_sku_only_those_that_wait_for_it(self, room: Stockroom) -> None:
        room.receive("W2", "B", 1)
        room.order("O5", ("B", 1), ("A", 1))
        room.receive("W2", "B", 1)
        room.allocate()
        assert room.promised("O5") == {(1, "W2"): 1}
        assert self.found(room, sku="b") == []
        assert self.found(room, sku="a") == ["O1", "O2", "O3", "O5"]

    def test_by_age(self, room: Stockroom) -> None:
        with room.context.database.write.begin() as connection:
            since = datetime.now(UTC) - timedelta(days=3, hours=1)
            connection.execute(update(Waiting).where(Waiting.order_id == 2).values(since=since))
        assert self.found(room, older_than_days=2) == ["O2"]
        assert self.found(room, older_than_days=4) == []
        ages = [
            one.age_days for one in back_orders.find_back_orders(room.context, BackOrderFilter())
        ]
        assert ages == [0, 3, 0, 0]

    @pytest.mark.parametrize(
        ("part", "found"),
        [("%", ["O1"]), ("_", ["O1"]), ('"a,b"', ["O2"]), ("'", []), ("\\", []), ("%x", [])],
    )
    def test_signs_of_patterns_mean_themselves(
        self, room: Stockroom, part: str, found: list[str]
    ) -> None:
        assert self.found(room, email=part) == found

    def test_who_the_incoming_goods_do_not_reach_gets_the_next_day(
        self, room: Stockroom, tmp_path: Path
    ) -> None:
        buy(room, tmp_path, ("A", 40, "2099-02-01"))
        some = back_orders.find_back_orders(room.context, BackOrderFilter(sku="A"))
        first = date(2099, 2, 1)
        assert [one.expected_on for one in some] == [first, first, None]
        files = Files(room.context, tmp_path)
        table = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
        files.load("purchase-orders", f"{table}PO9,S1,W1,A,5,2099-03-01,sent\n")
        some = back_orders.find_back_orders(room.context, BackOrderFilter(sku="A"))
        assert [one.expected_on for one in some] == [first, first, date(2099, 3, 1)]


class TestWorkbook:
    """Read back with the types that a spreadsheet program sees; a SKU keeps its zeros."""

    @pytest.fixture(autouse=True)
    def waiting(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill({"W1": {"00123": 0, "A": 0, "1E5": 0}})
        buy(room, tmp_path, ("A", 9, "2099-02-01"))
        room.order("0077", ("00123", 2), ("A", 5), ("1E5", 1), customer_email="=1+1@example.com")
        room.allocate()

    def cells(self, path: Path) -> list[dict[str, Any]]:
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, header), row, strict=True)) for row in rows]

    def test_of_the_window(self, room: Stockroom, tmp_path: Path) -> None:
        ids = back_order_list(room.context).ids(BackOrderQuery())
        told: list[tuple[int, int]] = []
        path = tmp_path / "chosen.xlsx"
        rows = export_back_orders(room.context, ids, path, lambda *step: told.append(step))
        assert (rows, told) == (3, [(0, 1)])
        assert [cell["sku"] for cell in self.cells(path)] == ["00123", "A", "1E5"]
        _, second, last = self.cells(path)
        today = datetime.now(UTC).astimezone().date()
        assert second == {
            "order_number": "0077",
            "customer_email": "=1+1@example.com",
            "country": "DE",
            "backordered_at": today,
            "line": 2.0,
            "sku": "A",
            "quantity": 5.0,
            "reason": "out of stock",
            "expected_on": date(2099, 2, 1),
            "queue_position": 1.0,
        }
        assert last["expected_on"] == ""

    def test_of_the_command_line(self, room: Stockroom, tmp_path: Path) -> None:
        (one,) = back_orders.find_back_orders(room.context, BackOrderFilter())
        path = tmp_path / "all.xlsx"
        assert export_file(room.context, "backorders", path).rows == 3
        first, second, _ = self.cells(path)
        since = one.backordered_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        assert (first["order_number"], first["sku"]) == ("0077", "00123")
        assert (second["backordered_at"], second["expected_on"]) == (since, date(2099, 2, 1))


def test_the_calendar_of_pre_orders(room: Stockroom, tmp_path: Path) -> None:
    soon = date(2099, 1, 10)
    preorder = {"backorder": "preorder"}
    room.fill(
        {"W1": {"P": 3, "Q": 0}, "PRE": {"P": 4}},
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
        products={
            "Q": preorder,
            "P": {**preorder, "available_from": soon, "preorder_limit": 6},
            "A": {},
        },
    )
    room.order("O1", ("P", 3), ("Q", 1))
    room.order("O2", ("P", 3))
    room.order("O3", ("P", 2))
    room.allocate()
    buy(room, tmp_path, ("P", 7, "2099-01-10"), ("P", 9, "2099-01-11"), ("Q", 2, "2099-01-11"))
    first, last = calendar(room.context)
    assert (first.sku, first.available_from, first.limit) == ("P", soon, 6)
    assert (first.promised, first.over_limit, first.orders) == (6, 2, 3)
    assert (first.on_hand, first.incoming) == (3, 7)
    assert (last.sku, last.available_from, last.limit) == ("Q", None, None)
    assert (last.promised, last.orders, last.incoming) == (1, 1, 2)


def test_the_calendar_leads_to_orders_that_a_pool_promises(room: Stockroom) -> None:
    """They are ready and not in the list of back orders."""
    room.fill(
        {"W1": {"A": 9}, "PRE": {"P": 4, "Q": 0}},
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
        products={sku: {"backorder": "preorder"} for sku in ("P", "Q")},
    )
    room.order("O1", ("P", 1))
    room.order("O2", ("P", 1), ("A", 1), priority=1)
    room.order("O3", ("Q", 2))
    room.order("O4", ("P", 5))
    room.allocate()
    first, last = calendar(room.context)
    assert (first.sku, first.promised, first.pooled, first.orders) == ("P", 7, 4, 3)
    assert first.pooled_orders == ("O2", "O1", "O4")
    assert first.waits
    assert (last.sku, last.promised, last.pooled, last.pooled_orders) == ("Q", 2, 0, ())
    order_changes.cancel(room.context, "O4", line=1, quantity=3)
    first, last = calendar(room.context)
    assert (first.promised, first.pooled, first.orders, first.waits) == (4, 4, 3, False)
    assert last.waits


def written(room: Stockroom, *orders: str) -> list[Letter]:
    return [letter_of(news) for news in letters(room.context, orders)]


class TestLetters:
    def test_they_tell_what_waits_and_until_when(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill({"W1": {"A": 1, "B": 9}})
        room.order(
            "O1", ("A", 3), ("B", 1), customer_name="Ana Söhne", customer_email="ana@example.com"
        )
        room.order("O2", ("B", 1), customer_email="bo@example.com")
        room.allocate()
        buy(room, tmp_path, ("A", 5, "2099-02-01"))
        (letter,) = written(room, "O2", "O1")
        assert (letter.order_number, letter.to) == ("O1", '"Ana Söhne" <ana@example.com>')
        assert "O1" in letter.subject
        assert "Hello Ana Söhne," in letter.body
        assert "- 2 x Product A (A), expected on 1 Feb 2099" in letter.body
        assert "Product B" not in letter.body
        assert letter.body in as_text([letter])

    def test_a_pre_order_is_expected_on_its_day(self, room: Stockroom) -> None:
        day = date(2099, 5, 1)
        room.fill(
            {"W1": {"P": 0}}, products={"P": {"backorder": "preorder", "available_from": day}}
        )
        room.order("O1", ("P", 1))
        room.allocate()
        (letter,) = written(room, "O1")
        assert "- 1 x Product P (P), expected on 1 May 2099" in letter.body

    def test_what_is_late_is_not_promised(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 3))
        room.allocate()
        buy(room, tmp_path, ("A", 5, "2020-02-01"))
        settings.set_setting(room.context, "documents.language", "de-AT")
        (letter,) = written(room, "O1")
        assert "- 3 x Product A (A), was expected on 01.02.2020, it is late" in letter.body

    def test_no_orders_are_refused(self, room: Stockroom) -> None:
        for orders, code in (([], Code.NOTHING_TO_DO), (["O9"], Code.NOT_FOUND)):
            with pytest.raises(Refusal) as refusal:
                letters(room.context, orders)
            assert refusal.value.code is code


@pytest.mark.parametrize(
    ("name", "email", "written"),
    [
        ('Ana "A", Söhne', "ana@example.com", '"Ana \\"A\\", Söhne" <ana@example.com>'),
        (None, "ana@example.com", "ana@example.com"),
        ("", 'a,"b@example.com', '"a,\\"b"@example.com'),
        ("Bo", '"a,b"@example.com', '"Bo" <"a,b"@example.com>'),
        (
            "Eve\r\nBcc: all@example.com",
            "e@example.com",
            '"Eve Bcc: all@example.com" <e@example.com>',
        ),
        ("Eve", "e@example.com>\n<x@example.com", '"Eve" <"e@example.com> <x"@example.com>'),
        ("Nobody", None, ""),
    ],
)
def test_addresses_are_quoted(name: str | None, email: str | None, written: str) -> None:
    assert address(name, email) == written


class TestPurchase:
    @pytest.fixture(autouse=True)
    def waiting(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill({"W1": {"A": 0, "B": 0, "C": 0}})
        files = Files(room.context, tmp_path)
        files.load("suppliers", "code,name\nS1,Seller\n")
        files.load("supplier-products", "supplier,sku,pack_size\nS1,A,6\nS1,B,1\n")
        room.order("O1", ("A", 5))
        room.order("O2", ("A", 9), ("B", 2), ("C", 1))
        room.allocate()

    def lines(self, room: Stockroom) -> list[tuple[str, str, list[tuple[str, int]]]]:
        return [
            (one.number, one.status, [(line.sku, line.ordered) for line in one.lines])
            for one in purchasing.list_all(room.context)
        ]

    def test_a_preview_writes_nothing(self, room: Stockroom) -> None:
        before = snapshot(room.context.database)
        bought = purchase_shortages(room.context, how=PREVIEW)
        assert [line.ordered for line in bought.orders[0].lines] == [18, 2]
        assert bought.without_supplier == ["C"]
        assert snapshot(room.context.database) == before

    def test_of_chosen_orders_no_more_than_they_wait_for(self, room: Stockroom) -> None:
        purchase_shortages(room.context, orders=["O1"])
        assert self.lines(room) == [("PO1", "draft", [("A", 6)])]

    def test_undone_the_draft_is_cancelled(self, room: Stockroom) -> None:
        purchase_shortages(room.context, how=How(key="k"))
        undo_key(room.context, "k")
        assert [(number, status) for number, status, _ in self.lines(room)] == [
            ("PO1", "cancelled")
        ]

    def test_undone_a_draft_that_was_there_keeps_its_own(self, room: Stockroom) -> None:
        purchase_shortages(room.context, orders=["O1"])
        purchase_shortages(room.context, how=How(key="k"))
        assert self.lines(room) == [("PO1", "draft", [("A", 18), ("B", 2)])]
        undo_key(room.context, "k")
        assert self.lines(room) == [("PO1", "draft", [("A", 6)])]

    def test_a_sent_one_is_not_undone(self, room: Stockroom) -> None:
        purchase_shortages(room.context, how=How(key="k"))
        purchasing.change_status(room.context, "PO1", "authorize")
        before = snapshot(room.context.database)
        with pytest.raises(Refusal) as refusal:
            undo_key(room.context, "k")
        assert refusal.value.code is Code.CANNOT_UNDO
        assert snapshot(room.context.database) == before

    def test_each_chosen_order_is_told(self, room: Stockroom) -> None:
        room.order("O3", ("A", 1), country="AT")
        room.allocate()
        assert self.told(room, orders=["O1"]) == [("O1", "A", "done", ["PO1"])]
        before = snapshot(room.context.database)
        assert self.told(room, orders=["O1"]) == [("O1", "A", "waiting", ["PO1"])]
        assert snapshot(room.context.database) == before
        assert self.told(room, orders=["O2"]) == [
            ("O2", "A", "done", ["PO1"]),
            ("O2", "B", "done", ["PO1"]),
            ("O2", "C", "refused", []),
        ]
        assert self.told(room, orders=["O3"], how=PREVIEW) == [("O3", "A", "waiting", ["PO1"])]

    def told(self, room: Stockroom, **chosen: Any) -> list[tuple[str | None, str, str, list[str]]]:
        bought = purchase_shortages(room.context, **chosen)
        return [
            (one.order_number, one.sku, one.outcome, one.purchase_orders) for one in bought.results
        ]


class TestWhereItIsBoughtFor:
    @pytest.fixture(autouse=True)
    def sellers(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill(
            {"W1": {"A": 0, "B": 0}, "FR": {"A": 0, "B": 10}, "V": {"A": 0}},
            kits={"K": {"A": 2, "B": 1}},
            warehouses={
                "W1": {"countries": "DE"},
                "FR": {"countries": "FR;IT"},
                "V": {"kind": "virtual"},
            },
        )
        files = Files(room.context, tmp_path)
        files.load("suppliers", "code,name\nS1,Seller\n")
        files.load("supplier-products", "supplier,sku,pack_size\nS1,A,1\nS1,B,1\n")

    def drafts(self, room: Stockroom) -> list[tuple[str, list[tuple[str, int]]]]:
        return [
            (one.warehouse, [(line.sku, line.ordered) for line in one.lines])
            for one in purchasing.list_all(room.context)
        ]

    def test_the_best_that_may_serve_who_waits(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), country="FR")
        room.order("O2", ("A", 4), country="DE")
        room.allocate()
        purchase_shortages(room.context, orders=["O1"])
        assert self.drafts(room) == [("FR", [("A", 3)])]
        purchase_shortages(room.context)
        assert self.drafts(room) == [("FR", [("A", 3)]), ("W1", [("A", 4)])]

    def test_what_comes_elsewhere_does_not_count(self, room: Stockroom, tmp_path: Path) -> None:
        buy(room, tmp_path, ("A", 9, "2099-01-01"))
        room.order("O1", ("A", 3), country="FR")
        room.allocate()
        purchase_shortages(room.context, orders=["O1"])
        assert self.drafts(room)[1:] == [("FR", [("A", 3)])]

    def test_what_a_pool_can_promise_is_not_bought(self, room: Stockroom) -> None:
        """A is only waited for with C, which nobody has; of A the pool has 5 for the first."""
        room.fill({"W2": {"C": 0}})
        room.receive("V", "A", 5)
        for number in ("O1", "O2"):
            room.order(number, ("A", 4), ("C", 1), ship_partial=False)
        room.allocate()
        bought = purchase_shortages(room.context, skus=["A"])
        assert self.drafts(room) == [("W1", [("A", 3)])]
        (row,) = bought.results
        assert message(row.notes) == (
            "A is drafted on PO1. A virtual warehouse can promise 5 units of A."
        )
        told = purchase_shortages(room.context, orders=["O1"]).results[0]
        assert (told.sku, told.outcome) == ("A", "waiting")
        assert message(told.notes) == "A virtual warehouse can promise 4 units of A."

    def test_whom_nobody_may_serve_is_told(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), country="US")
        room.allocate()
        before = snapshot(room.context.database)
        bought = purchase_shortages(room.context, orders=["O1"])
        assert [(row.order_number, row.outcome) for row in bought.results] == [("O1", "refused")]
        assert snapshot(room.context.database) == before

    @pytest.mark.parametrize("chosen", [{"orders": ["K1"]}, {"skus": ["k"]}, {}])
    def test_kits_are_bought_as_what_they_lack(
        self, room: Stockroom, chosen: dict[str, Any]
    ) -> None:
        room.order("K1", ("K", 12), country="FR")
        room.allocate()
        bought = purchase_shortages(room.context, **chosen)
        assert self.drafts(room) == [("FR", [("A", 24), ("B", 2)])]
        assert [(row.sku, row.outcome) for row in bought.results] == [("A", "done"), ("B", "done")]
