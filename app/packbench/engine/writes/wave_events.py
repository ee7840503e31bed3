"""Which commands touched a wave, for its history."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import Wave, WaveEvent
from packbench.db.sql.among import among
from packbench.domain.changes import Kind
from packbench.engine.command.transaction import Transaction


def touch_waves(transaction: Transaction, wave_ids: Collection[int]) -> None:
    """Inside a command: it belongs to the history of these waves, and they look different now."""
    if not wave_ids:
        return
    connection = transaction.connection
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    rows = [{"wave_id": id_, "command_id": transaction.command_id} for id_ in sorted(wave_ids)]
    connection.execute(dialect.insert(WaveEvent).on_conflict_do_nothing(), rows)
    transaction.changed(Kind.WAVE, set(wave_ids))


def raise_revisions(transaction: Transaction, wave_ids: Collection[int]) -> None:
    """Inside a command: the lists of these waves say something else now than what was printed."""
    if not wave_ids:
        return
    statement = update(Wave).where(among(Wave.id, wave_ids))
    transaction.connection.execute(statement.values(revision=Wave.revision + 1))
    touch_waves(transaction, wave_ids)
