"""The fixed texts of slips are known in six more languages than the rest of Packbench."""

from dataclasses import replace
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from helpers.printed_pages import page_texts
from helpers.sample_documents import PRINTED, slip
from packbench.documents.gift_slip import GiftSlip, render_gift_slips
from packbench.documents.packing_slip import render_packing_slips
from packbench.documents.paper import Paper
from packbench.paths import resources_dir
from packbench.words.language import has_slip_texts, in_slip_language, tr
from packbench.words.slips import language_note

MODULES = (
    *("packing_slip", "gift_slip", "slip_head", "slip_lines", "page", "blocks"),
    "purchase_order",
)
HEADINGS = (
    *("Order", "Ordered on", "Shipped on", "Ship method", "Parcel", "Description", "Ordered"),
    *("In this parcel", "Still to come", "Amount", "Units in this parcel"),
)
LANGUAGES = ("de", "es", "fr", "it", "nl", "pl")


def packing_slip_in(language: str) -> str:
    (text,) = page_texts(
        render_packing_slips([slip(printed=replace(PRINTED, language=language, reprint=2))])
    )
    return text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "de-AT",
            ("Packzettel 10023-1", "Bestellt am", "Folgt noch", "Seite 1 von 1", "Station 3"),
        ),
        ("pl", ("Lista zawartości 10023-1", "Zamówienie", "Sztuk w tej paczce", "Strona 1 z 1")),
    ],
)
def test_a_slip_is_wholly_in_its_language(language: str, words: tuple[str, ...]) -> None:
    text = packing_slip_in(language)
    assert [word for word in words if word not in text] == []
    for english in ("slip", "Order", "Still", "parcel", "Page", "Printed", "Shipped"):
        assert english not in text
    assert "REPRINT 2" in text  # the mark for stations is one in every language


def test_a_gift_slip_greets_in_its_language_and_tells_no_printing() -> None:
    printed = replace(PRINTED, language="de-DE", reprint=2)
    gift = GiftSlip("1-1", "S0000013", "Graz", "Maria", "Alles Gute!", printed, sender="Ana")
    (text,) = page_texts(render_gift_slips([gift]))
    for words in ("Ein Geschenk 1-1", "Hallo Maria,", "Alles Gute!", "von Ana", "Seite 1 von 1"):
        assert words in text
    for words in ("REPRINT", "Gedruckt", "Station"):
        assert words not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_slip_is_translated(language: str) -> None:
    folder = resources_dir() / "i18n"
    template = read_po(BytesIO((folder / "packbench.pot").read_bytes()))
    known = read_po(BytesIO((folder / language / "slips.po").read_bytes()), abort_invalid=True)
    places = {f"app/packbench/documents/{name}.py" for name in MODULES}
    wanted = [one for one in template if places & {place for place, _ in one.locations}]
    assert len(wanted) > 25
    for one in wanted:
        found = known.get(one.id)
        assert found is not None, one.id
        assert found.string, one.id
        found.flags.add("python-brace-format")
        assert list(found.check()) == [], one.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_stand_whole_on_the_smallest_paper(language: str) -> None:
    """In any language: words are longer than in English, columns are not."""
    printed = replace(PRINTED, language=language, paper=Paper.LABEL_4X6)
    one = replace(slip(printed=printed), show_prices=True, currency="EUR")
    (text,) = page_texts(render_packing_slips([one]))
    with in_slip_language(language):
        heads = [tr(name) for name in HEADINGS]
    assert [head for head in heads if not set(head.split()) <= set(text.split())] == []


def test_a_language_without_texts_is_told() -> None:
    assert not has_slip_texts("cs-CZ")
    assert "“cs-CZ” have English headings" in language_note("cs-CZ")
    assert "de, en, es, fr, it, nl, pl" in language_note("cs-CZ")
    assert [language_note(tag) for tag in ("", "en-GB", *LANGUAGES)] == [""] * 8
