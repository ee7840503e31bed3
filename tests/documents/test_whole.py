"""What tells one thing from another stands whole on paper, however long it is: nothing is cut."""

import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from helpers.printed_pages import collisions, page_texts, pages, scanned
from helpers.sample_documents import PRINTED, RECIPIENT, pick_rows, slip
from packbench.documents.address import Address
from packbench.documents.lines import ELLIPSIS
from packbench.documents.packing_slip import PackingSlip, render_packing_slips
from packbench.documents.paper import Paper
from packbench.documents.pick_list import render_pick_list
from packbench.documents.picks import PickList, PickSlot
from packbench.documents.slip_lines import SlipLine
from packbench.domain.codes import OwnKind, own_code

HUNDRED = (
    "ABCDEFGHIJ-0123456789-KLMNOPQRST-0123456789-UVWXYZ-01234567-abcdefghijklmnopqrstuvwxyz-"
    + "9" * 12
)
SHORT_OF_IT = HUNDRED[:-1] + "8"
STAIRS = "Building 12, Entrance C\nStaircase 4\nFloor 7\nDoor 12B"
TWENTY_LINES = "\n".join(f"Line {number} of a long address" for number in range(1, 21))
ARABIC = "شارع الملك عبد العزيز آل سعود، مجمع الأعمال الشمالي، المبنى رقم 12، المدخل الثالث"
MARKS = "Nguye\u0302\u0303n Thi\u0323 Minh Khai s\u0302o\u0302\u0301"
UNBROKEN = "Donaudampfschifffahrtsgesellschaftskapitän" * 6

ADDRESSES = {
    "stairs": replace(RECIPIENT, street=STAIRS, street2="Estate North\nUnit 5\nRing bell twice"),
    "twenty lines": replace(RECIPIENT, street=TWENTY_LINES),
    "two hundred lines": replace(RECIPIENT, street2="\n".join(map(str, range(1000, 1200)))),
    "unbroken": replace(RECIPIENT, name=UNBROKEN, street=UNBROKEN),
    "right to left": Address(ARABIC, street=ARABIC, city="الرياض", country="SA"),
    "marks": replace(RECIPIENT, name=MARKS * 9, street=MARKS * 9),
    "all long": Address(*(f"{name} " * 40 for name in "abcdefg")),
}


def letters(text: str) -> str:
    """Without blanks; PDFium tells a hyphen at the end of a line by a sign of its own."""
    return "".join(text.replace("\ufffe", "-").replace("\x02", "-").split())


def base_letters(text: str) -> list[str]:
    """Letters and digits without their marks, in no order: readers of PDFs turn words round."""
    return [letter for letter in unicodedata.normalize("NFKD", text) if letter.isalnum()]


def text_of(pdf: bytes) -> str:
    return letters("".join(page_texts(pdf)))


def on(paper: Paper, one: PackingSlip, reprint: int = 0) -> PackingSlip:
    return replace(one, printed=replace(one.printed, paper=paper, reprint=reprint))


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_never_cut(paper: Paper, address: str) -> None:
    ship_to = ADDRESSES[address]
    pdf = render_packing_slips([on(paper, replace(slip(), ship_to=ship_to, sender=ship_to))])
    text = text_of(pdf)
    assert ELLIPSIS not in text
    written = f"{ship_to.name}{ship_to.company}{ship_to.street}{ship_to.street2}"
    assert Counter(base_letters(written * 2)) - Counter(base_letters(text)) == Counter()
    for page in pages(pdf):
        assert collisions(page) == []
        assert all(box.bottom > 0 for box in page.texts)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("reprint", [0, 1, 12])
def test_the_number_stands_on_every_page_of_every_print(paper: Paper, reprint: int) -> None:
    for number in ("ADDR-1", "INV-2026-000123456-2", HUNDRED):
        lines = tuple(SlipLine(f"{index}", "Mug", 1, 1) for index in range(40))
        one = on(paper, replace(slip(lines), number=number, order_number=number), reprint)
        pdf = render_packing_slips([one])
        for text in map(letters, page_texts(pdf)):
            assert letters(f"Packing slip {number}") in text
            assert letters(f"Order {number}") in text
            assert ("REPRINT" in text) == bool(reprint)
        assert [page for page in pages(pdf) if collisions(page)] == []
        assert {code for page in scanned(pdf, 300) for code in page} == {one.barcode}


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("priced", [False, True])
def test_skus_that_differ_at_their_end_can_be_told_apart(paper: Paper, *, priced: bool) -> None:
    lines = (
        SlipLine(HUNDRED, "One", 1, 1),
        SlipLine(SHORT_OF_IT, "Other", 1, 1, component=True, substitute_for=HUNDRED + "X"),
    )
    one = replace(on(paper, slip(lines)), show_prices=priced, currency="EUR")
    pdf = render_packing_slips([one])
    text = text_of(pdf)
    for sku in (HUNDRED, SHORT_OF_IT, HUNDRED + "X"):
        assert sku in text
    assert ELLIPSIS not in text
    assert [page for page in pages(pdf) if collisions(page)] == []


@pytest.mark.parametrize("paper", Paper)
def test_the_largest_numbers_are_never_cut(paper: Paper) -> None:
    line = SlipLine("A", "Mug", 1_000_000_000, 999_999_999, 999_999_998)
    one = replace(on(paper, slip((line,))), show_prices=True, currency="EUR")
    text = text_of(render_packing_slips([one]))
    for number in ("1,000,000,000", "999,999,999", "999,999,998"):
        assert number in text


@pytest.mark.parametrize("paper", Paper)
def test_a_long_gift_message_goes_on_over_pages(paper: Paper) -> None:
    words = [f"word{number}" for number in range(900)]
    one = replace(on(paper, slip()), gift_message=" ".join(words), returns_text=" ".join(words))
    pdf = render_packing_slips([one])
    assert text_of(pdf).count("word899") == 2
    assert ELLIPSIS not in text_of(pdf)
    assert [page for page in pages(pdf) if collisions(page)] == []


def long_list(paper: Paper, labels: str) -> PickList:
    slots = tuple(
        PickSlot(
            SHORT_OF_IT + label,
            own_code(OwnKind.SHIPMENT, 7),
            label if len(labels) > 1 else "",
            customer="Ann " * 30,
            notes=" ".join(f"note{number}" for number in range(900)),
        )
        for label in labels
    )
    row = replace(
        pick_rows(1)[0],
        sku=HUNDRED,
        location=HUNDRED[::-1],
        zone=HUNDRED,
        aisle=SHORT_OF_IT,
        lot=HUNDRED,
        expires_on=date(2026, 3, 31),
        quantity=1_000_000_000,
        barcode="",
        slot=slots[0].label,
    )
    return PickList(
        number=HUNDRED,
        barcode=own_code(OwnKind.PICK_LIST, 12),
        warehouse="Graz",
        slots=slots,
        rows=(row, replace(row, sku=SHORT_OF_IT), replace(row, sku="A" * 30, lot="")),
        printed=replace(PRINTED, paper=paper, reprint=1),
    )


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
@pytest.mark.parametrize("labels", ["A", "ABC"])
def test_what_a_pick_list_names_stands_whole(paper: Paper, labels: str) -> None:
    made = long_list(paper, labels)
    pdf = render_pick_list(made)
    text = text_of(pdf)
    row = made.rows[0]
    for words in (made.number, row.sku, SHORT_OF_IT, row.location, row.lot, "1,000,000,000"):
        assert letters(words) in text
    for slot in made.slots:
        assert slot.order_number in text
    assert text.count("note899") == len(labels)
    for page in pages(pdf):
        assert collisions(page) == []
        assert all(box.bottom > 0 for box in page.texts)
