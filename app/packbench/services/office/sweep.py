"""The daily sweep as a command of its own: by hand, by an open window, before something is read."""

from dataclasses import dataclass

from packbench.db.daily import swept_on
from packbench.db.today import today
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import NOBODY, Call, Transaction, run_command
from packbench.engine.day import Swept, sweep_day


@dataclass(frozen=True, slots=True)
class _Once:
    """The sweep of a day; None where another station was quicker."""

    swept: Swept | None


def sweep(context: Context) -> Swept:
    """What a new day brings: expired lots can't be given out, pre-orders reach their date."""

    def work(transaction: Transaction) -> Swept:
        return sweep_day(transaction, today(transaction.connection))

    return run_command(context, Call("sweep", {}, turns_day=False), Swept, work)


def sweep_once(context: Context) -> Swept | None:
    """The sweep of the day; None when it was done already, also at this very moment."""
    with context.database.read.connect() as connection:
        day = today(connection)
        if swept_on(connection) == day:
            return None

    def work(transaction: Transaction) -> _Once:
        connection = transaction.connection
        done = swept_on(connection) == today(connection)
        return _Once(None if done else sweep_day(transaction, today(connection)))

    call = Call("sweep", {"day": day}, turns_day=False)
    nobody = Context(context.database, NOBODY, NOBODY, context.origin, context.publish)
    return run_command(nobody, call, _Once, work).swept


def turn_day(context: Context) -> None:
    """Before something is looked at: what the day brings is done, by whoever is first.

    Where another station is writing, it is that one's to do, and is not waited for any longer.
    """
    try:
        sweep_once(context)
    except Refusal as refusal:
        if refusal.code is not Code.BUSY:
            raise
