"""Every setting once: its key, what it means, its default, and what it may be.

Settings that all stations share are kept in the database (`services/office/settings.py`); this
module knows nothing of where they are kept.
"""

import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global

from packbench.domain.amounts import Amount, read_amounts
from packbench.domain.count_sheets import Threshold, read_threshold, show_threshold
from packbench.domain.label_sheets import read_label_sheets
from packbench.domain.sscc import PREFIX
from packbench.domain.transfers import TransferWay
from packbench.setting_kinds import (
    RATING_NAMES,
    Setting,
    days,
    language,
    one_of,
    read_currency,
    read_folder,
    read_ratings,
    read_some_amounts,
    read_warehouses,
    show_some_amounts,
    show_warehouses,
    yes_no,
)
from packbench.time_zones import computer_zone, named_zone
from packbench.words.language import mark

AUTO_RELEASE = yes_no(
    "allocation.auto_release",
    mark("Serve who waits at once"),
    mark(
        "Stock that becomes free goes to the waiting room in the same moment; otherwise somebody"
        " sends back orders back to ship."
    ),
    default=True,
)
RATINGS: Setting[tuple[str, ...]] = Setting(
    "allocation.ratings",
    mark("What makes a warehouse better"),
    mark(
        "Where several warehouses could serve an order, the first of these decides, then the next."
        " What is left out does not count."
    ),
    RATING_NAMES,
    mark("an order of parcels, rank, distance, balance, code; each once at most"),
    read_ratings,
    ", ".join,
    RATING_NAMES,
    ordered=True,
)
QUEUE_POLICY = one_of(
    "allocation.queue_policy",
    mark("Who gets scarce stock"),
    mark(
        "Queue: each in turn takes what it can use. Complete first: orders that can be completed"
        " now go before those that would get a part."
    ),
    "queue",
    ("queue", "complete_first"),
)
CLAIM_AFTER_DAYS = days(
    "allocation.claim_after_days",
    mark("Days until a complete-only order collects"),
    mark(
        "An order that ships only complete and has waited so many days collects stock until it is"
        " whole, so that it does not wait for ever. Best well above the normal wait."
    ),
)
CLOSED_DAYS = days(
    "orders.closed_days",
    mark("Days until closed orders leave the list"),
    mark(
        "Orders that are shipped or cancelled and were ordered more days ago are left out of the"
        " Orders list, until somebody searches or chooses “older closed orders”. They stay as they"
        " are."
    ),
)


def _label_sheets(text: str) -> str:
    read_label_sheets(text)
    return text


TIME_ZONE: Setting[ZoneInfo] = Setting(
    "company.time_zone",
    mark("The company's time zone"),
    mark(
        "In which a day begins and ends: lots expire, pre-orders become due and orders are dated"
        " by it, at every station and on every document."
    ),
    computer_zone(),
    mark("a time zone such as Europe/Vienna or America/New_York"),
    named_zone,
    str,
)
AUTO_MOVE = yes_no(
    "preorder.auto_move",
    mark("Bring pre-orders over at once"),
    mark(
        "Real goods that come in take over what a virtual warehouse has promised of them, first in"
        " the queue first. Otherwise they are kept for it until somebody moves the promises."
    ),
    default=False,
)
DAILY_DRAFTS = yes_no(
    "reordering.daily",
    mark("Draft purchases each day"),
    mark(
        "Draft purchase orders of all that is to be bought, once a day; drafts that nobody edited"
        " are written anew. Otherwise only when somebody asks for it."
    ),
    default=False,
)
PAPER = one_of(
    "documents.paper",
    mark("Paper"),
    mark("The paper of pick lists and packing slips."),
    "a4",
    ("a4", "letter", "4x6"),
)
LABEL_SHEETS: Setting[str] = Setting(
    "documents.label_sheets",
    mark("Label sheets of your own"),
    mark(
        "Sheets beside those that Packbench knows, parted by semicolons, in millimetres:"
        " name, page, columns x rows, size of a label, where the first one lies, from one to the"
        " next. Example: bins: a4 2x4 90x60 at 10x20 step 95x65"
    ),
    "",
    mark("sheets such as bins: a4 2x4 90x60 at 10x20 step 95x65"),
    _label_sheets,
    str,
)
LANGUAGE = language(
    "documents.language",
    mark("Language of documents"),
    mark(
        "Documents are written so: pick lists where no language was chosen for the computer, slips"
        " where the recipient's country has none that Packbench is translated into."
    ),
    "en-GB",
)

SCAN_BIN: Setting[tuple[str, ...]] = Setting(
    "picking.scan_bin",
    mark("The bin must be scanned"),
    mark(
        "On the walk, goods count only after their bin was scanned: in every warehouse (yes), in"
        " none (no), or in those that are named."
    ),
    (),
    mark("yes, no, or codes of warehouses with commas between them"),
    read_warehouses,
    show_warehouses,
)
PICTURES = Setting(
    "pictures.folder",
    mark("Folder of product pictures"),
    mark(
        "Screens for picking show the picture that is called as the SKU, such as MUG-2.jpg. A"
        " computer that sees the folder elsewhere says so in PACKBENCH_PICTURES."
    ),
    "",
    mark("a folder, or off"),
    read_folder,
    lambda folder: folder or "off",
)
SOUNDS = yes_no(
    "scanning.sounds",
    mark("Sounds for scans"),
    mark("Right, wrong, line done and order done are heard as well as seen."),
    default=True,
)


def _gs1_prefix(text: str) -> str:
    if text.lower() in {"", "off"}:
        return ""
    if not PREFIX.fullmatch(text):
        raise ValueError(text)
    return text


def _number_prefix(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{1,6}", text):
        raise ValueError(text)
    return text.upper()


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", text) or not float(text):
        raise ValueError(text)
    return float(text)


GS1_PREFIX: Setting[str] = Setting(
    "shipping.gs1_prefix",
    mark("GS1 prefix of the company"),
    mark(
        "Each parcel gets an SSCC, numbered below it. Off: parcels get numbers of the company's"
        " own, which nobody else knows."
    ),
    "",
    mark("7 to 10 digits, or off"),
    _gs1_prefix,
    lambda prefix: prefix or "off",
)
ORDER_PREFIX: Setting[str] = Setting(
    "orders.number_prefix",
    mark("How the numbers of orders that we enter begin"),
    mark("An order that somebody enters without a number has these letters and a running one."),
    "N",
    mark("1 to 6 letters"),
    _number_prefix,
    str,
)
PURCHASE_PREFIX: Setting[str] = Setting(
    "purchasing.number_prefix",
    mark("How the numbers of our purchase orders begin"),
    mark("A new purchase order has these letters and a running number."),
    "PO",
    mark("1 to 6 letters"),
    _number_prefix,
    str,
)
NUMBER_PREFIX: Setting[str] = Setting(
    "shipping.number_prefix",
    mark("How our own parcel numbers begin"),
    mark("Without a GS1 prefix a parcel is numbered by these letters, digits and a check."),
    "PB",
    mark("1 to 6 letters"),
    _number_prefix,
    str,
)
CARRIER_FOLDER: Setting[str] = Setting(
    "shipping.folder",
    mark("Folder that is shared with carriers' software"),
    mark(
        "The carrier plug-in “file” writes a file there for each shipment, and reads the tracking"
        " numbers that come back."
    ),
    "",
    mark("a folder, or off"),
    read_folder,
    lambda folder: folder or "off",
)
CARRIER_SECONDS: Setting[float] = Setting(
    "shipping.carrier_seconds",
    mark("Seconds that a carrier plug-in may take"),
    mark("One that does not answer by then is refused; nothing is shipped."),
    15.0,
    mark("seconds from 0.1 to 999"),
    _seconds,
    lambda seconds: f"{seconds:g}",
)
SECOND_CHECK: Setting[tuple[str, ...]] = Setting(
    "packing.second_check",
    mark("A second person looks into the parcels"),
    mark(
        "Before they are closed, another operator than who packed them confirms them by his badge:"
        " those of every channel (yes), of none (no), or of the channels that are named."
    ),
    (),
    mark("yes, no, or channels with commas between them"),
    read_warehouses,
    show_warehouses,
)
SECOND_CHECK_ABOVE: Setting[tuple[Amount, ...]] = Setting(
    "packing.second_check_above",
    mark("A second person looks, from this value on"),
    mark(
        "Orders that are worth so much are confirmed by another operator, whatever their channel."
        " An order of a currency that is not named is confirmed too."
    ),
    (),
    mark("off, an amount, or amounts with their currencies, such as 500 EUR, 400 GBP"),
    read_some_amounts,
    show_some_amounts,
)

_MOST_OF_A_LINE = 120


def _line_of_text(text: str) -> str:
    if text.lower() == "off":
        return ""
    if len(text) > _MOST_OF_A_LINE or not text.isprintable():
        raise ValueError(text)
    return text


def _line(key: str, title: str, meaning: str) -> Setting[str]:
    allowed = mark("one line of text, or off")
    return Setting(key, title, meaning, "", allowed, _line_of_text, lambda text: text or "off")


PURCHASE_LIMIT: Setting[tuple[Amount, ...]] = Setting(
    "purchasing.limit",
    mark("What anybody may authorize"),
    mark(
        "Purchase orders that are worth more are authorized by a buyer within his limit, or by a"
        " supervisor; those with a line without a price, or of a currency that is not named, too."
    ),
    (),
    mark("off, an amount, or amounts with their currencies, such as 500 EUR, 400 GBP"),
    read_some_amounts,
    show_some_amounts,
)
PURCHASE_BUYER_LIMIT: Setting[tuple[Amount, ...]] = Setting(
    "purchasing.buyer_limit",
    mark("What a buyer may authorize"),
    mark("Of operators with the role buyer, in place of what anybody may. Off: as anybody."),
    (),
    mark("off, an amount, or amounts with their currencies, such as 500 EUR, 400 GBP"),
    read_some_amounts,
    show_some_amounts,
)
PURCHASE_SUPERVISORS = _line(
    "purchasing.supervisors",
    mark("Supervisors of purchasing"),
    mark(
        "Operators who may authorize more than that, with a comma between their names; those with"
        " the role supervisor may, too."
    ),
)


def _limits(text: str) -> tuple[Amount, ...]:
    """Amounts that each name their currency."""
    found = read_some_amounts(text)
    if any(one.currency is None for one in found):
        raise ValueError(text)
    return found


def _own_area(text: str) -> frozenset[str]:
    if text.lower() in {"", "off"}:
        return frozenset()
    codes = [code.strip().upper() for code in text.split(",")]
    known = get_global("territory_languages")
    if not all(re.fullmatch("[A-Z]{2}", code) and code in known for code in codes):
        raise ValueError(text)
    return frozenset(codes)


COMPANY_NAME = _line(
    "company.name",
    mark("The company's name"),
    mark("The sender on customs forms. Off: the name of the warehouse."),
)
COMPANY_PHONE = _line(
    "company.phone", mark("The company's telephone"), mark("It stands on customs forms.")
)
COMPANY_EORI = _line(
    "company.eori", mark("The company's EORI number"), mark("It stands on customs forms.")
)
COMPANY_VAT = _line(
    "company.vat_number", mark("The company's VAT number"), mark("It stands on customs forms.")
)
CUSTOMS_AREA: Setting[frozenset[str]] = Setting(
    "customs.area",
    mark("Countries without customs between them"),
    mark(
        "What goes from one of these to another needs no customs form. Off: the customs area in"
        " which the warehouse lies. The Canaries, Åland and such are outside in any case."
    ),
    frozenset(),
    mark("codes of countries with commas between them, or off"),
    _own_area,
    lambda codes: ", ".join(sorted(codes)) or "off",
)
COMPANY_CURRENCY: Setting[str] = Setting(
    "company.currency",
    mark("Currency of the company"),
    mark("What stock is worth is told in it; prices in others need a rate of the day."),
    "EUR",
    mark("a currency such as EUR"),
    read_currency,
    str,
)
CUSTOMS_CURRENCY: Setting[str] = Setting(
    "customs.currency",
    mark("Currency of customs values"),
    mark("Of the customs values of products, and of orders that name no currency."),
    "EUR",
    mark("a currency such as EUR"),
    read_currency,
    str,
)
CN22_LIMITS: Setting[tuple[Amount, ...]] = Setting(
    "customs.cn22_limits",
    mark("Up to which value a CN22 is enough"),
    mark(
        "About 300 special drawing rights, in each currency that you ship in. Above it, and in"
        " other currencies, a CN23 and a commercial invoice are printed."
    ),
    read_amounts("340 EUR, 290 GBP, 390 USD, 310 CHF"),
    mark("amounts with their currencies, such as 340 EUR, 390 USD; or off"),
    _limits,
    show_some_amounts,
)
CUSTOMS_CATEGORY = one_of(
    "customs.category",
    mark("Why goods are sent"),
    mark("It is ticked on customs forms where nobody says otherwise."),
    "sale",
    ("sale", "gift", "returned", "sample", "documents", "other"),
)
CUSTOMS_BEFORE_SHIPPING = one_of(
    "customs.before_shipping",
    mark("Shipping what customs will ask about"),
    mark(
        "Where something is missing for a customs form: tell it, and ship all the same; or refuse"
        " to ship."
    ),
    "tell",
    ("tell", "refuse"),
)


def _names(text: str) -> tuple[str, ...]:
    if text.lower() in {"", "off"}:
        return ()
    names = tuple(name.strip() for name in text.split(","))
    if not all(names) or not text.isprintable():
        raise ValueError(text)
    return names


CROSS_DOCK = yes_no(
    "receiving.cross_dock",
    mark("Goods that somebody waits for go straight to the packing bench"),
    mark(
        "What a receipt brings to an order that waited is released and picked at the dock in the"
        " same moment, and never goes to a bin."
    ),
    default=False,
)
REPLENISH_ON_RELEASE = yes_no(
    "replenish.on_release",
    mark("Plan what pick bins need when a wave is made"),
    mark(
        "Whenever orders are released to picking, tasks are made that fill the pick bins of that"
        " warehouse out of reserve."
    ),
    default=False,
)
SUPERVISORS: Setting[tuple[str, ...]] = Setting(
    "receiving.supervisors",
    mark("Who may let in what was not expected"),
    mark(
        "At the dock the badge of one of these lets in more than the supplier's tolerance, goods"
        " that were not ordered, and deliveries without a purchase order. Off: nobody."
    ),
    (),
    mark("names of operators with commas between them, or off"),
    _names,
    lambda names: ", ".join(names) or "off",
)

COUNT_TWICE: Setting[Threshold] = Setting(
    "counting.count_twice_above",
    mark("Differences that are counted twice"),
    mark(
        "A place of a count sheet whose count differs by more than this is not posted before it was"
        " counted again: so many units, or a percentage of what should be there."
    ),
    Threshold(units=3),
    mark("units such as 3, a percentage such as 10%, or off"),
    read_threshold,
    show_threshold,
)
STOCK_TRANSFERS = one_of(
    "stock.transfers",
    mark("Transfers between warehouses"),
    mark(
        "What a transfer does when nothing is said: the goods are at the other warehouse at once,"
        " or they are on their way until somebody receives them there."
    ),
    TransferWay.ONE_STEP.value,
    tuple(one.value for one in TransferWay),
)
NEAR_EXPIRY = replace(
    days(
        "lots.near_expiry_days",
        mark("Lots that expire soon"),
        mark("Lots whose last day is not further away are listed; off: only those that expired."),
    ),
    default=30,
)

SHARED: tuple[Setting[Any], ...] = (
    AUTO_RELEASE,
    RATINGS,
    QUEUE_POLICY,
    CLAIM_AFTER_DAYS,
    CLOSED_DAYS,
    TIME_ZONE,
    AUTO_MOVE,
    DAILY_DRAFTS,
    PAPER,
    LABEL_SHEETS,
    LANGUAGE,
    SCAN_BIN,
    PICTURES,
    SOUNDS,
    ORDER_PREFIX,
    PURCHASE_PREFIX,
    PURCHASE_LIMIT,
    PURCHASE_BUYER_LIMIT,
    PURCHASE_SUPERVISORS,
    GS1_PREFIX,
    NUMBER_PREFIX,
    CARRIER_FOLDER,
    CARRIER_SECONDS,
    SECOND_CHECK,
    SECOND_CHECK_ABOVE,
    COMPANY_NAME,
    COMPANY_PHONE,
    COMPANY_EORI,
    COMPANY_VAT,
    COMPANY_CURRENCY,
    CUSTOMS_AREA,
    CUSTOMS_CURRENCY,
    CN22_LIMITS,
    CUSTOMS_CATEGORY,
    CUSTOMS_BEFORE_SHIPPING,
    CROSS_DOCK,
    REPLENISH_ON_RELEASE,
    SUPERVISORS,
    COUNT_TWICE,
    STOCK_TRANSFERS,
    NEAR_EXPIRY,
)
"""The settings that all stations share, in the order in which they are listed."""
