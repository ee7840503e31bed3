"""Pick lists: every barcode scans, nothing overlaps, every task is on it."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from helpers.printed_pages import collisions, page_texts, pages, scanned_at_all_sizes
from helpers.sample_documents import (
    FOREIGN_NAMES,
    PRINTED,
    batch_list,
    ean13,
    pick_rows,
    single_list,
)
from packbench.documents.paper import Paper
from packbench.documents.pick_list import render_pick_list
from packbench.documents.picks import PickList, PickRow, stops
from packbench.domain.codes import OwnKind, own_code

LABELS = "ABCDEFGHIJKL"


def payloads(pick_list: PickList) -> Counter[str]:
    """What its rows' barcodes say, retail numbers as GTIN-14."""
    rows = [stop.row for stop in stops(pick_list)]
    return Counter(row.barcode.zfill(14) if row.barcode else row.sku for row in rows)


def text_of(pick_list: PickList) -> str:
    return "\n".join(page_texts(render_pick_list(pick_list))).replace("\r", "")


@pytest.mark.parametrize("count", [1, 2, 40, 300])
def test_every_barcode_of_a_single_list_scans_as_what_it_stands_for(count: int) -> None:
    pick_list = single_list(pick_rows(count))
    pdf = render_pick_list(pick_list)
    heads = Counter({own_code(OwnKind.PICK_LIST, 12): len(pages(pdf))})
    assert scanned_at_all_sizes(pdf) == payloads(pick_list) + heads


@pytest.mark.parametrize("count", [1, 2, 40])
def test_every_barcode_of_a_batch_list_scans_as_what_it_stands_for(count: int) -> None:
    pick_list = batch_list(pick_rows(count, tuple(LABELS)), LABELS)
    pdf = render_pick_list(pick_list)
    expected = payloads(pick_list) + Counter(slot.barcode for slot in pick_list.slots)
    expected[pick_list.barcode] = len(pages(pdf))
    assert scanned_at_all_sizes(pdf) == expected


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
@pytest.mark.parametrize("count", [1, 2, 40, 300])
def test_nothing_overlaps(paper: Paper, count: int) -> None:
    printed = replace(PRINTED, paper=paper, reprint=3)
    rows = pick_rows(count, tuple(LABELS))
    for pick_list in (single_list(rows, printed), batch_list(rows, LABELS, printed)):
        for page in pages(render_pick_list(pick_list)):
            assert collisions(page) == []


def test_nothing_overlaps_however_long_the_words_are() -> None:
    row = PickRow(
        sku="SKU-" + "9X" * 25,
        name="Donaudampfschifffahrtsgesellschaft " * 9,
        quantity=1_234_567,
        location="HALL-2-RACK-17-SHELF-04-BIN-12-LEFT",
        zone="Z" * 90,
        aisle="A" * 90,
        unit="six-pack of boxes",
        lot="LOT" * 30,
        expires_on=pick_rows(4)[3].expires_on,
        slot="A",
    )
    for pick_list in (single_list((row,)), batch_list((row,), "AB")):
        slot = replace(
            pick_list.slots[0],
            order_number="ORDER-" * 12,
            customer="von und zu Hohenstein " * 6,
            ship_method="Overnight " * 20,
            notes="Very long notes. " * 80,
        )
        long = replace(
            pick_list, number="P" * 90, slots=(slot, *pick_list.slots[1:]), warehouse="W" * 200
        )
        for page in pages(render_pick_list(long)):
            assert collisions(page) == []


def test_every_task_is_on_the_list() -> None:
    rows = pick_rows(300)
    text = text_of(single_list(rows))
    for row in rows:
        assert row.sku in text
        assert row.location in text
    assert "Lot L3, use by 31 Mar 2026" in text


def test_a_long_ship_method_leaves_the_other_facts_whole() -> None:
    pick_list = single_list(pick_rows(1))
    slot = replace(pick_list.slots[0], ship_method="Overnight " * 20)
    text = text_of(replace(pick_list, slots=(slot,)))
    for words in ("24 Nov 2025", "12.4 kg", "212 m, 31% less than in bin order", "Overnight"):
        assert words in text


def test_packs_are_told_and_leave_the_kit_its_room() -> None:
    row = replace(pick_rows(1)[0], quantity=27, packs=(12,), kit="SET-BALCONY-LARGE", lot="L-77")
    plain = replace(row, sku="OTHER", quantity=5, kit="", lot="")
    pick_list = single_list((row, plain))
    text = text_of(pick_list)
    assert "2 cartons of 12 + 3 pieces" in text
    assert text.count("carton") == 1  # five pieces are no carton
    assert "SET-BALCONY-LARGE" in text
    assert "Lot L-77" in text
    for page in pages(render_pick_list(pick_list)):
        assert collisions(page) == []


def test_a_number_of_units_is_never_broken() -> None:
    rows = (PickRow("85123A", "Holder", 1_234_567, location="A-1", slot="A"),)
    assert "A×1,234,567" in text_of(batch_list(rows, "AB"))


def test_the_head_of_a_single_list_tells_the_order() -> None:
    text = text_of(single_list(pick_rows(40)))
    for words in (
        "Order 10023",
        "Maria Gruber",
        "DHL Parcel",
        "24 Nov 2025",
        "12.4 kg",
        "212 m, 31% less than in bin order",
        "Wrap the lantern twice.",
        "Zone A · Aisle 01",
    ):
        assert words in text


def test_a_walk_that_saves_nothing_claims_nothing() -> None:
    text = text_of(replace(single_list(pick_rows(1)), saved=0.001))
    assert "212 m" in text
    assert "less than" not in text


def test_tasks_without_a_bin_come_last_under_a_band_of_their_own() -> None:
    rows = (PickRow("LOST", "no bin", 1), PickRow("FOUND", "in a bin", 1, location="A-1"))
    text = text_of(single_list(rows))
    assert text.index("A-1") < text.index("Without a location") < text.rindex("LOST")


def test_twenty_rows_fit_on_a_full_page() -> None:
    rows = tuple(PickRow(f"{number}", "name", 1, location=f"B{number}") for number in range(60))
    counts = [len(page.barcodes) - 1 for page in pages(render_pick_list(single_list(rows)))]
    assert counts[1] == 20
    assert sum(counts) == 60


def test_tasks_of_one_bin_product_and_lot_are_picked_at_once() -> None:
    task = PickRow("85123A", "Holder", 1, location="A-1", lot="L1")
    rows = (
        replace(task, slot="B"),
        replace(task, slot="A", quantity=2),
        replace(task, slot="A", lot="L2"),
        replace(task, slot="B", quantity=3),
    )
    assert [(stop.quantity, stop.shares) for stop in stops(batch_list(rows, "AB"))] == [
        (6, (("A", 2), ("B", 4))),
        (1, (("A", 1),)),
    ]
    text = text_of(batch_list(rows, "AB"))
    assert "A×2 B×4" in text


def test_a_row_for_many_slots_names_them_all() -> None:
    task = PickRow("85123A", "Holder", 2, location="A-1")
    rows = tuple(replace(task, slot=label) for label in LABELS)
    text = text_of(batch_list(rows, LABELS))
    assert all(f"{label}×2" in text for label in LABELS)


def test_barcodes_of_a_batch_list_change_sides_from_row_to_row() -> None:
    rows = tuple(
        PickRow(f"{number}", "name", 1, location=f"B{number}", barcode=ean13(number), slot="A")
        for number in range(40)
    )
    page = pages(render_pick_list(batch_list(rows, "AB")))[1]
    bars = sorted(page.barcodes, key=lambda box: -box.top)[1:]
    middle = page.width * 0.6
    sides = [box.left > middle for box in bars]
    assert len(sides) == 20
    assert all(one != next_one for one, next_one in pairwise(sides))


def test_notes_of_a_batch_name_their_slot() -> None:
    pick_list = batch_list(pick_rows(2, ("A",)), "AB")
    noted = replace(pick_list.slots[1], notes="fragile")
    text = text_of(replace(pick_list, slots=(pick_list.slots[0], noted)))
    assert "B · 10031: fragile" in text


@pytest.mark.parametrize("sku", ["Щ-1", "Größe-42", "X" * 90])
def test_a_sku_that_no_barcode_can_say_is_told_and_printed(sku: str) -> None:
    pick_list = single_list((PickRow(sku, "name", 1, location="A-1"),))
    pdf = render_pick_list(pick_list)
    assert "no barcode" in page_texts(pdf)[0]
    assert scanned_at_all_sizes(pdf) == Counter([pick_list.barcode])


@pytest.mark.parametrize("sku", ["SKU-1000-RED-XL-2", "A" * 23, "lower-case_sku.1"])
def test_a_long_sku_has_a_barcode_at_full_size(sku: str) -> None:
    skus = (sku, sku[::-1] + "2")
    rows = tuple(PickRow(each, "name", 1, location="A-1", slot="A") for each in skus)
    for pick_list in (single_list(rows), batch_list(rows, "AB")):
        assert set(skus) <= scanned_at_all_sizes(render_pick_list(pick_list)).keys()


@pytest.mark.parametrize("script", FOREIGN_NAMES)
def test_names_of_any_bundled_script_are_printed(script: str) -> None:
    name = FOREIGN_NAMES[script]
    pick_list = single_list((PickRow("1", name, 1, location="A-1"),))
    pdf = render_pick_list(pick_list)
    text = page_texts(pdf)[0]
    assert Counter(name) - Counter(text) == Counter()
    if script not in ("Arabic", "Hebrew"):  # readers differ in the order of these
        assert name in text
    assert "stands for a character" not in text
    assert collisions(pages(pdf)[0]) == []


def test_a_character_without_a_glyph_is_told_at_the_foot() -> None:
    text = text_of(single_list((PickRow("1", "Tasse 🎂", 1, location="A-1"),)))
    assert "stands for a character that the fonts don't have" in text


def test_equal_lists_give_equal_bytes_whatever_was_printed_before() -> None:
    names = list(FOREIGN_NAMES.values())
    lists = [
        single_list(tuple(PickRow(f"{name[0]}", name, 1, location="A") for name in order))
        for order in (names, names[::-1])
    ]
    first = [render_pick_list(pick_list) for pick_list in lists]
    second = [render_pick_list(pick_list) for pick_list in reversed(lists)]
    assert first == second[::-1]
    assert first[0] != first[1]


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, 'tests')\n"
        "from helpers.sample_documents import FOREIGN_NAMES, PickRow, single_list\n"
        "from packbench.documents.pick_list import render_pick_list\n"
        "rows = tuple(PickRow('1', name, 1) for name in FOREIGN_NAMES.values())\n"
        "print(hashlib.sha256(render_pick_list(single_list(rows))).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(hashes) == 1


def test_a_list_of_forty_latin_lines_is_small() -> None:
    assert len(render_pick_list(single_list(pick_rows(40)))) <= 60_000


def test_a_list_is_not_printed_on_a_label() -> None:
    with pytest.raises(ValueError, match="LABEL"):
        render_pick_list(single_list(pick_rows(1), replace(PRINTED, paper=Paper.LABEL_4X6)))


def test_a_list_without_tasks_still_says_whose_it_is() -> None:
    assert "Order 10023" in text_of(single_list(()))
