"""What currencies are worth in the company's, from a day on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.core import get_global
from sqlalchemy import Connection, delete, insert, select

from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import CurrencyRate
from packbench.db.today import today
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.value.amounts import rate_of
from packbench.settings import COMPANY_CURRENCY

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of `currency` is worth in `into`, from a day on."""

    currency: str
    into: str
    from_day: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class RateSet:
    """A rate that a command set; in millionths, `before` None: there was none of the day."""

    currency: str
    into: str
    from_day: date
    before: int | None
    after: int


def company_currency(context: Context) -> str:
    """In which stock has its value."""
    with context.database.read.connect() as connection:
        return read_setting(connection, COMPANY_CURRENCY)


def list_rates(context: Context) -> list[Rate]:
    """All rates into the company's currency, the newest of each currency first."""
    row = CurrencyRate
    with context.database.read.connect() as connection:
        into = read_setting(connection, COMPANY_CURRENCY)
        query = select(row.currency, row.from_day, row.rate_millionths)
        query = query.where(row.into_currency == into)
        found = connection.execute(query.order_by(row.currency, row.from_day.desc()))
        return [Rate(one[0], into, one[1], Decimal(one[2]) / _MILLION) for one in found]


def set_rate(
    context: Context, currency: str, rate: str, day: date | None = None, *, key: str | None = None
) -> Rate:
    """Says what a currency is worth in the company's from a day on, today unless one is named.

    Refuses (`invalid`) a rate of 0 or none, what is no currency, and the company's own.
    """
    wanted, code = rate_of(rate), currency.strip().upper()
    if code not in get_global("all_currencies"):
        raise Refusal(Code.INVALID, field="currency of a rate", value=currency)

    def work(transaction: Transaction) -> Rate:
        connection = transaction.connection
        into = read_setting(connection, COMPANY_CURRENCY)
        if code == into:
            raise Refusal(Code.INVALID, field="own currency", value=code)
        from_day = day or today(connection)
        before, after = _rate(connection, code, into, from_day), int(wanted * _MILLION)
        if before == after:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.SAME_RATE, name=code)
        _write(connection, (code, into, from_day), after)
        transaction.undo = RateSet(code, into, from_day, before, after)
        transaction.changed_many(Kind.SETTING)
        return Rate(code, into, from_day, wanted)

    content = {"currency": code, "rate": str(wanted), "day": None if day is None else str(day)}
    return run_command(context, Call("rates.set", content, key, moves_stock=False), Rate, work)


def _rate(connection: Connection, currency: str, into: str, day: date) -> int | None:
    row = CurrencyRate
    query = select(row.rate_millionths).where(
        row.currency == currency, row.into_currency == into, row.from_day == day
    )
    return connection.execute(query).scalar_one_or_none()


def _write(connection: Connection, of: tuple[str, str, date], millionths: int | None) -> None:
    row = CurrencyRate
    currency, into, day = of
    connection.execute(
        delete(row).where(row.currency == currency, row.into_currency == into, row.from_day == day)
    )
    if millionths is not None:
        values = {"currency": currency, "into_currency": into, "from_day": day}
        connection.execute(insert(row).values(**values, rate_millionths=millionths))


def _undo_rate(transaction: Transaction, done: RateSet) -> None:
    """The rate of the day is what it was; refuses one that somebody set since."""
    of = (done.currency, done.into, done.from_day)
    if _rate(transaction.connection, *of) != done.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.RATE_CHANGED_SINCE, document=done.currency)
    _write(transaction.connection, of, done.before)
    transaction.changed_many(Kind.SETTING)


UNDO_RATE = Undoer(RateSet, _undo_rate)
