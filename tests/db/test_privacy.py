"""A station that shows no e-mail, telephone or price shows none wherever it looks."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from helpers.bench import at
from helpers.printed_pages import page_texts
from helpers.sample import add_order
from helpers.stockroom import Stockroom
from packbench.db.queries.records.back_orders import BackOrderFilter
from packbench.db.queries.records.orders import OrderFilter
from packbench.db.schema import OrderLine
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.slips import SlipField, SlipTemplate
from packbench.engine.command.context import Context
from packbench.services.back_orders.customer_letters import letters
from packbench.services.back_orders.export import export_back_orders
from packbench.services.back_orders.looking import find_back_orders
from packbench.services.documents.printing import packing_slips
from packbench.services.office.exporting import export_file
from packbench.services.office.lists import BackOrderQuery, back_order_list
from packbench.services.orders.looking import find_orders, get_order
from packbench.services.packing.checks import set_checks
from packbench.services.slips.templates import SlipsChange, change_slips

MAIL, PHONE = "ana@example.org", "+43 1 2345"


def shown_at(context: Context, folder: Path) -> str:
    """Everything that a station shows of orders, in one text."""
    waiting = back_order_list(context)
    ids = list(waiting.ids(BackOrderQuery()))
    export_file(context, "orders", folder / "orders.csv", force=True)
    export_file(context, "backorders", folder / "waiting.csv", force=True)
    export_back_orders(context, ids, folder / "chosen.csv", lambda *_: None)
    told = [
        get_order(context, "O1"),
        find_orders(context, OrderFilter()),
        find_back_orders(context, BackOrderFilter()),
        waiting.first_page(BackOrderQuery()),
        letters(context, ["O1"]),
        *((folder / name).read_text() for name in ("orders.csv", "waiting.csv", "chosen.csv")),
    ]
    return repr(told)


@pytest.mark.parametrize("private", [MAIL, PHONE, "77.5"])
def test_what_is_private_is_shown_at_other_stations_alone(
    context: Context, tmp_path: Path, private: str
) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 0}})
    with context.database.write.begin() as connection:
        order_id = add_order(
            connection, "O1", [("A", 2)], customer_email=MAIL, phone=PHONE, customer_name="Ana"
        )
        connection.exec_driver_sql(
            "UPDATE order_line SET unit_price = "
            + ("775000" if connection.dialect.name == "sqlite" else "77.5")
            + f" WHERE order_id = {order_id}"
        )
    room.allocate()
    assert private in shown_at(context, tmp_path)
    set_checks(context, {(BenchSetting.SHOWS_PRIVATE, ""): "no"})
    told = shown_at(context, tmp_path)
    assert private not in told
    assert "Ana" in told
    assert private in shown_at(at(context, "office"), tmp_path)


def test_a_slip_leaves_out_what_is_private_at_its_station(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 2}})
    order = {"customer_email": MAIL, "phone": PHONE, "currency": "EUR"}
    room.order("O1", ("A", 2), **order)
    with context.database.write.begin() as connection:
        connection.execute(update(OrderLine).values(unit_price=Decimal("77.5")))
    room.allocate()
    shown = frozenset({SlipField.SKU, SlipField.EMAIL, SlipField.PHONE})
    template = SlipTemplate("all", language="en", fields=shown, prices=True)
    change_slips(context, SlipsChange(make=(template,), assign={"": "all"}))

    def printed(where: Context) -> str:
        return "\n".join(page_texts(packing_slips(where, ["O1-1"]).pdf))

    assert all(one in printed(context) for one in (MAIL, PHONE, "77.50"))
    set_checks(context, {(BenchSetting.SHOWS_PRIVATE, ""): "no"})
    told = printed(context)
    assert [one for one in (MAIL, PHONE, "77.50") if one in told] == []
    assert "O1-1" in told
    assert MAIL in printed(at(context, "office"))
