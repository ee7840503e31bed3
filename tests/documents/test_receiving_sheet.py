"""Receiving sheets: every barcode scans, nothing overlaps, on both papers."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from helpers.printed_pages import collisions, page_texts, pages, scanned_at_all_sizes
from helpers.sample_documents import PRINTED, ean13
from packbench.documents.paper import Paper
from packbench.documents.receiving_sheet import (
    ReceivingRow,
    ReceivingSheet,
    render_receiving_sheets,
)
from packbench.domain.codes import OwnKind, own_code

DAY = date(2026, 12, 1)


def sheet(count: int, paper: Paper = Paper.A4, *, blind: bool = False) -> ReceivingSheet:
    rows = [
        ReceivingRow(
            f"SKU-{place}",
            "Donaudampfschifffahrtsgesellschaftskapitän " * (place % 3 + 1),
            ean13(place) if place % 2 else f"SKU-{place}",
            None if blind else place * 7 + 1,
        )
        for place in range(count)
    ]
    code = own_code(OwnKind.PURCHASE_ORDER, 7)
    printed = replace(PRINTED, paper=paper)
    return ReceivingSheet(
        "PO-7", code, "VIE", "Seller & Sons", "Seller & Sons (S1)", DAY, rows, printed
    )


@pytest.mark.parametrize("count", [1, 30])
def test_every_barcode_scans_as_what_it_stands_for(count: int) -> None:
    made = sheet(count)
    pdf = render_receiving_sheets([made])
    found = Counter(
        one.barcode.zfill(14) if one.barcode.isdecimal() else one.sku for one in made.rows
    )
    scanned = Counter(
        code.zfill(14) if code.isdecimal() else code
        for code in scanned_at_all_sizes(pdf).elements()
    )
    assert scanned == found + Counter({made.barcode: len(pages(pdf))})


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
def test_nothing_overlaps_and_blind_sheets_tell_no_units(paper: Paper) -> None:
    pdf = render_receiving_sheets([sheet(14, paper)])
    assert [collisions(page) for page in pages(pdf)] == [[] for _ in pages(pdf)]
    assert "92" in page_texts(pdf)[-1]  # the 14th row expects 13 * 7 + 1
    blind = render_receiving_sheets([sheet(14, paper, blind=True)])
    assert not any("92" in page.split() for page in page_texts(blind))
