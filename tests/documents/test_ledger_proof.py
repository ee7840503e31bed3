"""The page with the heads of ledgers: what its bars and letters say can be compared again."""

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from packbench.documents.ledger_proof import (
    HeadOnPaper,
    LedgerProof,
    grouped,
    render_ledger_proof,
)
from packbench.documents.page import Printed
from packbench.documents.paper import Paper
from packbench.domain.refusals import Refusal
from packbench.services.ledger.proof import Head, head_text, read_head

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
LINK = "3f2a09c17b5e4d6688aa0b1c2d3e4f50"
HEADS = [Head("W1", 1_250_000, LINK), Head("North 2", 7, LINK[::-1])]


@pytest.mark.parametrize(("paper", "language"), [(Paper.A4, "de"), (Paper.LETTER, "ja")])
def test_the_page_is_read_back_by_a_scanner_and_by_people(paper: Paper, language: str) -> None:
    heads = [HeadOnPaper(one.warehouse, one.movements, one.link, head_text(one)) for one in HEADS]
    printed = replace(Printed(AT, "Ana", "office"), paper=paper, language=language)
    document = pypdfium2.PdfDocument(render_ledger_proof(LedgerProof(AT, heads, printed)))
    assert len(document) == 1
    image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    scanned = {one.text for one in zxingcpp.read_barcodes(image)}
    assert {read_head(one).link for one in scanned} == {one.link for one in HEADS}
    for one in HEADS:
        assert head_text(one) in scanned
        assert grouped(one.link) in text
        assert read_head(f" {one.warehouse}  {one.movements} {grouped(one.link).upper()} ") == one


@pytest.mark.parametrize("text", ["", LINK, f"W1 {LINK}", f"W1 7 {LINK[:-1]}", f"W1 x {LINK}"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_head(text)
