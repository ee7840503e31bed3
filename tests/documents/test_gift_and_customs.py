"""Slips of templates, gift slips and customs forms: hostile texts wrapped, every code decodes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from helpers.printed_pages import (
    SCANNED_DPI,
    collisions,
    page_texts,
    pages,
    scanned,
    scanned_at_all_sizes,
)
from helpers.sample_documents import FOREIGN_NAMES, PRINTED, RECIPIENT, ean13, slip
from packbench.documents.customs_forms import CustomsLine, CustomsSheet, Trader, render_customs
from packbench.documents.gift_slip import GiftSlip, render_gift_slips
from packbench.documents.packing_slip import render_packing_slips
from packbench.documents.paper import Paper
from packbench.domain.customs import CustomsCategory, CustomsForm
from packbench.domain.slips import SlipField

LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 12
HOSTILE = {
    "long": LONG,
    "one word": "x" * 600,
    "Arabic": f"{FOREIGN_NAMES['Arabic']} " * 20,
    "Thai": f"{FOREIGN_NAMES['Thai']} " * 20,
    "emoji": "🎂🎉" * 40,
    "many lines": "a\n" * 120,
}


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("priced", [False, True])
def test_texts_of_a_template_never_overlap(paper: Paper, text: str, *, priced: bool) -> None:
    for shown in (frozenset(SlipField), frozenset({SlipField.DESCRIPTION, SlipField.NOTE})):
        one = replace(
            slip(),
            printed=replace(PRINTED, paper=paper),
            sender=text[:300],
            header_text=text,
            returns_text=text,
            note=text,
            email=text[:80],
            phone=text[:40],
            shown=shown,
            show_prices=priced,
            currency="EUR",
        )
        for page in pages(render_packing_slips([one])):
            assert collisions(page) == []


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("priced", [False, True])
def test_barcodes_of_products_decode(paper: Paper, *, priced: bool) -> None:
    codes = [ean13(number) for number in range(7)]
    line = replace(slip().lines[0], unit_price=Decimal("9.90"))
    one = replace(
        slip(tuple(replace(line, barcode=code) for code in codes)),
        printed=replace(PRINTED, paper=paper),
        shown=frozenset(SlipField),
        show_prices=priced,
        currency="EUR",
    )
    found = scanned_at_all_sizes(render_packing_slips([one]))
    assert {code.zfill(14) for code in codes} <= set(found)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_message_of_any_length_stands_whole(paper: Paper, text: str) -> None:
    one = GiftSlip(
        *("1-1", "S00002317", LONG[:60], LONG[:90], text),
        replace(PRINTED, paper=paper),
        sender=LONG[:60],
    )
    pdf = render_gift_slips([one])
    assert render_gift_slips([one]) == pdf
    assert all(collisions(page) == [] for page in pages(pdf))
    words = "".join("".join(page_texts(pdf)).split())
    assert words.count("a") >= text.count("a\n")


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("form", [CustomsForm.CN22, CustomsForm.CN23, CustomsForm.INVOICE])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_customs_forms_never_overlap(paper: Paper, form: CustomsForm, text: str) -> None:
    address = replace(RECIPIENT, name=text[:90], street=text[:120], city=text[:60])
    # What is cut ends with a sign of another font, whose box meets that of the last letter.
    line = CustomsLine(10**6, text[:60], "6109.10.00.10", "PT", 10**9, Decimal("123456789.99"))
    sheet = CustomsSheet(
        form,
        *("N" * 40, "S00002317", "O" * 40),
        CustomsCategory.RETURNED,
        Trader(address, eori="E" * 17),
        Trader(address, "+43 1", "e" * 60),
        (line,) * 12,
        "EUR",
        10**9,
        replace(PRINTED, paper=paper),
        date(2026, 11, 26),
    )
    for one in (sheet, replace(sheet, small=True)):
        pdf = render_customs([one])
        assert render_customs([one]) == pdf
        assert all(collisions(page) == [] for page in pages(pdf))
        for dpi in SCANNED_DPI:
            assert all("S00002317" in found for found in scanned(pdf, dpi))
