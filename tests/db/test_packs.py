"""Packs of a product: their codes count several pieces, wherever they are scanned or read."""

from pathlib import Path

import pytest

from helpers.importing import Files, causes, counts, notes
from helpers.sample import add_location
from helpers.stockroom import Stockroom
from packbench.db.queries.records.lookups import find_warehouse
from packbench.domain.packs import Pack
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo, undo_key
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.scanning import resolve
from packbench.services.stock.changes import Receipt, receive
from packbench.services.stock.known_packs import PacksView, show_packs
from packbench.services.stock.packs import set_packs
from packbench.words.scanning import meaning_words

CARTON = "14006381333938"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """TEA: a piece, a carton of 12, a pallet of 144; CUP without packs."""
    made = Files(context, tmp_path)
    made.load(
        "products",
        f"sku,name,barcode,packs\nTEA,Tea,4006381333931,12*{CARTON};144*PAL-7\nCUP,Cup,CUP-EAN,\n",
    )
    return made


def counted(context: Context, text: str) -> tuple[str, str, int, int]:
    meaning = resolve(context, text)
    return meaning.kind.value, meaning.name, meaning.count, meaning.pack


@pytest.mark.parametrize(
    ("scanned", "count", "pack"),
    [
        ("4006381333931", 1, 1),
        ("TEA", 1, 1),
        (CARTON, 12, 12),
        (f"]C101{CARTON}", 12, 12),
        (f"5*{CARTON}", 60, 12),
        ("pal-7", 144, 144),
    ],
)
def test_a_code_counts_what_it_stands_on(files: Files, scanned: str, count: int, pack: int) -> None:
    assert counted(files.context, scanned) == ("product", "TEA", count, pack)


def test_one_column_leaves_the_codes_of_the_other(files: Files) -> None:
    context = files.context
    files.load("products", f"sku,name,barcode\nTEA,Tea,{CARTON};NEW-1\n", update=True)
    assert counted(context, CARTON)[2] == 12
    assert counted(context, "4006381333931")[0] == "unknown"
    files.load("products", "sku,name,packs\nTEA,Tea,24*NEW-1\n", update=True)
    shown = show_packs(context, "tea")
    assert shown == PacksView("TEA", "Tea", [], [Pack(24, "NEW-1")], None)
    again = files.load("products", "sku,name,packs\nTEA,Tea,24*new-1\n")
    assert counts(again) == (0, 0, 1, 0)
    other_size = files.load("products", "sku,name,packs\nTEA,Tea,25*new-1\n")
    assert causes(other_size) == [(1, "sku", "already_exists")]


def test_a_carton_stands_on_one_product(files: Files) -> None:
    taken = files.load("products", f"sku,name,packs\nPOT,Pot,6*{CARTON}\n")
    assert causes(taken) == [(1, "packs", "barcode_taken")]
    with pytest.raises(Refusal) as refused:
        set_packs(files.context, "CUP", f"6*{CARTON}")
    assert refused.value.code is Code.CODE_TAKEN
    assert show_packs(files.context, "CUP").packs == []
    assert counted(files.context, CARTON) == ("product", "TEA", 12, 12)


def test_a_carton_that_is_another_products_sku_is_told_and_asked(files: Files) -> None:
    told = files.load("products", "sku,name,packs\nBOX,Box,6*CUP\n")
    assert counts(told) == (1, 0, 0, 0)
    assert notes(told) != []
    meaning = resolve(files.context, "2*CUP")
    assert [(one.name, one.count) for one in meaning.choices] == [("CUP", 2), ("BOX", 12)]
    assert meaning_words(meaning) == "product CUP or 6 of product BOX in a pack"


def test_packs_are_said_and_taken_back(files: Files) -> None:
    context = files.context
    before = show_packs(context, "TEA")
    after = set_packs(context, "TEA", "6*SIX-1", 6)
    assert (after.packs, after.pick_multiple) == ([Pack(6, "SIX-1")], 6)
    assert after.barcodes == before.barcodes
    undo(context)
    assert show_packs(context, "TEA") == before
    set_packs(context, "TEA", "6*SIX-1", key="first")
    set_packs(context, "CUP", f"6*{CARTON}")
    with pytest.raises(Refusal) as refused:
        undo_key(context, "first")
    assert refused.value.code is Code.CANNOT_UNDO
    assert show_packs(context, "CUP").packs == [Pack(6, CARTON)]


@pytest.mark.parametrize("packs", ["12", "x*A-1", "12*4006381333932", "12*TEA", "6*A-1;7*a-1"])
def test_what_is_no_pack_is_refused(files: Files, packs: str) -> None:
    before = show_packs(files.context, "TEA")
    with pytest.raises(Refusal) as refused:
        set_packs(files.context, "TEA", packs)
    assert refused.value.code is Code.BAD_PACK
    assert show_packs(files.context, "TEA") == before


def test_tasks_tell_the_packs_and_round_to_them(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"TEA": 0}})
    set_packs(context, "TEA", f"12*{CARTON}", 12)
    with context.database.write.begin() as connection:
        warehouse = find_warehouse(connection, "W1")
        for code in ("A1", "A2"):
            add_location(connection, warehouse.id, code)
    for units, bin_ in ((30, "A1"), (20, "A2")):
        receive(context, Receipt("W1", "TEA", units, bin_))
    room.order("O1", ("TEA", 36))
    room.allocate()
    wave = create_wave(context, WaveRequest(orders=["O1"]))
    assert [(task.location, task.quantity) for task in wave.tasks] == [("A1", 24), ("A2", 12)]
    assert {task.packs for task in wave.tasks} == {(12,)}
    room.check()
