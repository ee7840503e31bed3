"""Barcodes say exactly what they were asked to say, or are refused."""

import random
import string

import pytest
import zxingcpp
from barcode.codex import Code128
from PIL import Image

from helpers.sample_documents import ean13
from packbench.documents.barcodes import (
    Symbol,
    UnencodableError,
    code128,
    code_symbol,
    product_symbol,
    retail_symbol,
)

FUZZED = 20_000
PRINTABLE = "".join(map(chr, range(32, 127)))


def read(symbol: Symbol) -> tuple[str, str]:
    """The format and the text that a scanner finds."""
    line = f"{'0' * symbol.quiet_left}{symbol.modules}{'0' * symbol.quiet_right}"
    pixels = bytes(0 if module == "1" else 255 for module in line for _ in range(2))
    image = Image.frombytes("L", (len(pixels), 12), pixels * 12)
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return str(found[0].format), found[0].text


def fuzzed_text(chance: random.Random) -> str:
    length = chance.randint(1, 24)
    alphabet = chance.choice([string.digits, string.digits * 3 + "AB-", PRINTABLE])
    start = "99" if chance.random() < 0.3 else ""
    return start + "".join(chance.choices(alphabet, k=length))


def test_code_128_of_any_text_reads_back_as_that_text() -> None:
    chance = random.Random(128)  # noqa: S311 - test data
    texts = [fuzzed_text(chance) for _ in range(FUZZED)]
    assert [text for text in texts if read(code128(text)) != ("Code 128", text)] == []


@pytest.mark.parametrize("text", ["99", "9912", "991", "99A", "9999"])
def test_a_leading_99_is_kept(text: str) -> None:
    assert read(code128(text)) == ("Code 128", text)


def test_the_library_alone_still_loses_a_leading_99() -> None:
    bare = Code128("9912").build()[0]
    assert read(Symbol("9912", bare, 10, 10)) == ("Code 128", "12")


def test_a_symbol_is_the_same_each_time() -> None:
    assert code128("AB12345") == code128("AB12345")


@pytest.mark.parametrize("text", ["", "é", "Щ", "a\tb", "ñ", "٣"])
def test_what_code_128_has_no_sign_for_is_refused(text: str) -> None:
    with pytest.raises(UnencodableError):
        code128(text)
    assert code_symbol(text) is None


@pytest.mark.parametrize(
    ("digits", "kind", "text"),
    [
        ("4006381333931", "EAN-13", "4006381333931"),
        ("04006381333931", "EAN-13", "4006381333931"),
        ("036000291452", "EAN-13", "0036000291452"),
        ("0036000291452", "EAN-13", "0036000291452"),
        ("96385074", "EAN-8", "96385074"),
    ],
)
def test_retail_numbers_are_printed_as_retail_symbols(digits: str, kind: str, text: str) -> None:
    assert read(retail_symbol(digits)) == (kind, text)


def test_every_retail_number_reads_back() -> None:
    numbers = [ean13(number) for number in range(0, 999_999_999, 4_999_999)]
    assert [number for number in numbers if read(retail_symbol(number))[1] != number] == []


@pytest.mark.parametrize(
    "digits",
    ["4006381333932", "036000291453", "96385075", "400638133393", "123", "", "٤006381333931"],
)
def test_a_wrong_check_digit_or_length_is_refused(digits: str) -> None:
    with pytest.raises(UnencodableError):
        retail_symbol(digits)


@pytest.mark.parametrize(
    ("barcode", "sku", "read_as"),
    [
        ("4006381333931", "A1", ("EAN-13", "4006381333931")),
        ("", "85123A", ("Code 128", "85123A")),
        ("4006381333932", "85123A", ("Code 128", "85123A")),  # its check digit is wrong
        ("X00ABC123", "85123A", ("Code 128", "X00ABC123")),  # a vendor's code
        ("14006381333938", "85123A", ("Code 128", "14006381333938")),  # a carton
        ("14006381333937", "85123A", ("Code 128", "85123A")),  # a carton's, wrong
    ],
)
def test_a_product_is_known_by_its_barcode_else_by_its_sku(
    barcode: str, sku: str, read_as: tuple[str, str]
) -> None:
    symbol = product_symbol(barcode, sku)
    assert symbol is not None
    assert read(symbol) == read_as


def test_a_product_that_no_barcode_can_name_has_none() -> None:
    assert product_symbol("", "Щ-1") is None
