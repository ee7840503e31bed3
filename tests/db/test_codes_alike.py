"""One code, one thing: two spellings are one code, and a code of two things is asked."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from helpers.importing import Files, causes, counts, notes
from packbench.db.schema import Barcode, Product, Station, Warehouse
from packbench.domain.catalog import code_key
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.scanning.control_codes import COMMANDS, control_code
from packbench.engine.command.context import Context
from packbench.services.orders.looking import get_order
from packbench.services.scanning import Meaning, ScanKind, resolve
from packbench.words.scanning import meaning_words

SPELLINGS = [
    "mug-01",
    "MUG\u200b-01",
    "MUG-\u00a001",
    "\uff2d\uff35\uff27-01",
    "\ufeffMug-01 ",
    "MUG- 01",
]
"""MUG-01 in another case, with a zero-width, a no-break and a plain blank, full-width, a BOM."""


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name\nW1,Graz\nW2,Linz\n")
    made.load("products", "sku,name,barcode\nMUG-01,Mug,Abc-7;0042100005264\n")
    made.load("locations", "warehouse,code,barcode\nW1,A-01,\nW2,A-01,\nW1,B-02,bin\u00a07\n")
    return made


def found(context: Context, text: str) -> tuple[str, str, int]:
    meaning = resolve(context, text)
    return meaning.kind.value, meaning.name, meaning.count


def choices(meaning: Meaning) -> list[tuple[str, str]]:
    return [(one.kind.value, one.name) for one in meaning.choices]


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_spelling_is_the_same_product(files: Files, spelled: str) -> None:
    assert counts(files.load("products", f"sku,name\n{spelled},Mug\n")) == (0, 0, 1, 0)
    files.load("orders", f"order_number,sku,quantity\nO1,{spelled},1\n")
    assert "unknown_sku" not in [one.code for one in get_order(files.context, "O1").problems]
    assert found(files.context, spelled) == ("product", "MUG-01", 1)
    with files.context.database.read.connect() as connection:
        assert list(connection.execute(select(Product.sku)).scalars()) == ["MUG-01"]


@pytest.mark.parametrize("other", ["MUG-O1", "MUG01", "MUG-1", "MUG-001", "MÜG-01"])
def test_what_looks_otherwise_is_another_product(files: Files, other: str) -> None:
    assert counts(files.load("products", f"sku,name\n{other},Other\n")) == (1, 0, 0, 0)


def test_the_database_refuses_a_second_spelling(files: Files) -> None:
    values = {"sku": "mug\u200b-01", "sku_key": code_key("mug\u200b-01"), "name": "x"}
    with files.context.database.write.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(Product).values(values))


def test_a_barcode_in_another_spelling_is_taken(files: Files) -> None:
    result = files.load("products", "sku,name,barcode\nCUP,Cup,ABC-\u200b7\n")
    assert causes(result) == [(1, "barcode", "barcode_taken")]
    assert counts(files.load("products", "sku,name,barcode\nTWO,Two,x-1;X-1\n")) == (1, 0, 0, 0)
    with files.context.database.read.connect() as connection:
        codes = set(connection.execute(select(Barcode.code)).scalars())
    assert codes == {"Abc-7", "00042100005264", "x-1"}


@pytest.mark.parametrize(
    ("scanned", "count"),
    [
        ("ABC-7", 1),
        ("5*abc-7", 5),
        ("0 42100 00526 4", 1),
        ("0-42100-00526-4", 1),
        ("04252614", 1),  # the UPC-E that is short for it
        ("042100005264", 1),
        ("]E00042100005264", 1),
        ("]C10100042100005264", 1),
    ],
)
def test_a_barcode_as_scanners_and_people_give_it(files: Files, scanned: str, count: int) -> None:
    assert found(files.context, scanned) == ("product", "MUG-01", count)


def test_what_begins_with_z_is_looked_up(files: Files) -> None:
    files.load("products", "sku,name\nZIP-HOODIE-M,Hoodie\nZX100,Z\nZDONE,Done\n")
    for sku in ("ZIP-HOODIE-M", "zx100", "ZDONE"):
        assert found(files.context, sku) == ("product", sku.upper(), 1)
    assert found(files.context, "ZNOTHING")[0] == "unknown"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_code_of_the_control_sheet_is_a_command(files: Files, command: str) -> None:
    code = control_code(command)
    assert found(files.context, code) == ("command", command, 1)
    assert found(files.context, code.lower()) == ("command", command, 1)
    assert found(files.context, code[:-1])[0] == "unknown"


def test_a_whole_sku_comes_before_its_parts(files: Files) -> None:
    files.load("products", "sku,name\n5*BOLT,Five\nBOLT,One\n]C1X,Odd\n")
    assert found(files.context, "5*bolt") == ("product", "5*BOLT", 1)
    assert found(files.context, "6*bolt") == ("product", "BOLT", 6)
    assert found(files.context, "]c1x") == ("product", "]C1X", 1)


def test_a_code_of_two_things_is_told_and_asked(files: Files) -> None:
    told = files.load(
        "products", "sku,name,barcode\n1001,Numeric,\n4006381333955,SKU,\nDUP,Dup,4006381333955\n"
    )
    assert notes(told) == ["4006381333955 is a product and a barcode: a scan asks which is meant."]
    orders = files.load("orders", "order_number,sku,quantity\n1001,DUP,1\n")
    assert notes(orders) == ["1001 is a product and an order: a scan asks which is meant."]
    asked = resolve(files.context, "1001")
    assert asked.kind is ScanKind.SEVERAL
    assert choices(asked) == [("product", "1001"), ("order", "1001")]
    assert asked.name == "product 1001 | order 1001"
    assert meaning_words(asked) == "product 1001 or order 1001"
    both = resolve(files.context, "4006381333955")
    assert choices(both) == [("product", "4006381333955"), ("product", "DUP")]


def test_the_number_of_a_channel_asks_which_order(files: Files) -> None:
    rows = "7,DUP,1,web\n7,DUP,1,ebay\n"
    files.load("orders", f"order_number,sku,quantity,channel\n{rows}")
    assert choices(resolve(files.context, "7")) == [("order", "7"), ("order", "ebay-7")]
    assert found(files.context, "EBAY-7") == ("order", "ebay-7", 1)


def test_a_bin_is_known_by_its_own_code(files: Files) -> None:
    context = files.context
    assert found(context, "b-02") == ("location", "B-02", 1)
    assert found(context, "BIN 7") == ("location", "B-02", 1)
    asked = resolve(context, "A-01")
    assert [(one.name, one.warehouse) for one in asked.choices] == [("A-01", "W1"), ("A-01", "W2")]
    with context.database.write.begin() as connection:
        here = select(Warehouse.id).where(Warehouse.code == "W2").scalar_subquery()
        connection.execute(insert(Station).values(name="bench", warehouse_id=here))
    at_bench = Context(context.database, operator="Ana", station="bench")
    meaning = resolve(at_bench, "a-01")
    assert (meaning.kind, meaning.warehouse) == (ScanKind.LOCATION, "W2")
    assert resolve(at_bench, "b-02").warehouse == "W1"


def test_our_own_code_comes_first(files: Files) -> None:
    with files.context.database.read.connect() as connection:
        [row] = connection.exec_driver_sql("SELECT id FROM location WHERE code = 'B-02'").all()
    code = own_code(OwnKind.LOCATION, row.id)
    assert found(files.context, code) == ("location", "B-02", 1)
