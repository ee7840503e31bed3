"""Count sheets and recall lists: every barcode scans, nothing overlaps, blind ones tell nothing."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from helpers.printed_pages import collisions, page_texts, pages, scanned_at_all_sizes
from helpers.sample_documents import PRINTED, ean13
from packbench.documents.count_sheet import (
    CountPaperRow,
    CountSheet,
    CountSheetBin,
    render_count_sheet,
)
from packbench.documents.paper import Paper
from packbench.documents.recall_list import RecallList, RecallRow, render_recall_list
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.count_sheets import CountChoice

LONG = "Donaudampfschifffahrtsgesellschaftskapitän "


def sheet(bins: int, paper: Paper = Paper.A4, *, blind: bool = False) -> CountSheet:
    """Bins of one or two items each; the second of an item has a lot and picked goods."""
    made = [
        CountSheetBin(
            f"A-{place:02}",
            own_code(OwnKind.LOCATION, place + 1),
            [
                CountPaperRow(
                    f"SKU-{place}-{item}",
                    LONG * (place % 3 + 1),
                    ean13(place) if item else f"SKU-{place}-{item}",
                    None if blind else place * 7 + 1,
                    "L-77" if item else "",
                    date(2026, 12, 1) if item else None,
                    1,
                    item,
                )
                for item in range(place % 2 + 1)
            ],
        )
        for place in range(bins)
    ]
    printed = replace(PRINTED, paper=paper)
    return CountSheet("CS12", "VIE", CountChoice.AGE, "90", made, printed)


@pytest.mark.parametrize("count", [1, 16])
def test_every_barcode_of_sheet_bins_and_items_scans(count: int) -> None:
    made = sheet(count)
    pdf = render_count_sheet(made)
    codes = [one.barcode for one in made.bins]
    codes += [row.barcode for one in made.bins for row in one.rows]
    found = scanned_at_all_sizes(pdf)
    assert found == Counter(codes) + Counter({"CS12": len(pages(pdf))})


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
def test_nothing_overlaps_and_blind_sheets_tell_no_units(paper: Paper) -> None:
    pdf = render_count_sheet(sheet(14, paper))
    assert [collisions(page) for page in pages(pdf)] == [[] for _ in pages(pdf)]
    assert any("92 (+1)" in page for page in page_texts(pdf))
    blind = render_count_sheet(sheet(14, paper, blind=True))
    assert not any("(+1)" in page for page in page_texts(blind))
    assert any("1 picked, not shipped" in page for page in page_texts(blind))


@pytest.mark.parametrize("count", [0, 40])
def test_a_recall_list_names_who_got_it(count: int) -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    rows = [
        RecallRow(
            f"WEB-{place}",
            LONG * (place % 3 + 1),
            "someone.with.a.name@mail.example · 0123",
            f"WEB-{place}-1",
            at if place % 2 else None,
            "MILK-1L",
            place + 1,
        )
        for place in range(count)
    ]
    places = [("VIE A-01", "MILK-1L", 7)]
    listed = RecallList("L-77", "MILK-1L", [(at, "Dairy", "PO-7", 40)], places, rows, PRINTED)
    pdf = render_recall_list(listed)
    assert [collisions(page) for page in pages(pdf)] == [[] for _ in pages(pdf)]
    text = " ".join(page_texts(pdf))
    assert all(word in text for word in ("L-77", "Dairy", "PO-7", "VIE A-01"))
    assert all(row.order in text for row in rows)
