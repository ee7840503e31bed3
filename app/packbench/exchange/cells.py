"""What a cell's text means: one function a form of value, and the types that the rows are made of.

Each function is given a text that is not empty and has no blanks around it. It raises `problem`,
which pydantic hands on with the name of the column. Results of texts that repeat are remembered.
"""

import datetime as dt
import enum
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, TypeVar

import pycountry
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from packbench.domain.boxes import MOST_G, MOST_MM
from packbench.domain.catalog import BackorderPolicy, Tracking, WrittenLanguage, code_key
from packbench.domain.channels import Measure
from packbench.domain.orders import Payment
from packbench.domain.packs import LEAST_IN_PACK, Pack
from packbench.domain.purchasing import OperatorRole, PurchaseOrderStatus
from packbench.domain.quantities import MOST_UNITS
from packbench.domain.queue import PRIORITY_LIMIT
from packbench.domain.rejects import RejectCode
from packbench.domain.reordering import LEAST_SERVICE, MOST_SERVICE, WINDOWS
from packbench.domain.tags import (
    MOST_TAG_CHARACTERS,
    MOST_TAGS,
    is_tag,
    joined_tags,
    split_tags,
)
from packbench.domain.warehousing import ALL_COUNTRIES, WarehouseKind
from packbench.exchange.barcodes import stored_barcode
from packbench.exchange.countries import find_country
from packbench.exchange.unseen import seen_code
from packbench.exchange.zone import as_moment

MAX_QUANTITY = MOST_UNITS
"""More units than any warehouse has; sums of them stay far inside 64 bits."""
MAX_DAYS = 3650
MAX_PRIORITY = PRIORITY_LIMIT - 1
MAX_MONEY = Decimal(10) ** 9
MONEY_DECIMALS = 4
MAX_CODE_CHARACTERS = 100
MAX_LINE_CHARACTERS = 500
MAX_NOTE_CHARACTERS = 10_000
_YEARS = range(1900, 2200)
_REMEMBERED = 1 << 16
_IMPORTED_STATUSES = (
    PurchaseOrderStatus.DRAFT,
    PurchaseOrderStatus.AUTHORIZED,
    PurchaseOrderStatus.SENT,
)
"""What a purchase order that comes from a file may be; the rest follows from receipts."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DIGITS = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
Word = TypeVar("Word", bound=enum.StrEnum)

_SHORTENED = re.compile(r"-?[0-9]([.,][0-9]+E[+-]?[0-9]{1,3}|E[+-][0-9]{2,3})", re.IGNORECASE)
"""4.00638E+12, as spreadsheet programs write a long number, and 4.00638E12, as others do."""
_WITH_DECIMALS = re.compile(r"[0-9]{6,14}[.,]0+")
"""4006381333931.0, as programs write a column that they took for numbers."""
_NO_BARCODE = frozenset({"n/a", "na", "nan", "none", "null"})
"""What is written where there is none."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class CellForm(enum.Enum):
    """What a column holds, as far as it matters before its text is looked at."""

    NUMBER = enum.auto()
    CODE = enum.auto()
    OTHER = enum.auto()


def form_of(value_type: object) -> CellForm:
    """The form of a column by the type of its values, one of those below."""
    if value_type in _NUMBER_TYPES:
        return CellForm.NUMBER
    return CellForm.CODE if value_type in _CODE_TYPES else CellForm.OTHER


def problem(code: RejectCode, **params: object) -> PydanticCustomError:
    """The exception for a wrong cell; `column` names it where the whole row was looked at."""
    return PydanticCustomError(code.value, code.value, params)


def _plain(text: str) -> str:
    """A number, a date or a word in plain letters (NFKC), without blanks that nobody sees."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", seen_code(text)).strip()


def _refuse_shortened(text: str) -> None:
    if _SHORTENED.fullmatch(text):
        raise problem(RejectCode.SCIENTIFIC)


def _whole(text: str) -> int:
    text = _plain(text)
    _refuse_shortened(text)
    if not _WHOLE.fullmatch(text):
        too_long = _DIGITS.fullmatch(text)
        raise problem(RejectCode.TOO_LARGE if too_long else RejectCode.NOT_WHOLE)
    return int(text)


def _inside(number: int, low: int, high: int) -> int:
    if not low <= number <= high:
        raise problem(RejectCode.OUT_OF_RANGE, low=low, high=high)
    return number


@lru_cache(_REMEMBERED)
def _quantity(text: str) -> int:
    number = _whole(text)
    if number <= 0:
        raise problem(RejectCode.NOT_POSITIVE)
    return _inside(number, 1, MAX_QUANTITY)


@lru_cache(_REMEMBERED)
def _count(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise problem(RejectCode.NEGATIVE)
    return _inside(number, 0, MAX_QUANTITY)


def _percent(text: str) -> int:
    return _count(text.removesuffix("%").rstrip())


def _days(text: str) -> int:
    return _inside(_count(text), 0, MAX_DAYS)


def _priority(text: str) -> int:
    return _inside(_whole(text), -MAX_PRIORITY, MAX_PRIORITY)


def _decimal(text: str) -> Decimal:
    text = _plain(text)
    _refuse_shortened(text)
    if not _DECIMAL.fullmatch(text):
        raise problem(RejectCode.NOT_A_NUMBER)
    return Decimal(text)


@lru_cache(_REMEMBERED)
def _money(text: str) -> Decimal:
    amount = _decimal(text)
    if amount < 0:
        raise problem(RejectCode.NEGATIVE)
    if amount > MAX_MONEY:
        raise problem(RejectCode.OUT_OF_RANGE, low=0, high=MAX_MONEY)
    if amount != round(amount, MONEY_DECIMALS):
        raise problem(RejectCode.TOO_MANY_DECIMALS, limit=MONEY_DECIMALS)
    return amount


def _degrees(limit: int) -> Callable[[str], float]:
    def degrees(text: str) -> float:
        angle = float(_decimal(text))
        if abs(angle) > limit:
            raise problem(RejectCode.OUT_OF_RANGE, low=-limit, high=limit)
        return angle

    return degrees


def _position(text: str) -> float:
    return float(_decimal(text))


def _yes_no(text: str) -> bool:
    answer = _YES_NO.get(_plain(text).casefold())
    if answer is None:
        raise problem(RejectCode.NOT_YES_NO)
    return answer


@lru_cache(_REMEMBERED)
def _written_moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(_plain(text))
    except ValueError:
        raise problem(RejectCode.BAD_DATE) from None
    if moment.year not in _YEARS:
        raise problem(RejectCode.BAD_DATE)
    return moment


def _moment(text: str) -> dt.datetime:
    """A moment in UTC; one that is written without a zone is in the company's."""
    return as_moment(_written_moment(text))


def _day(text: str) -> dt.date:
    """The day as it is written; a time of day beside it is dropped."""
    return _written_moment(text).date()


@lru_cache(_REMEMBERED)
def _code(text: str) -> str:
    text = seen_code(text)
    if not text:
        raise problem(RejectCode.BAD_CHARACTER)
    _refuse_shortened(text)
    if len(text) > MAX_CODE_CHARACTERS:
        raise problem(RejectCode.TOO_LONG, limit=MAX_CODE_CHARACTERS)
    if _CONTROL.search(text):
        raise problem(RejectCode.BAD_CHARACTER)
    return text


def _text(limit: int) -> Callable[[str], str]:
    def text_of(text: str) -> str:
        if len(text) > limit:
            raise problem(RejectCode.TOO_LONG, limit=limit)
        if _CONTROL_IN_TEXT.search(text):
            raise problem(RejectCode.BAD_CHARACTER)
        return text

    return text_of


def _word_of(*allowed: Word) -> Callable[[str], Word]:
    words = {word.value: word for word in allowed}

    def word_for(text: str) -> Word:
        word = words.get(_plain(text).casefold())
        if word is None:
            raise problem(RejectCode.NOT_ONE_OF, allowed=", ".join(words))
        return word

    return word_for


def _country(text: str) -> str:
    code = find_country(text)
    if code is None:
        raise problem(RejectCode.UNKNOWN_COUNTRY)
    return code


def _countries(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(";") if name.strip()]
    codes = {ALL_COUNTRIES if name == ALL_COUNTRIES else _listed_country(name) for name in names}
    return (ALL_COUNTRIES,) if ALL_COUNTRIES in codes else tuple(sorted(codes))


def _listed_country(name: str) -> str:
    """One country of a list; it is told by its own name when nobody knows it."""
    code = find_country(name)
    if code is None:
        raise problem(RejectCode.UNKNOWN_COUNTRY, part=name)
    return code


def _currency(text: str) -> str:
    code = _plain(text).upper()
    if pycountry.currencies.get(alpha_3=code) is None:
        raise problem(RejectCode.UNKNOWN_CURRENCY)
    return code


def _barcodes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_barcode(part.strip()) for part in text.split(";") if part.strip()))


def _barcode(text: str) -> str:
    text = _code(text)
    if text.casefold() in _NO_BARCODE or not any(map(str.isalnum, text)):
        raise problem(RejectCode.NO_BARCODE)
    if _WITH_DECIMALS.fullmatch(text):
        raise problem(RejectCode.BARCODE_WITH_DECIMALS)
    barcode = stored_barcode(text)
    if barcode is None:
        raise problem(RejectCode.BAD_CHECK_DIGIT, barcode=text)
    return barcode


def _tags(text: str) -> str | None:
    """Several with a semicolon; as they are kept."""
    tags = split_tags(text)
    if len(tags) > MOST_TAGS:
        raise problem(RejectCode.OUT_OF_RANGE, low=0, high=MOST_TAGS)
    for tag in tags:
        if len(tag) > MOST_TAG_CHARACTERS:
            raise problem(RejectCode.TOO_LONG, limit=MOST_TAG_CHARACTERS)
        if not is_tag(tag):
            raise problem(RejectCode.BAD_CHARACTER)
    return joined_tags(tags)


def _packs(text: str) -> tuple[Pack, ...]:
    """`12*CODE` for a carton of twelve, several with a semicolon; a code counts one number."""
    packs = [_pack(part.strip()) for part in text.split(";") if part.strip()]
    units: dict[str, int] = {}
    for one in packs:
        if units.setdefault(code_key(one.code), one.units) != one.units:
            raise problem(RejectCode.PACK_TWICE, barcode=one.code)
    return tuple(dict.fromkeys(packs))


def _pack(text: str) -> Pack:
    units, star, code = text.partition("*")
    if not star or not code.strip():
        raise problem(RejectCode.NO_PACK, part=text)
    pack = Pack(_quantity(units.strip()), _barcode(code.strip()))
    if pack.units < LEAST_IN_PACK:
        raise problem(RejectCode.NO_PACK, part=text)
    return pack


def _price_breaks(text: str) -> tuple[tuple[int, Decimal], ...]:
    """`10=4.50` for a price from ten units on, several with a semicolon; the fewest units first."""
    found = [_price_break(part.strip()) for part in text.split(";") if part.strip()]
    for least, number in Counter(least for least, _ in found).items():
        if number > 1:
            raise problem(RejectCode.BREAK_TWICE, quantity=least)
    return tuple(sorted(found))


def _price_break(text: str) -> tuple[int, Decimal]:
    least, equals, cost = (part.strip() for part in text.partition("="))
    if not equals or not least.isdecimal() or _quantity(least) == 1:
        raise problem(RejectCode.NO_PRICE_BREAK, part=text)
    if "," in cost and "." not in cost:  # no two prices are parted by a comma
        cost = cost.replace(",", ".")
    return _quantity(least), _money(cost)


def _demand_days(text: str) -> int:
    days = _whole(text)
    if days not in WINDOWS:
        raise problem(RejectCode.NOT_ONE_OF, allowed=", ".join(map(str, WINDOWS)))
    return days


def _service_percent(text: str) -> int:
    return _inside(_whole(text.removesuffix("%").strip()), LEAST_SERVICE, MOST_SERVICE)


def _box_side(text: str) -> int:
    return _inside(_whole(text), 1, MOST_MM)


def _box_weight(text: str) -> int:
    return _inside(_whole(text), 0, MOST_G)


def _multiple(text: str) -> int:
    return _inside(_quantity(text), LEAST_IN_PACK, MAX_QUANTITY)


class BadCellError(ValueError):
    """A text that a column would not take: the code of its reject, and what its sentence names."""

    def __init__(self, code: RejectCode, params: dict[str, object]) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def word_of(*allowed: Word) -> Callable[[str], Word]:
    """Reads one of some words, whatever the case of its letters."""
    return _word_of(*allowed)


def read_text(text: str, limit: int) -> str:
    """A text of at most so many letters, without characters that nobody sees."""
    return _text(limit)(text)


def read_number(text: str) -> Decimal:
    """A number with or without decimals."""
    return _decimal(text)


def read_day(text: str) -> dt.date:
    """A day."""
    return _day(text)


def read_yes_no(text: str) -> bool:
    """An answer."""
    return _yes_no(text)


def packs_of(text: str) -> tuple[Pack, ...]:
    """Packs as a cell of the column `packs` names them, empty for none; raises BadCellError."""
    try:
        return _packs(text)
    except PydanticCustomError as error:
        raise BadCellError(RejectCode(error.type), dict(error.context or {})) from error


Quantity = Annotated[int, PlainValidator(_quantity)]
"""Whole units above 0."""
Count = Annotated[int, PlainValidator(_count)]
"""A whole number, 0 or more."""
Percent = Annotated[int, PlainValidator(_percent)]
"""The same, also with a percent sign."""
CountOrNone = Annotated[int | None, PlainValidator(_count)]
QuantityOrNone = Annotated[int | None, PlainValidator(_quantity)]
BoxSide = Annotated[int, PlainValidator(_box_side)]
"""Millimetres."""
BoxSideOrNone = Annotated[int | None, PlainValidator(_box_side)]
BoxWeightOrNone = Annotated[int | None, PlainValidator(_box_weight)]
"""Grams."""
DaysOrNone = Annotated[int | None, PlainValidator(_days)]
Priority = Annotated[int, PlainValidator(_priority)]
MoneyOrNone = Annotated[Decimal | None, PlainValidator(_money)]
Latitude = Annotated[float, PlainValidator(_degrees(90))]
Longitude = Annotated[float, PlainValidator(_degrees(180))]
LatitudeOrNone = Annotated[float | None, PlainValidator(_degrees(90))]
LongitudeOrNone = Annotated[float | None, PlainValidator(_degrees(180))]
PositionOrNone = Annotated[float | None, PlainValidator(_position)]
YesNo = Annotated[bool, PlainValidator(_yes_no)]
MomentOrNone = Annotated[dt.datetime | None, PlainValidator(_moment)]
Day = Annotated[dt.date, PlainValidator(_day)]
DayOrNone = Annotated[dt.date | None, PlainValidator(_day)]
CodeText = Annotated[str, PlainValidator(_code)]
"""A SKU, a number or another short text by which something is known."""
CodeOrNone = Annotated[str | None, PlainValidator(_code)]
Line = Annotated[str, PlainValidator(_text(MAX_LINE_CHARACTERS))]
LineOrNone = Annotated[str | None, PlainValidator(_text(MAX_LINE_CHARACTERS))]
NoteOrNone = Annotated[str | None, PlainValidator(_text(MAX_NOTE_CHARACTERS))]
Country = Annotated[str, PlainValidator(_country)]
CountryOrNone = Annotated[str | None, PlainValidator(_country)]
"""ISO 3166 alpha-2."""
Countries = Annotated[tuple[str, ...], PlainValidator(_countries)]
"""Alpha-2 codes in order, or `*` alone."""
CurrencyOrNone = Annotated[str | None, PlainValidator(_currency)]
"""ISO 4217."""
Barcodes = Annotated[tuple[str, ...], PlainValidator(_barcodes)]
TagsOrNone = Annotated[str | None, PlainValidator(_tags)]
Packs = Annotated[tuple[Pack, ...], PlainValidator(_packs)]
"""Codes of packs with what they count: `12*CODE`."""
PriceBreaks = Annotated[tuple[tuple[int, Decimal], ...], PlainValidator(_price_breaks)]
"""Prices from a quantity on: `10=4.50`."""
DemandDays = Annotated[int, PlainValidator(_demand_days)]
ServicePercent = Annotated[int, PlainValidator(_service_percent)]
LanguageOrNone = Annotated[WrittenLanguage | None, PlainValidator(_word_of(*WrittenLanguage))]
MultipleOrNone = Annotated[int | None, PlainValidator(_multiple)]
"""Whole units above 1."""
KindWord = Annotated[WarehouseKind, PlainValidator(_word_of(*WarehouseKind))]
BackorderWord = Annotated[BackorderPolicy, PlainValidator(_word_of(*BackorderPolicy))]
TrackingWord = Annotated[Tracking, PlainValidator(_word_of(*Tracking))]
PaymentWord = Annotated[Payment, PlainValidator(_word_of(*Payment))]
RuleWordOrNone = Annotated[Measure | None, PlainValidator(_word_of(*Measure))]
RoleWord = Annotated[OperatorRole, PlainValidator(_word_of(*OperatorRole))]
StatusWord = Annotated[PurchaseOrderStatus, PlainValidator(_word_of(*_IMPORTED_STATUSES))]

_NUMBER_TYPES = (
    *(Quantity, Count, Percent, CountOrNone, QuantityOrNone, DaysOrNone, Priority, MoneyOrNone),
    *(Latitude, Longitude, LatitudeOrNone, LongitudeOrNone, PositionOrNone, MultipleOrNone),
    *(DemandDays, ServicePercent),
)
_CODE_TYPES = (CodeText, CodeOrNone, Barcodes)
