"""Parcel labels and manifests: every code decodes, on paper at all sizes and from ZPL."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument

from helpers.sample_documents import PRINTED
from helpers.zpl_labels import read_zpl
from packbench.documents.address import Address
from packbench.documents.manifest import ManifestPaper, render_manifest
from packbench.documents.parcel_label import (
    SIZES_MM,
    ParcelLabel,
    render_parcel_labels,
    render_parcel_zpl,
)
from packbench.domain.shipping import ManifestLine
from packbench.domain.sscc import sscc_of

_TO = Address("Ana Überlang-Mustermann " * 3, "Firma & Söhne", "Lange Straße 12a", "Hof 3")
_TO = replace(_TO, postal_code="8010", city="Graz", country="AT")
_LABEL = ParcelLabel(
    sscc_of("4012345", 1), "O-1-1", "O-1", 1, 2, "DHL Paket", "DHL", 1250, _TO, _TO, "de"
)
_NUMBERS = [sscc_of("9900000", 99), sscc_of("4012345678", 123456), "PB0000017K"]
LABELS = [_LABEL, *(replace(_LABEL, number=number, language="en") for number in _NUMBERS)]
SAID = [f"(00){one.number}" if one.number.isdigit() else one.number for one in LABELS]


def quiet(name: str, letters: str) -> None:
    raise AssertionError((name, letters))


def codes(pdf: bytes, dpi: int) -> list[list[str]]:
    document = PdfDocument(pdf)
    images: list[Image.Image] = [
        page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document
    ]
    return [[found.text for found in zxingcpp.read_barcodes(one)] for one in images]


@pytest.mark.parametrize("size", SIZES_MM)
def test_each_code_decodes_on_paper(size: str) -> None:
    pdf = render_parcel_labels(LABELS, size, quiet)
    assert pdf == render_parcel_labels(LABELS, size, quiet)
    for dpi in (150, 200, 300):
        assert codes(pdf, dpi) == [[one] for one in SAID]


@pytest.mark.parametrize("dpi", [203, 300])
def test_each_code_decodes_from_zpl(dpi: int) -> None:
    data = render_parcel_zpl(LABELS, "4x6", dpi, quiet)
    made = read_zpl(data)
    assert [one.payloads for one in made] == [[said] for said in SAID]
    assert b"^FDParcel 1 of 2^FS" in data


def test_a_manifest_of_many_pages_has_its_code_on_each() -> None:
    lines = [
        ManifestLine(f"O-{n}-1", f"O-{n}", "Ana", "AT 8010 Graz", sscc_of("4012345", n + 1), 1, 900)
        for n in range(80)
    ]
    closed = datetime(2026, 1, 5, 16, 30, tzinfo=UTC).isoformat()
    paper = ManifestPaper("M12", "M000012K", "DHL", closed, lines, PRINTED)
    found = codes(render_manifest(paper, quiet), 200)
    assert len(found) == 3
    assert all(page == ["M000012K"] for page in found)
