"""Printers by their names, and papers by their names and sizes."""

import pytest

from packbench.domain.printers import Printer, find_choice, find_paper, find_printer, paper_named

PRINTERS = [
    Printer("SLIPS", "Drucker im Büro (2. Stock)"),
    Printer("Büro-Ö", "Etiketten, Ö"),
    Printer("büro-ö"),
    Printer("TWIN-1", "Twin"),
    Printer("TWIN-2", "Twin"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("SLIPS", "SLIPS"),
        ("slips", "SLIPS"),
        ("  drucker  im büro (2. stock) ", "SLIPS"),
        ("Büro-Ö", "Büro-Ö"),
        ("büro-ö", "büro-ö"),
        ("etiketten, ö", "Büro-Ö"),
        ("BÜRO-Ö", None),  # two are meant
        ("Twin", None),
        ("Drucker", None),
        ("", None),
    ],
)
def test_a_printer_is_found_by_its_name_or_its_description(typed: str, found: str | None) -> None:
    printer = find_printer(PRINTERS, typed)
    assert (printer.name if printer else None) == found


@pytest.mark.parametrize(
    ("papers", "wanted", "found"),
    [
        (("A4", "Letter"), "a4", "A4"),
        (("A4", "Letter"), "legal", None),
        (("A4", "w288h432"), "4x6", "w288h432"),
        (("A4", "4x6.Fullbleed", "4x6"), "101.6x152.4mm", "4x6"),
        (("Letter",), paper_named(210, 297), None),
        (("A4", "Custom.WIDTHxHEIGHT"), paper_named(100, 50), "Custom.100x50mm"),
        (("A4",), paper_named(100, 50), None),
        ((), "A4", None),
    ],
)
def test_a_paper_is_found_by_its_name_or_its_size(
    papers: tuple[str, ...], wanted: str, found: str | None
) -> None:
    assert find_paper(papers, wanted) == found


def test_a_tray_is_found_however_it_is_written() -> None:
    assert find_choice(("Auto", "Tray-1", "Tray2"), "tray 1") == "Tray-1"
    assert find_choice(("Auto", "Tray-1"), "tray") is None
