"""Lots and serial numbers at the bench: asked for where they are needed, each serial once."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import insert, select

from helpers.bench import pack, pick, scan
from helpers.sample import product_id_of
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Barcode, Location, Movement, PackScan
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.packing import PackVerdict
from packbench.domain.refusals import Code
from packbench.domain.scanning.control_codes import control_code
from packbench.domain.warehousing import Cause
from packbench.engine.command.context import Context
from packbench.services.packing.closing import close_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items, take_back_scan
from packbench.services.shipping.sending import ship_shipment, void_shipment
from packbench.services.stock.changes import Receipt, receive

GTIN, PHONE_GTIN = "04006381333931", "04006381333948"


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """SOUP comes in lots (3 of L1, then 9 of L2), PHONE has serials."""
    room = Stockroom(context)
    room.fill(
        {"W1": {"PEN": 5, "PHONE": 5, "SOUP": 0}},
        products={
            "PHONE": {"tracking": "serial"},
            "SOUP": {"tracking": "lot"},
        },
    )
    with context.database.write.begin() as connection:
        soup = {"product_id": product_id_of(connection, "SOUP"), "code": GTIN, "code_key": GTIN}
        connection.execute(insert(Barcode).values(soup))
    receive(context, Receipt("W1", "SOUP", 3, lot="L1", expires_on=date(2030, 1, 31)))
    receive(context, Receipt("W1", "SOUP", 9, lot="L2", expires_on=date(2030, 6, 30)))
    yield room
    room.check()


def ready(room: Stockroom, number: str, *lines: tuple[str, int]) -> None:
    room.order(number, *lines)
    room.allocate()
    pick(room)
    open_packing(room.context, f"{number}-1")


def told(room: Stockroom, shipment: str, *codes: str) -> list[str]:
    return [scan_items(room.context, shipment, [code]).last_scan.verdict for code in codes]


def test_the_one_lot_that_was_picked_need_not_be_scanned(room: Stockroom) -> None:
    ready(room, "O1", ("SOUP", 2))
    assert told(room, "O1-1", "2*SOUP") == ["order_done"]
    [parcel] = get_packing(room.context, "O1-1").parcels
    assert parcel.items[0].lots == ["L1"]


def test_of_several_it_is_asked_which(room: Stockroom) -> None:
    ready(room, "O1", ("SOUP", 5))
    assert told(room, "O1-1", "SOUP", "L9", "l2") == ["ask_lot", "wrong_lot", "ok"]
    assert told(room, "O1-1", "3*SOUP", "L1") == ["ask_lot", "ok"]
    assert told(room, "O1-1", "SOUP") == ["order_done"]  # only L2 is left
    close_packing(room.context, "O1-1")
    ship_shipment(room.context, "O1-1")
    assert shipped(room) == {("L1", -3), ("L2", -2)}
    void_shipment(room.context, "O1-1")
    room.check()


def test_gs1_data_tells_the_lot(room: Stockroom) -> None:
    ready(room, "O1", ("SOUP", 5))
    assert told(room, "O1-1", f"]C101{GTIN}10L2", f"]C101{GTIN}10L3") == ["ok", "wrong_lot"]


def test_another_lot_than_the_picked_one_is_told(room: Stockroom) -> None:
    ready(room, "O1", ("SOUP", 2))
    found = scan_items(room.context, "O1-1", [f"]C101{GTIN}10L2"]).last_scan
    assert (found.verdict, found.name, found.choices) == (PackVerdict.WRONG_LOT, "L2", ["L1"])
    assert get_packing(room.context, "O1-1").scanned == 0


def test_each_unit_has_its_serial(room: Stockroom) -> None:
    ready(room, "O1", ("PHONE", 2))
    assert told(room, "O1-1", "PHONE", "SN1", "PHONE", "sn1") == [
        *("ask_serial", "ok", "ask_serial", "serial_used"),
    ]
    assert told(room, "O1-1", "SN2") == ["order_done"]
    close_packing(room.context, "O1-1")
    [parcel] = get_packing(room.context, "O1-1").parcels
    assert parcel.items[0].serials == ["SN1", "SN2"]


def test_a_serial_is_used_once_over_all_orders(room: Stockroom) -> None:
    ready(room, "O1", ("PHONE", 1))
    pack(room.context, "O1-1", "PHONE", "SN1")
    ready(room, "O2", ("PHONE", 1))
    found = scan_items(room.context, "O2-1", ["PHONE", "SN1"]).last_scan
    assert (found.verdict, found.belongs_to) == (PackVerdict.SERIAL_USED, "O1-1")
    refuse(room, Code.NOT_ALL_SCANNED, lambda: close_packing(room.context, "O2-1"))


def test_what_is_known_as_something_else_is_no_serial_and_no_lot(room: Stockroom) -> None:
    gs1 = f"01{PHONE_GTIN}21"
    with room.context.database.write.begin() as connection:
        phone = {"product_id": product_id_of(connection, "PHONE"), "code": PHONE_GTIN}
        connection.execute(insert(Barcode).values(**phone, code_key=PHONE_GTIN))
    ready(room, "O2", ("PEN", 1))
    ready(room, "O1", ("PHONE", 3), ("SOUP", 5))
    assert told(room, "O1-1", "PHONE", "S1", "PHONE") == ["ask_serial", "ok", "ask_serial"]
    others = ("PEN", "O2", "O2-1", own_code(OwnKind.TOTE, 4), gs1 + "S1", "]C10104012345678901")
    assert told(room, "O1-1", *others) == [
        *("wrong_item", "wrong_order", "wrong_order", "unknown", "serial_used", "unknown"),
    ]
    assert told(room, "O1-1", control_code("DONE"), "O1-1", "]C0s1", "2*S2") == [
        *("command", "this_order", "serial_used", "too_many"),
    ]
    refuse(room, Code.INVALID, lambda: scan_items(room.context, "O1-1", [" "]))
    assert told(room, "O1-1", gs1 + "S2", "PHONE", "]C0S3") == ["ok", "ask_serial", "line_done"]
    assert told(room, "O1-1", "SOUP", "PEN", f"01{GTIN}10L1") == ["ask_lot", "wrong_item", "ok"]
    [parcel] = get_packing(room.context, "O1-1").parcels
    assert [one.serials for one in parcel.items] == [["S1", "S2", "S3"], []]


def test_what_is_asked_for_is_left_by_undo_or_by_the_next_item(room: Stockroom) -> None:
    ready(room, "O1", ("PHONE", 2), ("SOUP", 1))
    assert told(room, "O1-1", "PHONE") == ["ask_serial"]
    take_back_scan(room.context, "O1-1")
    assert told(room, "O1-1", "SN1") == ["unknown"]
    assert told(room, "O1-1", "PHONE", "SOUP") == ["ask_serial", "line_done"]
    assert told(room, "O1-1", "2*PHONE") == ["too_many"]


def test_a_serial_that_was_taken_back_is_free(room: Stockroom) -> None:
    ready(room, "O1", ("PHONE", 2))
    assert scan(room.context, "O1-1", "PHONE", "SN1").accepted
    take_back_scan(room.context, "O1-1")
    assert told(room, "O1-1", "PHONE", "SN1") == ["ask_serial", "ok"]
    with room.context.database.read.connect() as connection:
        kept = connection.execute(select(PackScan.serial, PackScan.taken_back_by.is_(None))).all()
    assert [tuple(one) for one in kept] == [("SN1", False), ("SN1", True)]


def shipped(room: Stockroom) -> set[tuple[str, int]]:
    query = (
        select(Movement.lot, Movement.quantity)
        .join(Location, Location.id == Movement.location_id)
        .where(Movement.cause == Cause.SHIP, Location.kind == "staging")
    )
    with room.context.database.read.connect() as connection:
        return {(row.lot, row.quantity) for row in connection.execute(query)}
