"""The daily sweep as a command of its own: by hand, by an open window, before something is read."""

from dataclasses import dataclass, replace

from packbench.db.daily import NOBODY, swept_on
from packbench.db.today import reading_of
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.day import Swept, sweep_day
from packbench.services.reordering.daily import DailyDrafts, drafts_of_day
from packbench.services.rules.daily import DailyRules, rules_of_day


@dataclass(frozen=True, slots=True)
class _Once:
    """The sweep of a day; None where another station was quicker."""

    swept: Swept | None


def sweep(context: Context) -> Swept:
    """What a new day brings: expired lots can't be given out, pre-orders reach their date.

    Raises the fault `clock_unsure` where the computer's clock has to be confirmed first.
    """

    def work(transaction: Transaction) -> Swept:
        reading = reading_of(transaction.connection)
        reading.require_sure()
        return sweep_day(transaction, reading.day, context.database.read)

    return run_command(context, Call("sweep", {}, turns_day=False), Swept, work)


def sweep_once(context: Context) -> Swept | None:
    """The sweep of the day; None when it was done already, also at this very moment.

    Nothing is done where the computer's clock has to be confirmed first.
    """
    with context.database.read.connect() as connection:
        reading = reading_of(connection)
    if not reading.turns:
        return None

    def work(transaction: Transaction) -> _Once:
        connection = transaction.connection
        now = reading_of(connection)
        done = not now.sure or swept_on(connection) == now.day
        return _Once(None if done else sweep_day(transaction, now.day, context.database.read))

    call = Call("sweep", {"day": reading.day}, turns_day=False)
    return run_command(replace(context.without_key(), operator=NOBODY), call, _Once, work).swept


@dataclass(frozen=True, slots=True)
class NewDay:
    """What a day brought, what rules did then, what was drafted; None for what was done before.

    Or for what needs nothing to be done.
    """

    swept: Swept | None
    rules: DailyRules | None
    drafts: DailyDrafts | None = None


def new_day(context: Context) -> NewDay:
    """The sweep, the rules and the drafts of the day, as far as no station did them yet."""
    return NewDay(sweep_once(context), rules_of_day(context), drafts_of_day(context))


def turn_day(context: Context) -> None:
    """Before something is looked at: what the day brings is done, by whoever is first.

    Rules for each day act then. Where another station is writing, it is that one's to do, and is
    not waited for any longer.
    Raises the fault `clock_unsure`, having done nothing, where the clock has to be confirmed.
    """
    with context.database.read.connect() as connection:
        reading_of(connection).require_sure()
    try:
        new_day(context)
    except Refusal as refusal:
        if refusal.code is not Code.BUSY:
            raise
