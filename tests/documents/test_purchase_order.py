"""The paper of a purchase order: all of it in its language, and its barcode decodes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from helpers.printed_pages import collisions, page_texts, pages, scanned
from helpers.sample_documents import PRINTED
from packbench.documents.page import tell_nobody
from packbench.documents.purchase_order import (
    PurchasePaper,
    PurchasePaperLine,
    page_count,
    render_purchase_order,
)


def paper(lines: int, language: str = "en") -> PurchasePaper:
    return PurchasePaper(
        "PO12",
        "R000012X",
        ["Lieferant & Söhne", "SUP-1", "verkauf@example.org"],
        ["Handels GmbH", "Wien", "Gasse 1", "1010 Wien", "Österreich"],
        date(2026, 11, 27),
        "EUR",
        "30 days net",
        "Ring at gate 3 " * 20,
        [
            PurchasePaperLine(
                *(n, f"SKU-{n}", f"X-{n}", f"A product with a rather long name, number {n}"),
                *(1200, Decimal("1.2345") if n > 1 else None, date(2027, 1, 5)),
            )
            for n in range(1, lines + 1)
        ],
        replace(PRINTED, language=language),
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Purchase order PO12", "Our SKU", "Your SKU", "Terms", "30 days net", "X-2")),
        (
            "de",
            ("Bestellung PO12", "Unsere Nr.", "Ihre Nr.", "Lieferung an", "1.481,40", "05.01.2027"),
        ),
        ("pl", ("Zamówienie PO12", "Dostawca", "Cena", "Razem pozycje z ceną")),
    ],
)
def test_it_is_wholly_in_its_language(language: str, words: Sequence[str]) -> None:
    (text,) = page_texts(render_purchase_order(paper(3, language), tell_nobody))
    assert [word for word in words if word not in text] == []
    if language != "en":
        for english in ("Our", "Supplier", "Total", "Page", "Printed", "Quantity"):
            assert english not in text


@pytest.mark.parametrize("lines", [1, 12, 13, 17, 18, 60])
def test_every_line_stands_once_and_each_page_is_known_by_its_code(lines: int) -> None:
    pdf = render_purchase_order(paper(lines), tell_nobody)
    texts = page_texts(pdf)
    assert len(texts) == page_count(paper(lines))
    told = " ".join(texts).split()
    assert [told.count(f"X-{n}") for n in range(1, lines + 1)] == [1] * lines
    assert sum("Total of the priced lines" in one or lines == 1 for one in texts) == 1
    assert scanned(pdf, 150) == [["R000012X"]] * len(texts)
    assert [collisions(page) for page in pages(pdf)] == [[]] * len(texts)
