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


STATES = {
    "draft": ("this is not an order", "dies ist keine Bestellung", "to nie jest zamówienie"),
    "cancelled": ("do not deliver", "nicht liefern", "nie dostarczać"),
    "voided": ("do not deliver any more", "nichts mehr liefern", "niczego więcej"),
}


@pytest.mark.parametrize("status", STATES)
def test_what_is_no_order_says_so_on_every_page(status: str) -> None:
    for language, words in zip(("en", "de", "pl"), STATES[status], strict=True):
        made = replace(paper(40, language), status=status)
        pdf = render_purchase_order(made, tell_nobody)
        texts = page_texts(pdf)
        assert [words in one for one in texts] == [True] * len(texts)
        assert [collisions(page) for page in pages(pdf)] == [[]] * len(texts)
        plain = page_texts(render_purchase_order(replace(made, status="sent"), tell_nobody))
        assert not any(words in one for one in plain)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Deliver straight to our customer"), ("de", "direkt an unseren Kunden")],
)
def test_one_that_goes_to_a_customer_has_his_address(language: str, words: str) -> None:
    to = ["Erika Muster", "Muster & Co", "Lange Gasse 12", "Hinterhaus", "8010 Graz", "Österreich"]
    made = replace(paper(3, language), ship_to=to, status="draft", account="4711")
    made = replace(made, customer_order="WEB-7", phone="+43 1 2345")
    pdf = render_purchase_order(made, tell_nobody)
    [text] = page_texts(pdf)
    assert [one for one in (words, *to, "WEB-7", "+43 1 2345", "4711") if one not in text] == []
    assert [collisions(page) for page in pages(pdf)] == [[]]
