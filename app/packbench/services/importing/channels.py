"""Channels: whether their orders are verified, and what is said of orders that say nothing."""

from typing import Any

from sqlalchemy import select, update

from packbench.db.channels import spell_channels
from packbench.db.schema import Channel
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.engine.verifying import write_verifying
from packbench.exchange.kinds import ChannelRow, NoLine
from packbench.services.importing.outcome import ImportJob

_TOLD = ("name", "ship_partial", "max_warehouses", "number_prefix", "active")


def import_channels(job: ImportJob[ChannelRow, NoLine]) -> None:
    """Makes channels, or with an update changes what is said of them."""
    connection = job.transaction.connection
    rows = connection.execute(select(Channel.__table__)).all()
    known = {row.code_key: row for row in rows}
    spelled = spell_channels(connection, (one.fields.channel for one in job.parsed.records))
    verifying = {}
    for record in job.parsed.records:
        row, before = record.fields, known.get(code_key(record.fields.channel))
        columns = _TOLD if before is None else _told_of(job.parsed.columns)
        values = {name: _stored(name, getattr(row, name)) for name in columns}
        verify = row.verify if before is None or "verify" in job.parsed.columns else before.verify
        if before is None:
            job.outcome.imported += 1
        else:
            same = verify == before.verify and all(
                getattr(before, name) == value for name, value in values.items()
            )
            if not job.settle_known(record, row.channel, same=same):
                continue
        if before is None or verify != before.verify:
            verifying[spelled[row.channel]] = verify
        if values:
            changed = update(Channel).where(Channel.code == spelled[row.channel])
            connection.execute(changed.values(values))
    write_verifying(job.transaction, verifying)
    job.transaction.changed_many(Kind.SETTING)


def _told_of(columns: Any) -> tuple[str, ...]:
    return tuple(name for name in _TOLD if name in columns)


def _stored(name: str, value: Any) -> Any:
    """As it is kept: texts are never empty of a value."""
    return value or "" if name in {"name", "number_prefix"} else value
