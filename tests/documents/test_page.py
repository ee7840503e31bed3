"""Blocks flow over pages; heads and feet say what, where, when, by whom."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from helpers.printed_pages import page_texts, pages
from helpers.sample_documents import PRINTED, pick_rows, single_list
from packbench.documents.blocks import Block
from packbench.documents.page import laid_on_pages
from packbench.documents.paper import Paper
from packbench.documents.pick_list import render_pick_list


def block(height_mm: float, *, kept: bool = False, in_table: bool = True) -> Block:
    return Block(height_mm, lambda _surface, _y_mm: None, kept, in_table)


HEADS = block(6, kept=True, in_table=False)


def heights(blocks: list[Block]) -> list[list[float]]:
    return [[part.height_mm for part in page] for page in laid_on_pages(blocks, 100, HEADS)]


def test_a_page_is_filled_before_the_next_begins() -> None:
    assert heights([HEADS] + [block(12)] * 9) == [[6, *[12] * 7], [6, 12, 12]]


def test_a_title_goes_with_what_it_is_the_title_of() -> None:
    assert heights([HEADS, block(80), block(8, kept=True), block(12)]) == [[6, 80], [6, 8, 12]]


def test_heads_that_move_to_the_next_page_stand_there_once() -> None:
    assert heights([block(90, in_table=False), HEADS, block(12)]) == [[90], [6, 12]]


def test_what_follows_a_table_needs_no_heads() -> None:
    assert heights([HEADS, block(90), block(20, in_table=False)]) == [[6, 90], [20]]


def test_a_block_higher_than_a_page_has_one_for_itself() -> None:
    assert heights([block(200, in_table=False), block(10, in_table=False)]) == [[200], [10]]


def test_no_blocks_still_make_a_page() -> None:
    assert heights([]) == [[]]


def test_every_page_tells_what_where_when_and_by_whom() -> None:
    texts = page_texts(render_pick_list(single_list(pick_rows(40))))
    for number, text in enumerate(texts, start=1):
        for words in ("Pick list P12", "Warehouse Graz", "Order 10023", "K000012M"):
            assert words in text
        assert "Printed 21/11/2025, 20:31 by Ana, station 3" in text
        assert f"Page {number} of {len(texts)}" in text


def test_times_are_those_of_the_given_clock() -> None:
    printed = replace(PRINTED, when=datetime(2025, 11, 21, 19, 31, tzinfo=UTC), station="")
    text = page_texts(render_pick_list(single_list(pick_rows(1), printed)))[0]
    assert "Printed 21/11/2025, 19:31 by Ana" in text
    assert "station" not in text


def test_a_reprint_says_so_on_every_page_and_a_first_printing_does_not() -> None:
    again = page_texts(render_pick_list(single_list(pick_rows(40), replace(PRINTED, reprint=2))))
    assert all("REPRINT 2" in text for text in again)
    first = page_texts(render_pick_list(single_list(pick_rows(40))))
    assert not any("REPRINT" in text for text in first)


@pytest.mark.parametrize(
    ("paper", "points"), [(Paper.A4, (595.28, 841.89)), (Paper.LETTER, (612, 792))]
)
def test_lists_are_laid_alike_on_a4_and_letter(paper: Paper, points: tuple[float, float]) -> None:
    printed = replace(PRINTED, paper=paper)
    laid = pages(render_pick_list(single_list(pick_rows(40), printed)))
    assert len(laid) == 3
    for page in laid:
        assert (page.width, page.height) == pytest.approx(points, abs=0.01)
        edge_pt = 4.2 / 25.4 * 72  # what a laser printer can't reach
        for box in [*page.texts, *page.barcodes]:
            assert box.left >= edge_pt
            assert box.right <= page.width - edge_pt
            assert box.bottom >= edge_pt
            assert box.top <= page.height - edge_pt


def test_dates_and_numbers_follow_the_documents_language() -> None:
    rows = (replace(pick_rows(4)[3], quantity=1200),)
    text = page_texts(render_pick_list(single_list(rows, replace(PRINTED, language="de-AT"))))[0]
    for words in ("24.11.2025", "31.03.2026", "12,4 kg", "1.200", "212 m"):
        assert words in text


def test_an_unknown_language_falls_back_to_english() -> None:
    printed = replace(PRINTED, language="tlh-KX")
    assert "Nov 24, 2025" in page_texts(render_pick_list(single_list(pick_rows(1), printed)))[0]
