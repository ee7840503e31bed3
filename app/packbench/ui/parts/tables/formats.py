"""Cells of the usual kinds: words, codes, numbers, moments, states."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from packbench.ui import company_clock
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.tokens import Tone
from packbench.words.language import tr, tr_count

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400
_FEWEST_DECIMALS = 2
_RELATIVE_DAYS = 14  # older moments are dates


def words(text: str | None) -> Cell:
    """A text; a muted dash where there is none."""
    return Cell(text) if text else Cell("–", muted=True)


def email(address: str | None) -> Cell:
    """An e-mail, cut in its middle where it doesn't fit; a muted dash where there is none."""
    return Cell(address, middle=True) if address else words(None)


def number(value: int | None, *, bold: bool = False) -> Cell:
    """A count with the locale's thousands; zero is muted, nothing known is a dash."""
    if value is None:
        return Cell("–", muted=True)
    return Cell(QLocale().toString(value), muted=value == 0, bold=bold and value != 0)


def money(amount: Decimal, currency: str | None) -> Cell:
    """An amount with two decimals, or as many as it has, and its currency where one is known."""
    decimals = max(_FEWEST_DECIMALS, -int(amount.normalize().as_tuple().exponent))
    text = QLocale().toString(float(amount), "f", decimals)
    return Cell(f"{text} {currency}" if currency else text)


def typed_money(text: str) -> str:
    """An amount as it was typed or kept, with two decimals; what is no number stays as it is."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    return money(amount, None).text if amount.is_finite() else text


def state(text: str, icon: str, tone: Tone) -> Cell:
    """A pill: icon, word, colour."""
    return Cell(text, icon=icon, tone=tone)


def moment(at: datetime | None, now: datetime | None = None) -> Cell:
    """How long ago or how far ahead `at` (UTC) is; the exact time in the tip."""
    if at is None:
        return Cell("–", muted=True)
    return Cell(_relative(at, now or company_clock.now()), tip=exact(at))


def age(since: datetime, now: datetime | None = None) -> Cell:
    """How long something has been so, e.g. `3 days`; the moment (UTC) since when in the tip."""
    seconds = max(0.0, ((now or company_clock.now()) - since).total_seconds())
    return Cell(_length(seconds) if seconds >= _MINUTE_S else tr("just now"), tip=exact(since))


def exact(at: datetime) -> str:
    """A moment (UTC) in the locale's notation and the company's time zone."""
    local = company_clock.local(at)
    written = QDateTime(_qdate(local.date()), QTime(local.hour, local.minute, local.second))
    return QLocale().toString(written, QLocale.FormatType.ShortFormat)


def day(on: date | None, today: date | None = None) -> Cell:
    """A day: today, tomorrow, yesterday, else the locale's short date."""
    if on is None:
        return Cell("–", muted=True)
    written = QLocale().toString(_qdate(on), QLocale.FormatType.ShortFormat)
    near = {-1: tr("yesterday"), 0: tr("today"), 1: tr("tomorrow")}
    days = (on - (today or company_clock.today())).days
    return Cell(near.get(days, written), tip=written)


def day_in_words(on: date) -> str:
    """A day inside a sentence, e.g. `3 March 2031`."""
    return QLocale().toString(_qdate(on), "d MMMM yyyy")


def _qdate(on: date) -> QDate:
    return QDate(on.year, on.month, on.day)


def _relative(at: datetime, now: datetime) -> str:
    seconds = (now - at).total_seconds()
    if abs(seconds) < _MINUTE_S:
        return tr("just now")
    if abs(seconds) >= _RELATIVE_DAYS * _DAY_S:
        on = company_clock.local(at).date()
        return QLocale().toString(_qdate(on), QLocale.FormatType.ShortFormat)
    length = _length(abs(seconds))
    return (tr("{length} ago") if seconds > 0 else tr("in {length}")).format(length=length)


def _length(seconds: float) -> str:
    if seconds < _HOUR_S:
        return tr("{count} min").format(count=int(seconds // _MINUTE_S))
    if seconds < _DAY_S:
        return tr("{count} h").format(count=int(seconds // _HOUR_S))
    days = int(seconds // _DAY_S)
    return tr_count("{count} day", "{count} days", days).format(count=days)
