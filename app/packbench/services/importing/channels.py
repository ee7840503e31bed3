"""Channels: whether each of their orders is to be verified before it goes on."""

from sqlalchemy import select

from packbench.db.channels import spell_channels
from packbench.db.schema import Channel
from packbench.domain.catalog import code_key
from packbench.engine.verifying import write_verifying
from packbench.exchange.kinds import ChannelRow, NoLine
from packbench.services.importing.outcome import ImportJob


def import_channels(job: ImportJob[ChannelRow, NoLine]) -> None:
    """Makes channels, or with an update changes whether their orders are to be verified."""
    connection = job.transaction.connection
    rows = connection.execute(select(Channel.code_key, Channel.verify)).all()
    known = {row.code_key: row.verify for row in rows}
    spelled = spell_channels(connection, (one.fields.channel for one in job.parsed.records))
    wanted = {}
    for record in job.parsed.records:
        row, before = record.fields, known.get(code_key(record.fields.channel))
        told = row.verify if "verify" in job.parsed.columns else bool(before)
        if before is None:
            job.outcome.imported += 1
        elif not job.settle_known(record, row.channel, same=told == before):
            continue
        wanted[spelled[row.channel]] = told
    write_verifying(job.transaction, wanted)
