"""GS1 data and GS1 Digital Links: read for product, lot, expiry and serial, never opened."""

import socket
from datetime import date
from pathlib import Path

import pytest

from helpers.importing import Files
from packbench.domain.scanning.meaning import ScanKind
from packbench.engine.command.context import Context
from packbench.services.scanning import resolve

GTIN = "04006381333931"
TOLD = ("AB/1", date(2027, 1, 31), "S-9")


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("products", "sku,name,barcode\nMUG,Mug,4006381333931\n")
    return made


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be looked up by a name, whatever a code says."""

    def refuse(host: str, *_: object, **__: object) -> None:
        raise AssertionError(host)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.parametrize(
    ("scanned", "lot", "expires_on", "serial"),
    [
        (f"]d201{GTIN}1727013110AB/1\x1d21S-9", *TOLD),
        (f"]Q301{GTIN}10AB/1\x1d1727013121S-9", *TOLD),
        (f"]C101{GTIN}21S-9\x1d10AB/1\x1d17270131", *TOLD),
        (f"]e001{GTIN}", None, None, None),
        (f"01{GTIN}10AB/1\x1d21S-9", "AB/1", None, "S-9"),
        (f"]C102{GTIN}3724", None, None, None),
        (f"]C101{GTIN}15270131", None, date(2027, 1, 31), None),
        (f"https://id.gs1.org/01/{GTIN}/10/AB%2F1/21/S-9?17=270131", *TOLD),
        (f"]Q1https://id.gs1.org/01/{GTIN}/10/AB%2F1/21/S-9?17=270131", *TOLD),
        (f"]d1http://shop.example/a/b/01/{GTIN}?10=AB%2F1&17=270131&21=S-9&utm=x", *TOLD),
        ("HTTPS://ID.GS1.ORG/01/4006381333931/21/S-9", None, None, "S-9"),
        ("https://shop.example/gtin/4006381333931/lot/AB%2F1/ser/S-9?exp=270131", *TOLD),
        (f"https://u:p@[::1]:8443/01/{GTIN}/21/S-9#x", None, None, "S-9"),
    ],
)
def test_a_product_is_found_with_what_is_told_of_it(
    files: Files, scanned: str, lot: str | None, expires_on: date | None, serial: str | None
) -> None:
    meaning = resolve(files.context, scanned)
    assert (meaning.kind, meaning.name, meaning.count) == (ScanKind.PRODUCT, "MUG", 1)
    assert (meaning.lot, meaning.expires_on, meaning.serial) == (lot, expires_on, serial)
    assert resolve(files.context, f"3*{scanned}").count == 3


def test_a_product_that_nobody_has_is_unknown_by_its_gtin(files: Files) -> None:
    meaning = resolve(files.context, "https://id.gs1.org/01/4006381333955/10/L")
    assert (meaning.kind, meaning.name) == (ScanKind.UNKNOWN, "04006381333955")


@pytest.mark.parametrize(
    "scanned",
    [
        "https://[",
        "https://",
        "https://packbench.example/login?next=/01",
        f"https://id.gs1.org/01/{GTIN[:-1]}2",  # a wrong check digit
        "https://id.gs1.org/01/\u0663" + GTIN[1:],
        f"https://id.gs1.org/01/{GTIN}/01/04006381333955",
        f"https://id.gs1.org/01/{GTIN}/10/A%00B",
        f"https://id.gs1.org/01/{GTIN}/10/%FF",
        f"https://id.gs1.org/01/{GTIN}/10/{'A' * 21}",
        f"https://id.gs1.org/01/{GTIN}?17=991399",
        f"https://id.gs1.org/01/{GTIN}/10/A?10=B",
        f"https://id.gs1.org/01/{GTIN}?{'&'.join(f'x{n}=1' for n in range(900))}",
        f"https://id.gs1.org/10/AB/01/{GTIN}/x/" + "../" * 700,
        f"ftp://id.gs1.org/01/{GTIN}",
        f"javascript:alert(1)//01/{GTIN}",
        f"file:///01/{GTIN}",
        "]C1ZZZ",
        "]d2",
        "]d2" + "\x1d" * 500,
        f"]C101{GTIN[:-1]}2",
        f"]C101{GTIN}0104006381333955",
        f"]C1{f'01{GTIN}' * 300}",
        "\x1d",
    ],
)
def test_what_is_no_gs1_data_is_unknown(files: Files, scanned: str) -> None:
    assert resolve(files.context, scanned).kind is ScanKind.UNKNOWN
