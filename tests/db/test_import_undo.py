"""An import is taken back whole and exactly, while nobody has worked on what it brought."""

from pathlib import Path

import pytest

from helpers import one_order as order_changes
from helpers.importing import Files, counts
from helpers.snapshots import snapshot, standing
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.office.undo import undo
from packbench.services.orders import allocating
from packbench.services.orders.looking import get_order
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import Receipt, list_stock
from packbench.words.refusals import sentence

HEAD = "order_number,sku,quantity,customer_name,street,city,postal_code,country"


def order(number: str, sku: str, quantity: int, name: str = "Ana", *, end: str = "") -> str:
    return f"{number},{sku},{quantity},{name},Street 1,Graz,8010,AT{end}\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name,countries\nW1,Graz,AT\nW2,Wien,DE\n")
    made.load("locations", "warehouse,code\nW1,A-1\n")
    made.load("products", "sku,name,barcode\nA,Apple,abc\nB,Bowl,\n")
    made.load("stock", "warehouse,sku,quantity,location\nW1,A,10,A-1\nW1,B,3,\nW2,A,2,\n")
    return made


SAMPLES = {
    "orders": f"{HEAD},channel\n{order('N1', 'A', 2, end=',Web')}{order('N2', 'X', 1, end=',')}",
    "products": "sku,name,barcode,supplier\nC,Cup,c-1;c-2,ACME\nA,Apfel,4006381333931,\n",
    "kits": "kit_sku,component_sku,quantity\nB,A,2\n",
    "warehouses": "code,name,countries\nW1,Graz,AT;SE\nW3,Linz,*\n",
    "locations": "warehouse,code,zone\nW1,A-1,cold\nW1,A-2,\n",
    "suppliers": "code,name\nS9,Nine\n",
    "channel-rules": "channel,sku,rule,value\nWeb,A,max,5\n",
    "channel-exclusions": "channel,sku,warehouse\nWeb,A,W1\n",
    "channels": "channel,verify\nWeb,yes\nPhone,no\n",
    "shared-codes": "code,sku\nabc,B\n",
    "shipping-methods": "code,name,words\nDHL,DHL Paket,express;post\n",
    "boxes": "code,name,length_mm,width_mm,height_mm,material\nS,Small,200,150,100,A\n",
    "postal-codes": "country_code,postal_code,lat,lon\nAT,8010,47.0,15.4\n",
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_what_an_import_brought_and_changed_is_as_before(files: Files, kind: str) -> None:
    database = files.context.database
    before = standing(database)
    assert files.load(kind, SAMPLES[kind], update=True).rejected == 0
    assert standing(database) != before
    undo(files.context)
    assert standing(database) == before
    assert administration.check(database).ok


def test_an_updated_order_is_as_before_and_so_is_who_gained(files: Files) -> None:
    files.load(
        "orders",
        f"{HEAD},ship_partial\n{order('O1', 'A', 8).strip()},yes\n{order('O2', 'A', 6).strip()},\n",
    )
    allocating.allocate(files.context)
    before = standing(files.context.database)
    rows = order("O1", "A", 3, "Eva", end=",ring") + order("O1", "B", 1, "Eva", end=",")
    text = f"{HEAD},note\n{rows}"
    assert counts(files.load("orders", text, update=True)) == (0, 1, 0, 0)
    assert get_order(files.context, "O2").lines[0].allocated == 6
    undo(files.context)
    assert standing(files.context.database) == before
    assert administration.check(files.context.database).ok


def test_a_count_by_file_is_taken_back_with_whom_it_served(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'B', 5)}")
    allocating.allocate(files.context)
    files.load("stock", "warehouse,sku,quantity,safety\nW1,B,9,1\n", update=True)
    assert get_order(files.context, "O1").lines[0].allocated == 5
    undo(files.context)
    assert get_order(files.context, "O1").lines[0].allocated == 3
    [row] = list_stock(files.context, sku="B")
    assert (row.on_hand, row.allocated, row.available) == (3, 3, 0)
    files.load("stock", "warehouse,sku,quantity\nW1,B,1\n", update=True)
    assert get_order(files.context, "O1").lines[0].allocated == 1
    undo(files.context)
    assert get_order(files.context, "O1").lines[0].allocated == 3
    assert administration.check(files.context.database).ok


def test_a_product_that_mended_lines_is_taken_back_with_them(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 1)}{order('O1', 'NEW', 2)}")
    allocating.allocate(files.context)
    before = standing(files.context.database)
    files.load("products", "sku,name\nNEW,New\n")
    assert get_order(files.context, "O1").lines[1].waiting == 2
    undo(files.context)
    assert standing(files.context.database) == before


def test_a_country_that_is_taken_back_gives_back_what_it_served(files: Files) -> None:
    files.load("orders", f"{HEAD.replace('country', 'country')}\nO1,A,1,Ana,S 1,Paris,75001,FR\n")
    allocating.allocate(files.context)
    before = standing(files.context.database)
    files.load("warehouses", "code,name,countries\nW2,Wien,DE;FR\n", update=True)
    assert get_order(files.context, "O1").status == "ready"
    undo(files.context)
    assert standing(files.context.database) == before


def refused(context: Context, words: str) -> None:
    before = snapshot(context.database)
    with pytest.raises(Refusal) as caught:
        undo(context)
    assert caught.value.code is Code.CANNOT_UNDO
    assert words in sentence(caught.value)
    assert snapshot(context.database) == before


def last_is(context: Context, name: str) -> int:
    with context.database.read.connect() as connection:
        found = connection.exec_driver_sql(
            f"SELECT max(id) FROM command WHERE name = '{name}'"
        ).scalar()
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("work", ["allocate", "priority", "cancel", "hold", "import"])
def test_orders_that_somebody_worked_on_stay(files: Files, work: str) -> None:
    context = files.context
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 1)}{order('O2', 'A', 2)}")
    number = last_is(context, "import.orders")
    if work == "allocate":
        allocating.allocate(context)
    elif work == "priority":
        order_changes.set_priority(context, "O2", 3)
    elif work == "cancel":
        order_changes.cancel(context, "O2", line=1, quantity=1)
    elif work == "hold":
        order_changes.hold(context, "O2", reason="fraud")
    else:
        files.load("orders", f"{HEAD}\n{order('O2', 'A', 2, 'Eva')}", update=True)
    before = snapshot(context.database)
    with pytest.raises(Refusal) as caught:
        undo(context, number)
    assert caught.value.code is Code.CANNOT_UNDO
    assert snapshot(context.database) == before


def test_what_is_used_since_stays(files: Files) -> None:
    files.load("products", "sku,name\nC,Cup\n")
    number = last_is(files.context, "import.products")
    inventory.receive(files.context, Receipt("W1", "C", 1))
    before = snapshot(files.context.database)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(files.context, number)
    assert snapshot(files.context.database) == before


def test_an_order_that_is_picked_since_stays(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 8)}")
    allocating.allocate(files.context)
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3)}", update=True)
    number = last_is(files.context, "import.orders")
    create_wave(files.context, WaveRequest(orders=["O1"]))
    before = snapshot(files.context.database)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(files.context, number)
    assert snapshot(files.context.database) == before


def test_stock_that_went_to_others_since_is_not_taken_from_them(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 10)}")
    allocating.allocate(files.context)
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3)}", update=True)
    number = last_is(files.context, "import.orders")
    files.load("orders", f"{HEAD}\n{order('O2', 'A', 5)}")
    allocating.allocate(files.context)
    before = snapshot(files.context.database)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(files.context, number)
    assert snapshot(files.context.database) == before


def test_an_import_that_changed_nothing_has_nothing_to_take_back(files: Files) -> None:
    files.load("products", "sku,name,barcode\nA,Apple,abc\nB,Bowl,\n")
    refused(files.context, "changed nothing")


def test_it_is_taken_back_once(files: Files) -> None:
    files.load("suppliers", "code,name\nS9,Nine\n")
    number = last_is(files.context, "import.suppliers")
    undo(files.context)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(files.context, number)
