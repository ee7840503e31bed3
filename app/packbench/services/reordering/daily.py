"""Drafts of what is to be bought, kept up once a day by whichever station is first."""

from dataclasses import dataclass, field, replace

from packbench.db.daily import NOBODY, note_drafts_day
from packbench.db.today import reading_of
from packbench.engine.bulk import RowResult
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.office.ready import drafts_due


@dataclass(frozen=True, slots=True)
class DailyDrafts:
    """What became of drafts on a day; `command` undoes it."""

    command: int
    results: list[RowResult] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _DraftedOnce:
    """What was done; None where another station was quicker."""

    done: DailyDrafts | None


def drafts_of_day(context: Context) -> DailyDrafts | None:
    """Drafts what is to be bought; None where the setting is off, or it was done today.

    Nothing is done while the computer's clock is not sure.
    """
    with context.database.read.connect() as connection:
        reading = reading_of(connection)
        if not drafts_due(connection, reading):
            return None
    # A window looks each day whether it is due; its first rows do not wait for what drafts need.
    from packbench.services.reordering.drafting import AUTO, rewrite_drafts  # noqa: PLC0415

    def work(transaction: Transaction) -> _DraftedOnce:
        now = reading_of(transaction.connection)
        if not drafts_due(transaction.connection, now):
            return _DraftedOnce(None)
        note_drafts_day(transaction.connection, now.day)
        results = rewrite_drafts(context, transaction).results
        return _DraftedOnce(DailyDrafts(transaction.command_id, results))

    nobody = replace(context.without_key(), operator=NOBODY)
    return run_command(nobody, Call(AUTO, {"day": reading.day}), _DraftedOnce, work).done
