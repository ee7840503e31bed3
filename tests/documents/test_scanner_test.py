"""The page with the test symbol reads as what the window looks for."""

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from packbench.documents.barcodes import UnencodableError
from packbench.documents.gs1_symbols import gs1_128
from packbench.documents.page import Printed
from packbench.documents.paper import Paper
from packbench.documents.scanner_test import render_scanner_test
from packbench.domain.scanning.finding import TEST_DATA

PRINTED = Printed(datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "Ana", "station 3")


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_symbol_is_gs1_128_with_a_separator(paper: Paper, dpi: int) -> None:
    pdf, pages = render_scanner_test(replace(PRINTED, paper=paper))
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()
    [symbol] = zxingcpp.read_barcodes(image)
    assert pages == 1
    assert symbol.symbology_identifier == "]C1"
    assert symbol.bytes == "\x1d".join(TEST_DATA).encode()


@pytest.mark.parametrize("text", ["", "10é", "10A\n"])
def test_what_gs1_128_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(UnencodableError):
        gs1_128(text)
