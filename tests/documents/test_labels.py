"""Labels: every barcode scans as what it stands for, on paper and from a label printer."""

from collections import Counter

import pytest
import zxingcpp

from helpers.printed_pages import (
    collisions,
    opened,
    page_texts,
    pages,
    scanned,
    scanned_at_all_sizes,
)
from helpers.sample_documents import PRINTED
from helpers.zpl_labels import read_zpl
from packbench.documents.barcodes import Symbol, code128, product_symbol
from packbench.documents.control_sheet import control_labels, render_control_sheet
from packbench.documents.label import Label, fitting
from packbench.documents.label_formats import (
    PLACE_SIZES,
    PRODUCT_SIZES,
    SIZES,
    format_of,
)
from packbench.documents.label_sheet import OnLabels, render_labels
from packbench.documents.printer_test import PrinterTest, render_printer_test
from packbench.documents.zpl import render_zpl
from packbench.domain.codes import OwnKind, cart_code, own_code, parse_own_code
from packbench.domain.label_sheets import read_label_sheets
from packbench.domain.scanning.control_codes import COMMANDS, control_code, parse_control_code

NAME = "Donaudampfschifffahrtsgesellschaftskapitän, blau & 12 Stück "


def place_labels() -> list[Label]:
    codes = ["A-1", "A-01-02-03", "HALL-2-RACK-17-SHELF-04-BIN-12-LEFT", "ÖL 7", "W" * 60]
    return [
        Label(code, (code128(own_code(OwnKind.LOCATION, 10**index)),), ("Graz · Z1",))
        for index, code in enumerate(codes, start=1)
    ] + [
        Label("T 12", (code128(own_code(OwnKind.TOTE, 12)),), ("Tote 12",)),
        Label("L", (code128(cart_code(3, 12)),), ("Cart 3",)),
        Label("Ana Müller", (code128(own_code(OwnKind.OPERATOR, 7)),), ("Packbench",)),
    ]


def symbol(barcode: str, sku: str) -> Symbol:
    found = product_symbol(barcode, sku)
    assert found is not None
    return found


def goods_labels() -> list[Label]:
    codes = {"4006381333931": "A", "96385074": "B", "012345678905": "C", "": "99-X^7"}
    return [
        Label(NAME * (index + 1), (symbol(barcode, sku),), (barcode or "–", sku))
        for index, (barcode, sku) in enumerate(codes.items())
    ]


def payloads(labels: list[Label]) -> Counter[str]:
    retail = {8, 12, 13}
    texts = [label.symbols[0].text for label in labels]
    return Counter(
        text.zfill(14) if text.isdigit() and len(text) in retail else text for text in texts
    )


def heard() -> tuple[OnLabels, list[str], list[str]]:
    letters, bare = list[str](), list[str]()
    return OnLabels(lambda _, found: letters.append(found), bare.append), letters, bare


def one_bit(pdf: bytes) -> Counter[str]:
    """What a scanner reads off the dots of a 203-dpi label printer, that are black or white."""
    with opened(pdf) as document:
        images = [page.render(scale=203 / 72, grayscale=True).to_pil() for page in document]
    black = [image.point(lambda grey: 255 * (grey > 127)) for image in images]
    return Counter(found.text for image in black for found in zxingcpp.read_barcodes(image))


@pytest.mark.parametrize("size", PLACE_SIZES)
def test_labels_of_places_scan_at_all_sizes(size: str) -> None:
    labels, (hears, letters, bare) = place_labels(), heard()
    pdf = render_labels(labels, SIZES[size], "labels", hears)
    assert scanned_at_all_sizes(pdf) == one_bit(pdf) == payloads(labels)
    assert (letters, bare) == ([], [])
    assert all(collisions(page) == [] for page in pages(pdf))
    text = "".join(page_texts(pdf)).replace("\r\n", "")
    assert all(label.heading.replace(" ", "") in text.replace(" ", "") for label in labels)


@pytest.mark.parametrize("size", PRODUCT_SIZES)
def test_labels_of_products_scan_at_all_sizes(size: str) -> None:
    labels, (hears, _, bare) = goods_labels(), heard()
    pdf = render_labels(labels, SIZES[size], "labels", hears)
    assert scanned_at_all_sizes(pdf) == payloads(labels)
    assert sum(one_bit(pdf).values()) == len(labels)
    assert bare == []
    assert all(collisions(page) == [] for page in pages(pdf))


def test_text_of_a_bin_is_12_mm_high_where_its_code_is_short() -> None:
    pdf = render_labels([place_labels()[0]], SIZES["100x50"], "labels", heard()[0])
    highest = max(box.top - box.bottom for box in pages(pdf)[0].texts)
    assert highest / 72 * 25.4 >= 12


def test_places_that_are_used_on_a_sheet_stay_empty() -> None:
    labels = place_labels()
    pdf = render_labels(labels, SIZES["2x7"], "labels", heard()[0], used=10)
    assert [len(page) for page in scanned(pdf, 200)] == [4, 4]
    first = pages(pdf)[0].barcodes[0]
    assert first.top < 297 * 72 / 25.4 * 0.4  # the sixth row, not the first


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", ["100x50", "57x32", "50x25"])
def test_the_bars_of_zpl_scan_in_the_printers_dots(dpi: int, size: str) -> None:
    labels = place_labels() if size == "100x50" else goods_labels()
    hears, letters, bare = heard()
    read = read_zpl(render_zpl(labels, SIZES[size], dpi, hears))
    assert Counter(text for label in read for text in label.payloads) == payloads(labels)
    assert (letters, bare) == ([], [])
    for label, shown in zip(labels, read, strict=True):
        assert all(text.top >= 0 and text.top + text.height <= shown.height for text in shown.texts)
        words = "".join(text.text for text in shown.texts)
        assert all(line in words for line in label.lines)


def test_what_zpl_would_take_for_a_command_is_escaped() -> None:
    label = Label("^XA~JR_7F", (code128("X"),))
    data = render_zpl([label], SIZES["100x50"], 203, heard()[0])
    assert data.count(b"^XA") == 1
    assert b"~" not in data
    assert read_zpl(data)[0].texts[0].text == label.heading


def test_letters_that_a_label_printer_lacks_are_told() -> None:
    hears, letters, _ = heard()
    render_zpl([Label("東京 A", (code128("X"),))], SIZES["100x50"], 203, hears)
    assert letters == ["東京"]


def test_a_barcode_is_never_drawn_too_narrow() -> None:
    long = Label("X", (code128("LONG-SKU-1234567890-ABCDEF"),))
    hears, _, bare = heard()
    render_labels([long], SIZES["50x25"], "labels", hears)
    render_zpl([long], SIZES["50x25"], 203, hears)
    assert bare == ["X", "X"]
    assert fitting(Label("X", (*long.symbols, code128("SHORT"))), SIZES["50x25"]) is not None


def test_every_command_of_the_control_sheet_scans_as_itself() -> None:
    pdf, count, codes = render_control_sheet(PRINTED)
    read = scanned_at_all_sizes(pdf)
    assert len(pages(pdf)) == count
    assert read == Counter(map(control_code, COMMANDS))
    assert codes == len(COMMANDS)
    assert {parse_control_code(text) for text in read} == set(COMMANDS)
    assert all(collisions(page) == [] for page in pages(pdf))
    labels = control_labels(PRINTED.language)
    zpl = read_zpl(render_zpl(labels, SIZES["100x50"], 203, heard()[0]))
    assert [label.payloads for label in zpl] == [[control_code(one)] for one in COMMANDS]


def test_the_code_of_a_carts_slot_is_none_of_another_cart() -> None:
    codes = [cart_code(cart, slot) for cart in (1, 2, 10, 12345) for slot in range(100)]
    assert len(set(codes)) == len(codes)
    own = parse_own_code(cart_code(12, 3))
    assert own is not None
    assert (own.kind, divmod(own.number, 100)) == (OwnKind.CART, (12, 3))


@pytest.mark.parametrize("paper", [(210.0, 297.0), (101.6, 152.4), (148.0, 210.0)])
def test_the_rulers_of_the_test_page_are_exact(paper: tuple[float, float]) -> None:
    pdf = render_printer_test(PrinterTest("Drucker im Büro", *paper, PRINTED))
    assert scanned(pdf, 150) == [["PACKBENCH-100"]]
    assert collisions(pages(pdf)[0]) == []


def test_a_format_of_ones_own_is_read_and_scans() -> None:
    made = read_label_sheets(
        "bins: letter 2x4 90x60 at 10x10 step 95x62.5; tiny: 110x60 2x2 50x25 at 0x0"
    )
    assert [format_of(one).a_page for one in made.values()] == [8, 4]
    labels, (hears, _, bare) = place_labels(), heard()
    pdf = render_labels(labels, format_of(made["bins"]), "labels", hears, used=7)
    assert [len(page) for page in scanned(pdf, 200)] == [1, 7]
    assert scanned_at_all_sizes(pdf) == payloads(labels)
    assert bare == []


@pytest.mark.parametrize(
    "text",
    [
        *("x", "a: a4 2x7 100x38", "a: a4 3x7 99x38 at 5x15", "a: a4 2x7 99x38 at 5x15 step 90x38"),
        *("5160: a4 1x1 99x38 at 5x15", "a: a5 1x1 99x38 at 5x15", "a: a4 0x1 99x38 at 5x15"),
        *("a: a4 1x1 20x38 at 5x15", "a: a4 1x1 99x38 at 5x15; a: a4 1x1 99x38 at 5x15"),
    ],
)
def test_a_format_that_is_on_no_page_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.rpartition(";")[2].strip()[:2]):
        read_label_sheets(text)
