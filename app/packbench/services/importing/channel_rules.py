"""What channels show of products, by files and by hand."""

from typing import Any, NamedTuple

from sqlalchemy import select, update

from packbench.db.channels import spell_channels
from packbench.db.queries.records.near_products import near_skus
from packbench.db.schema import Channel, ChannelRule
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.channels import ALL_OF_IT, Measure
from packbench.domain.rejects import RejectCode
from packbench.exchange.kinds import ChannelRuleRow, NoLine
from packbench.exchange.records import Record
from packbench.services.importing.known import all_products
from packbench.services.importing.outcome import ImportJob, given

_LOOKED_NEAR = 20
"""For more unknown SKUs than these nothing is looked up that may be meant."""


class _Values(NamedTuple):
    """What a rule says, as it is kept."""

    rule: str
    value: int
    min_rule: str | None
    min_value: int | None
    push: bool


def import_channel_rules(job: ImportJob[ChannelRuleRow, NoLine]) -> None:
    """Adds rules, or with an update changes them; a channel that is named is one from now on."""
    connection = job.transaction.connection
    products = all_products(connection)
    known = {
        (row.channel_id, row.product_id): row
        for row in connection.execute(select(ChannelRule.__table__)).all()
    }
    taken = [one for one in job.parsed.records if _is_known(job, one, products)]
    spelled = spell_channels(connection, (one.fields.channel for one in taken))
    query = select(Channel.code, Channel.id)
    ids = {row[0]: row[1] for row in connection.execute(query)}
    fresh = []
    for record in taken:
        row = record.fields
        product_id = products[code_key(row.sku)].id if row.sku else None
        key = (ids[spelled[row.channel]], product_id)
        if (found := known.get(key)) is None:
            fresh.append((*key, *_values(row)))
            job.outcome.imported += 1
        else:
            _settle(job, record, found)
    insert_rows(connection, ChannelRule, ("channel_id", "product_id", *_Values._fields), fresh)
    job.transaction.changed_many(Kind.SETTING)


def _is_known(
    job: ImportJob[ChannelRuleRow, NoLine],
    record: Record[ChannelRuleRow, NoLine],
    products: dict[str, Any],
) -> bool:
    """Whether there is a product of this SKU, or it is of all."""
    sku = record.fields.sku
    if not sku or code_key(sku) in products:
        return True
    few = len(job.outcome.rejected) < _LOOKED_NEAR
    near = near_skus(job.transaction.connection, sku) if few else []
    told = {"near": near} if near else {}
    job.outcome.reject(record, "sku", sku, RejectCode.UNKNOWN_SKU, **told)
    return False


def _values(row: ChannelRuleRow) -> _Values:
    """As it is kept: without a rule all of it is shown."""
    rule, value = row.rule or Measure.PERCENT, row.value
    minimum = None if row.min_rule is None else row.min_rule.value
    return _Values(
        rule.value, ALL_OF_IT if value is None else value, minimum, row.min_value, row.push
    )


def _settle(
    job: ImportJob[ChannelRuleRow, NoLine], record: Record[ChannelRuleRow, NoLine], found: Any
) -> None:
    """A rule that is there; a rule and its value are told together."""
    row, columns = record.fields, set(job.parsed.columns)
    for pair in ({"rule", "value"}, {"min_rule", "min_value"}):
        columns |= pair if columns & pair else set()
    changes = given(_values(row)._asdict(), columns)
    same = all(getattr(found, name) == value for name, value in changes.items())
    if job.settle_known(record, f"{row.channel} {row.sku or ''}".strip(), same=same):
        chosen = ChannelRule.id == found.id
        job.transaction.connection.execute(update(ChannelRule).where(chosen).values(changes))
