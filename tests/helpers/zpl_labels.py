"""Draws the boxes of ZPL as a printer does, in its dots: what a scanner sees of a label's bars."""

import re
from dataclasses import dataclass

import zxingcpp
from PIL import Image

_BOX = re.compile(r"\^FO(\d+),(\d+)\^GB(\d+),(\d+),(\d+)\^FS")
_TEXT = re.compile(r"\^FO(\d+),(\d+)\^A0N,(\d+),\d+\^FB(\d+),1,0,C\^FH_\^FD(.*?)\^FS")


@dataclass(frozen=True, slots=True)
class ZplText:
    """A line of text: where its field lies in dots, how high it is, what it says."""

    left: int
    top: int
    height: int
    width: int
    text: str


@dataclass(frozen=True, slots=True)
class ZplLabel:
    """One label: its size in dots, its texts, what its bars say."""

    width: int
    height: int
    texts: list[ZplText]
    payloads: list[str]


def read_zpl(data: bytes) -> list[ZplLabel]:
    """The labels of a file; boxes beyond the label are an error."""
    formats = data.decode().split("^XZ")
    assert formats[-1].strip() == ""
    return [_read(one) for one in formats[:-1]]


def _read(one: str) -> ZplLabel:
    assert one.strip().startswith("^XA")
    assert "^CI28" in one
    width, height = (int(re.search(rf"\^{name}(\d+)", one)[1]) for name in ("PW", "LL"))  # type: ignore[index]
    raster = Image.new("1", (width, height), 1)
    for found in _BOX.finditer(one):
        left, top, wide, high, thick = map(int, found.groups())
        assert thick in {wide, high}  # filled
        assert left + wide <= width
        assert top + high <= height
        raster.paste(0, (left, top, left + wide, top + high))
    texts = [
        ZplText(int(left), int(top), int(high), int(wide), _plain(said))
        for left, top, high, wide, said in _TEXT.findall(one)
    ]
    return ZplLabel(
        width, height, texts, [_payload(f) for f in zxingcpp.read_barcodes(raster.convert("L"))]
    )


def _payload(found: zxingcpp.Barcode) -> str:
    retail = found.format in {
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
    }
    text: str = found.text
    return text.zfill(14) if retail else text


def _plain(said: str) -> str:
    return re.sub(r"_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), said)
