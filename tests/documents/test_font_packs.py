"""Scripts that the bundled fonts don't have: an installed font is used, whatever its kind."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from helpers.printed_pages import collisions, page_texts, pages
from helpers.sample_documents import RECIPIENT, pick_rows, single_list, slip
from helpers.tiny_fonts import fonts_in, write_collection, write_font
from packbench.documents.packing_slip import render_packing_slips
from packbench.documents.pick_list import render_pick_list
from packbench.documents.scripts import script_names
from packbench.documents.shaping import REPLACEMENT, unprintable
from packbench.documents.slip_lines import SlipLine

NAME = "김민수"
_MAKERS: dict[str, Callable[[Path], Path]] = {
    "TrueType": lambda folder: write_font(folder / "tiny.ttf", NAME),
    "OpenType (CFF)": lambda folder: write_font(folder / "tiny.otf", NAME, cff=True),
    "collection": lambda folder: write_collection(folder / "tiny.ttc", "აბ", NAME),
    "in a folder below": lambda folder: write_font(folder / "deep" / "TINY.TTF", NAME),
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "deep").mkdir()
    with fonts_in(tmp_path):
        yield tmp_path


def letters_missing(name: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The slip for this recipient, and what its renderer told of it."""
    told: list[tuple[str, str]] = []
    one = replace(slip(), ship_to=replace(RECIPIENT, name=name))
    pdf = render_packing_slips([slip(), one], lambda *words: told.append(words))
    return pdf, told


def dark_dots(pdf: bytes, page: int) -> int:
    document = pypdfium2.PdfDocument(pdf)
    image = document[page].render(scale=2, grayscale=True).to_pil()
    return sum(image.histogram()[:128])


@pytest.mark.parametrize("kind", _MAKERS)
def test_a_font_of_any_kind_is_used(folder: Path, kind: str) -> None:
    _MAKERS[kind](folder)
    pdf, told = letters_missing(NAME)
    assert told == []
    text = page_texts(pdf)[1]
    assert NAME in text
    assert REPLACEMENT not in text
    assert collisions(pages(pdf)[1]) == []
    without, _ = letters_missing(".")
    square_dots = (9 * 0.7 * 2) ** 2  # each letter is a square of 0.7 em
    assert dark_dots(pdf, 1) - dark_dots(without, 1) == pytest.approx(3 * square_dots, rel=0.15)
    assert letters_missing(NAME)[0] == pdf


def test_letters_that_no_font_has_are_told_with_their_document(folder: Path) -> None:
    write_font(folder / "tiny.ttf", "김")
    assert letters_missing("김민수 Ann")[1] == [("10023-1", "민수")]
    told: list[tuple[str, str]] = []
    made = single_list((replace(pick_rows(1)[0], name="ძე"),))
    render_pick_list(made, lambda *words: told.append(words))
    assert told == [("P12", "ძე")]


def test_a_glyph_without_a_shape_does_not_count(folder: Path) -> None:
    write_font(folder / "tiny.ttf", "김", empty="민")
    assert unprintable("김민") == "민"


def test_a_file_that_is_no_font_is_passed_over(folder: Path) -> None:
    (folder / "a.ttf").write_bytes(b"no font at all")
    (folder / "b.otf").write_bytes(b"")
    write_font(folder / "c.ttf", NAME)
    assert unprintable(NAME) == ""


def test_fonts_of_colours_and_placeholders_are_not_asked(folder: Path) -> None:
    write_font(folder / "LastResort.ttf", NAME)
    write_font(folder / "NotoColorEmoji.ttf", NAME)
    assert unprintable(NAME) == NAME


def test_bundled_fonts_go_before_those_that_are_installed(folder: Path) -> None:
    write_font(folder / "tiny.ttf", "Anä" + NAME)
    with_pack, _ = letters_missing("Anä")
    with fonts_in():
        without, _ = letters_missing("Anä")
    assert with_pack == without


def test_more_letters_than_a_pdf_font_has_codes(folder: Path) -> None:
    hangul = "".join(map(chr, range(0xAC00, 0xAC00 + 600)))
    write_font(folder / "tiny.otf", hangul, cff=True)
    lines = (SlipLine("1", "x", 1, 1),)
    pdf = render_packing_slips([replace(slip(lines), gift_message=hangul)])
    text = "".join("".join(page_texts(pdf)).split())
    assert hangul in text


def test_marks_and_invisible_signs_are_no_missing_letters(folder: Path) -> None:
    assert folder.is_dir()
    assert unprintable("e\u0301\u200b\ufeff\ufe0f\u00ad\u2068x\u2069\t") == ""
    assert unprintable("🎂x🎂") == "🎂"


def test_scripts_are_told_by_name() -> None:
    assert script_names("김აթத山") == ["Hangul", "Georgian", "Armenian", "Tamil", "Han"]
    assert script_names("🎂김") == ["Hangul", "signs"]
