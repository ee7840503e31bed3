"""Templates of slips on both engines: kept as printed, undone exactly, refused in words."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from helpers.bench import pack, pick
from helpers.cups_server import Cups
from helpers.printed_pages import page_texts, scanned_at_all_sizes
from helpers.stockroom import Stockroom
from packbench.db.schema import Order
from packbench.domain.changes import ChangeSet
from packbench.domain.printers import JobView, PrinterChoice, PrintKind
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slips import GiftRule, SlipField, SlipPaper, SlipTemplate
from packbench.engine.command.context import Context
from packbench.services.channels.verifying import set_verifying
from packbench.services.documents.printing import gift_slips, packing_slips
from packbench.services.office.undo import undo
from packbench.services.printers.choosing import choose_printers
from packbench.services.printers.events import print_events
from packbench.services.slips.files import export_slip, import_slip, read_slip
from packbench.services.slips.logos import MOST_BYTES, read_logo
from packbench.services.slips.templates import SlipsChange, change_slips, list_slips
from packbench.words.refusals import sentence

SHOP = SlipTemplate(
    "Shop",
    sender="Acorn Shop\nRing 1\n1010 Wien",
    header="Thank you!",
    footer="Send it back within 30 days.",
    fields=frozenset({SlipField.SKU, SlipField.DESCRIPTION, SlipField.BARCODE, SlipField.EMAIL}),
    prices=True,
    language="en-GB",
)


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (300, 80)) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels that is a few hundred bytes long."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def refused(code: Code, do: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as error:
        do()
    assert error.value.code is code
    return error.value


@pytest.fixture
def shipment(context: Context) -> str:
    """A packed shipment of channel shop with a gift message."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 9}})
    room.order("O1", ("A", 2))
    with context.database.write.begin() as connection:
        told = {"gift_message": "Happy birthday!", "currency": "EUR", "channel": "shop"}
        told |= {"customer_email": "ana@example.com", "customer_name": "Ana"}
        connection.execute(update(Order).values(told))
    room.allocate()
    pick(room, "O1")
    pack(context, "O1-1", "2*A")
    return "O1-1"


def text_of(context: Context, shipment: str, **how: bool) -> str:
    pdf = packing_slips(context, [shipment], **how).pdf  # type: ignore[arg-type]  # a flag
    return " ".join("\n".join(page_texts(pdf)).split())


def test_a_channel_has_its_slip_and_a_reprint_is_as_it_was(context: Context, shipment: str) -> None:
    change_slips(context, SlipsChange(write=(SHOP,), assign={"SHOP": "shop"}))
    first = text_of(context, shipment)
    for words in ("Acorn Shop · Ring 1 · 1010 Wien", "Thank you!", "30 days", "ana@example.com"):
        assert words in first
    assert "Still to come" not in first
    change_slips(context, SlipsChange(write=(replace(SHOP, header="Merci!"),)))
    again = text_of(context, shipment)
    assert "REPRINT 2" in again
    assert "Thank you!" in again
    change_slips(context, SlipsChange(remove=("Shop",)))
    assert "Thank you!" in text_of(context, shipment)  # also without the template
    assert "Thank you!" not in text_of(context, shipment, renew=True)
    assert list_slips(context).channels == {}


def test_changes_are_undone_exactly(context: Context) -> None:
    change_slips(context, SlipsChange(write=(SHOP,), assign={"": "Shop", "web": "Shop"}))
    before = list_slips(context)
    changes = (
        SlipsChange(rename={"Shop": "Laden"}),
        SlipsChange(write=(replace(SHOP, prices=False),)),
        SlipsChange(remove=("shop",)),
        SlipsChange(make=(replace(SHOP, name="Other"),), assign={"web": "Other", "": ""}),
    )
    for change in changes:
        change_slips(context, change)
        assert list_slips(context) != before
        undo(context)
        assert list_slips(context) == before


def test_what_can_not_be_a_template_changes_nothing(context: Context) -> None:
    change_slips(context, SlipsChange(write=(SHOP,), assign={"": "Shop"}))
    set_verifying(context, {"shop": False, "market": False})
    before = list_slips(context)
    wrong = {
        Code.INVALID: [
            SlipsChange(write=(replace(SHOP, name="  "),)),
            SlipsChange(write=(replace(SHOP, name="x" * 61),)),
            SlipsChange(write=(replace(SHOP, footer="x" * 2001),)),
            SlipsChange(write=(replace(SHOP, header="\x00"),)),
            SlipsChange(write=(replace(SHOP, language="klingon!"),)),
        ],
        Code.SLIP_EMPTY: [SlipsChange(write=(replace(SHOP, fields=frozenset()),))],
        Code.NAME_TAKEN: [SlipsChange(make=(replace(SHOP, name="SHOP"),))],
        Code.NOT_FOUND: [
            SlipsChange(remove=("nobody",)),
            SlipsChange(rename={"nobody": "x"}),
            SlipsChange(assign={"shop": "nobody"}),
            SlipsChange(assign={"nope": "Shop"}),
        ],
    }
    for code, changes in wrong.items():
        for change in changes:
            refused(code, partial(change_slips, context, change))
    assert list_slips(context) == before


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("I;16", "PNG"), ("1", "PNG"), ("L", "JPEG")],
)
def test_a_picture_of_any_kind_becomes_a_small_logo(mode: str, kind: str) -> None:
    made = read_logo(picture(kind, mode, (3000, 900)))
    assert (made.width, made.height) == (1200, 360)
    with Image.open(io.BytesIO(made.png)) as logo:
        assert logo.mode in {"L", "RGB"}
    assert read_logo(made.png).png == read_logo(made.png).png


def test_a_transparent_logo_is_white_behind() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(target, "PNG")
    with Image.open(io.BytesIO(read_logo(target.getvalue()).png)) as logo:
        assert logo.convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", "empty"),
        (b"\x89PNG" + b"0" * MOST_BYTES, "too_large"),
        (bomb(), "too_many_pixels"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "vector"),
        (b"%PDF-1.7", "vector"),
        (picture("GIF"), "other_kind"),
        (b"hello", "other_kind"),
        (picture()[:60], "broken"),
        (b"\xff\xd8\xff\xe0" + b"0" * 50, "broken"),
    ],
)
def test_what_can_not_be_a_logo_is_told(data: bytes, trouble: str) -> None:
    assert refused(Code.LOGO, lambda: read_logo(data)).params["trouble"] == trouble


def test_a_template_goes_to_a_file_and_back(context: Context, tmp_path: Path) -> None:
    logo = read_logo(picture()).png
    made = replace(SHOP, footer='Line 1\nLine "2" \\ ü 水', paper=SlipPaper.LABEL_4X6, logo=logo)
    change_slips(context, SlipsChange(write=(made,)))
    [toml, png] = export_slip(context, "shop", tmp_path)
    assert (toml.suffix, png.suffix) == (".toml", ".png")
    assert read_slip(toml) == made
    change_slips(context, SlipsChange(remove=("Shop",)))
    assert import_slip(context, toml).templates == [made]
    toml.write_text("")
    error = refused(Code.INVALID, lambda: import_slip(context, toml))
    assert sentence(error).startswith(f"There is no template of slips in {toml.name}")
    toml.write_text("name = 'x'\nsize = 3\n")
    refused(Code.INVALID, lambda: import_slip(context, toml))
    toml.write_text("name = 'x'\nlogo = 'none.png'\n")
    refused(Code.FILE_MISSING, lambda: import_slip(context, toml))
    assert list_slips(context).templates == [made]


def test_a_present_comes_with_its_message_and_no_price(context: Context, shipment: str) -> None:
    change_slips(context, SlipsChange(write=(SHOP,), assign={"": "Shop"}))
    pdf = gift_slips(context, [shipment], sender="Aunt Eva").pdf
    text = " ".join("\n".join(page_texts(pdf)).split())
    for words in ("Dear Ana,", "Happy birthday!", "from Aunt Eva"):
        assert words in text
    assert "€" not in text
    assert "EUR" not in text
    assert list(scanned_at_all_sizes(pdf).values()) == [1]
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(gift_message=None))
    refused(Code.NO_GIFT_MESSAGE, lambda: gift_slips(context, [shipment]))


@pytest.mark.usefixtures("cups")
@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        (GiftRule.ON_SLIP, ["packing-slip-O1-1"]),
        (GiftRule.SLIP_TOO, ["packing-slip-O1-1", "gift-slip-O1-1"]),
        (GiftRule.SLIP_INSTEAD, ["gift-slip-O1-1"]),
    ],
)
def test_the_template_says_what_is_printed_of_a_present(
    context: Context, cups: Cups, rule: GiftRule, printed: list[str]
) -> None:
    cups.add("ALL")
    choose_printers(context, {PrintKind.PACKING_SLIP: PrinterChoice("ALL", automatic=True)})
    change_slips(context, SlipsChange(write=(replace(SHOP, gift=rule),), assign={"": "Shop"}))
    changes: list[ChangeSet] = []
    station = replace(context, publish=changes.append)
    room = Stockroom(station)
    room.fill({"W1": {"A": 9}})
    room.order("O1", ("A", 2))
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(gift_message="Happy birthday!"))
    room.allocate()
    pick(room, "O1")
    pack(station, "O1-1", "2*A")
    done = print_events(station, changes[-1])
    assert [one.title for one in done if isinstance(one, JobView)] == printed
