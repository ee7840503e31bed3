"""A document is in its reader's language, whatever the computer speaks."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.printed_pages import page_texts
from helpers.pseudo import make_catalogue
from helpers.sample_documents import PRINTED, pick_rows, single_list, slip
from helpers.stockroom import Stockroom
from packbench.documents.packing_slip import render_packing_slips
from packbench.documents.pick_list import render_pick_list
from packbench.documents.words import of_country
from packbench.engine.command.context import Context
from packbench.services.back_orders.customer_letters import letters
from packbench.services.documents.printing import packing_slips, pick_lists
from packbench.services.office.settings import set_setting
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.words.choosing import VARIABLE
from packbench.words.language import tr, use_language
from packbench.words.letters import letter

ENGLISH = ("Packing slip", "Ordered", "Still to come", "Page 1 of 1", "Printed ")


@pytest.fixture(autouse=True)
def german(own_catalogues: Path) -> None:
    """A German catalogue: it says everything with other letters."""
    make_catalogue(own_catalogues, "de")


def english_words(text: str) -> list[str]:
    return [word for word in ENGLISH if word in text]


def test_slips_of_one_file_are_each_in_their_own_language() -> None:
    languages = ("en-GB", "de-AT", "en-US", "cs-CZ")
    slips = [slip(printed=replace(PRINTED, language=language)) for language in languages]
    british, austrian, american, czech = page_texts(render_packing_slips(slips))
    assert english_words(british) == english_words(american) == list(ENGLISH)
    assert english_words(austrian) == []
    assert english_words(czech) == list(ENGLISH)  # no texts: English words, Czech dates
    assert tr("Packing slip") == "Packing slip"


@pytest.mark.usefixtures("pseudo")
def test_the_language_of_the_computer_is_not_that_of_the_reader() -> None:
    (text,) = page_texts(render_packing_slips([slip(printed=replace(PRINTED, language="en"))]))
    assert english_words(text) == list(ENGLISH)
    printed = replace(PRINTED, language="en")
    assert "Pick list" in page_texts(render_pick_list(single_list(pick_rows(1), printed)))[0]
    assert tr("Pick list") != "Pick list"


@pytest.mark.parametrize(
    ("country", "language"),
    [
        ("AT", "de-AT"),
        ("CH", "de-CH"),
        ("LU", "de-LU"),  # French comes first there, and is not translated yet
        ("GB", "en-GB"),
        ("CA", "en-CA"),
        ("FR", "it"),
        ("XX", "it"),
        ("", "it"),
    ],
)
def test_a_country_s_language_is_its_first_official_one_that_is_translated(
    country: str, language: str
) -> None:
    assert of_country(country, otherwise="it") == language


def order_from_three_countries(context: Context, *, stock: int) -> None:
    """Orders O-AT, O-US and O-FR, tried on so much stock; the shop's own language is English."""
    room = Stockroom(context)
    room.fill({"W1": {"A": stock}})
    for country in ("AT", "US", "FR"):
        room.order(f"O-{country}", ("A", 1), country=country)
    room.allocate()
    set_setting(context, "documents.language", "en-GB")


def test_letters_go_by_the_recipient_whatever_the_computer_speaks(context: Context) -> None:
    order_from_three_countries(context, stock=0)
    news = {one.order_number: one for one in letters(context, ["O-AT", "O-US", "O-FR"])}
    assert {one.language for one in news.values()} == {"de-AT", "en-US", "en-GB"}
    use_language("de")
    written = {number: letter(one).body for number, one in news.items()}
    use_language()
    assert "We send it" not in written["O-AT"]
    assert "We send it" in written["O-US"]
    assert "We send it" in written["O-FR"]


def test_slips_go_by_the_recipient_and_lists_by_the_station(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_from_three_countries(context, stock=9)
    slips = packing_slips(context, ["O-AT-1", "O-US-1", "O-FR-1"], force=True)
    austrian, american, french = page_texts(slips.pdf)
    assert english_words(austrian) == []
    assert english_words(american) == list(ENGLISH)
    assert "Bon de livraison" in french  # slips are known in it, other texts are not
    wave = create_wave(context, WaveRequest(max_orders=1)).number
    assert "Pick list" in page_texts(pick_lists(context, [wave], force=True)[0].pdf)[0]
    monkeypatch.setenv(VARIABLE, "de")
    assert "ick list" not in page_texts(pick_lists(context, [wave], force=True)[0].pdf)[0]
    use_language()
