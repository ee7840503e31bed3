"""Packing slips: what the customer reads, on every paper."""

import io
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image

from helpers.printed_pages import collisions, page_texts, pages, scanned_at_all_sizes
from helpers.sample_documents import FOREIGN_NAMES, NAMES, PRINTED, RECIPIENT, slip
from packbench.documents.packing_slip import PackingSlip, render_packing_slips
from packbench.documents.paper import Paper
from packbench.documents.slip_lines import SlipLine


def text_of(one: PackingSlip) -> str:
    return "\n".join(page_texts(render_packing_slips([one]))).replace("\r", "")


def on(paper: Paper, one: PackingSlip) -> PackingSlip:
    return replace(one, printed=replace(one.printed, paper=paper))


def many_lines(count: int) -> tuple[SlipLine, ...]:
    return tuple(
        SlipLine(
            f"{20000 + index}-RED",
            NAMES[index % 4],
            index + 1,
            index,
            1,
            component=index % 5 == 4,
            substitute_for="OLD-1" if index % 7 == 3 else "",
            unit_price=Decimal("1234.50"),
        )
        for index in range(count)
    )


def logo(width: int = 600, height: int = 160) -> bytes:
    target = io.BytesIO()
    Image.new("L", (width, height), 90).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("paper", Paper)
def test_a_slip_tells_what_the_customer_wants_to_know(paper: Paper) -> None:
    text = text_of(on(paper, slip()))
    for words in (
        "Packing slip 10023-1",
        "Shipped from Graz",
        "Acorn & Co · Lagerstraße 5 · 8055 Graz",
        "Maria Gruber",
        "Gruber Keramik GmbH",
        "8020 Graz",
        "Austria",
        "19 Nov 2025",
        "21 Nov 2025",
        "DHL Parcel",
        "1 of 3",
        "85123A",
        "instead of 84029G",
        "Happy birthday, dear Maria!",
        "Send anything back within 30 days.",
        "Page 1 of 1",
    ):
        assert words in text


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("count", [1, 2, 40])
def test_the_barcode_of_every_page_scans(paper: Paper, count: int) -> None:
    one = on(paper, slip(many_lines(count)))
    pdf = render_packing_slips([one])
    assert scanned_at_all_sizes(pdf) == Counter({one.barcode: len(pages(pdf))})


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("count", [1, 40, 300])
@pytest.mark.parametrize("priced", [False, True])
def test_nothing_overlaps(paper: Paper, count: int, *, priced: bool) -> None:
    one = replace(
        on(paper, slip(many_lines(count))), show_prices=priced, currency="EUR", logo=logo()
    )
    for page in pages(render_packing_slips([one])):
        assert collisions(page) == []


@pytest.mark.parametrize("paper", Paper)
def test_nothing_overlaps_however_long_the_words_are(paper: Paper) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitän " * 9
    line = SlipLine("SKU-" * 20, long, 10**9, 10**9, 10**9, False, long, Decimal(10**12))
    one = replace(
        on(paper, slip((line, replace(line, component=True)))),
        number="N" * 60,
        order_number="O" * 60,
        warehouse=long,
        ship_to=replace(RECIPIENT, name=long, company=long, street=long, street2=long, city=long),
        sender=replace(RECIPIENT, name=long),
        ship_method=long,
        gift_message=long * 5,
        returns_text=long * 5,
        show_prices=True,
        currency="EUR",
    )
    for page in pages(render_packing_slips([one])):
        assert collisions(page) == []


def test_every_line_is_on_the_slip_with_its_numbers() -> None:
    lines = (SlipLine("A-1", "Lantern", 1200, 1100, 100), SlipLine("A-2", "Candle", 3, 3))
    text = " ".join(text_of(slip(lines)).split())
    assert "A-1 Lantern 1,200 1,100 100" in text
    assert "A-2 Candle 3 3 –" in text
    assert "Units in this parcel 1,103" in text


def test_components_are_set_in_from_their_kit_and_not_counted_twice() -> None:
    kit = SlipLine("KIT", "Gift box", 1, 1)
    part = SlipLine("PART", "Lantern", 1, 1, component=True)
    text = " ".join(text_of(slip((kit, part))).split())
    assert "Units in this parcel 1 " in text
    flat = pages(render_packing_slips([slip((kit, replace(part, component=False)))]))[0]
    deep = pages(render_packing_slips([slip((kit, part))]))[0]
    assert Counter(box.left for box in flat.texts) != Counter(box.left for box in deep.texts)


@pytest.mark.parametrize("paper", Paper)
def test_prices_are_shown_only_where_they_are_switched_on(paper: Paper) -> None:
    quiet = on(paper, slip())
    assert "2.55" not in text_of(quiet)
    assert "€" not in text_of(quiet)
    priced = text_of(replace(quiet, show_prices=True, currency="EUR"))
    assert "€15.30" in priced  # 6 × 2.55
    assert "€58.59" in priced  # 15.30 + 39.90 + 3.39


def test_money_follows_the_language() -> None:
    printed = replace(PRINTED, language="de_DE")
    text = text_of(replace(slip(printed=printed), show_prices=True, currency="EUR"))
    assert "58,59 €" in text
    assert "Österreich" in text


def test_many_slips_make_one_document_with_pages_counted_for_each() -> None:
    short, long = slip(many_lines(1)), slip(many_lines(90))
    texts = page_texts(render_packing_slips([short, long, on(Paper.LABEL_4X6, short)]))
    counts = [text.rsplit("Page ", 1)[1].split("\r")[0].strip() for text in texts]
    assert counts == ["1 of 1", "1 of 4", "2 of 4", "3 of 4", "4 of 4", "1 of 1"]


def test_pages_of_every_paper_have_its_size() -> None:
    pdf = render_packing_slips([on(paper, slip()) for paper in Paper])
    sizes = [(round(page.width), round(page.height)) for page in pages(pdf)]
    assert sizes == [(595, 842), (612, 792), (288, 432)]


def test_equal_slips_give_equal_bytes() -> None:
    one, other = slip(), replace(slip(), number="10023-2")
    first = render_packing_slips([replace(one, logo=logo())])
    assert render_packing_slips([other]) != first
    assert render_packing_slips([replace(one, logo=logo())]) == first


def test_the_logo_keeps_its_shape_and_leaves_the_title() -> None:
    for image in (logo(), logo(90, 900), logo(3000, 90)):
        one = replace(slip(), logo=image)
        pdf = render_packing_slips([one])
        assert "Packing slip 10023-1 · Shipped from Graz" in page_texts(pdf)[0]
        assert scanned_at_all_sizes(pdf) == Counter([one.barcode])


@pytest.mark.parametrize("script", FOREIGN_NAMES)
def test_names_of_any_bundled_script_are_printed(script: str) -> None:
    name = FOREIGN_NAMES[script]
    one = replace(slip((SlipLine("1", name, 1, 1),)), ship_to=replace(RECIPIENT, name=name))
    pdf = render_packing_slips([one])
    assert Counter(name + name) - Counter(page_texts(pdf)[0]) == Counter()
    assert collisions(pages(pdf)[0]) == []


def test_a_slip_without_its_optional_parts_has_no_empty_titles() -> None:
    bare = replace(slip(), sender=None, gift_message="", returns_text="", ship_method="")
    text = text_of(replace(bare, ordered_on=None, shipped_on=None))
    for title in ("Gift message", "Returns", "Ship method", "Ordered on", "Acorn"):
        assert title not in text


def test_no_slips_are_no_document() -> None:
    with pytest.raises(ValueError, match="no slips"):
        render_packing_slips([])


def test_a_long_text_without_a_title_goes_on_without_one() -> None:
    lines = [f"Line {number} of the terms" for number in range(60)]
    texts = page_texts(render_packing_slips([replace(slip(), returns_text="\n".join(lines))]))
    whole = "\n".join(texts)
    assert [line for line in lines if line not in whole] == []
    assert "continued" not in whole
