"""The history of the rules of channels: who changed which, when, from what to what."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from packbench.db.channels import known_channel
from packbench.db.queries.exports import ExportRow
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.rule_changes import RuleWish, is_named_in_rules, rule_changes
from packbench.db.sql.rows import AnyRow
from packbench.db.today import company_zone
from packbench.domain.catalog import code_key
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in

RULES_A_PAGE = 200
_EXPORTED_AT_ONCE = 5_000

Said = Mapping[str, str | int | bool | None]
"""What a rule says, or that a warehouse is excluded."""


@dataclass(frozen=True, slots=True)
class RuleHistoryFilter:
    """Which changes; empty texts ask for all.

    Attributes:
        channel: its own, and those of rules that are for any channel.
        sku: its own, and those of rules that are for all.
        operator: whoever did it.
        since, until: first and last moment that count, of the company's clock without a zone.
    """

    channel: str = ""
    sku: str = ""
    operator: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleChangeView:
    """What became of one rule or exclusion.

    Attributes:
        at: None for what stood before this was written down; so are the command and who did it.
        channel: empty for any.
        sku: empty for all.
        warehouse: of an exclusion; else empty.
        before, after: what it said; None for no rule.
        undoes: the command that was taken back; empty where it was none.
    """

    id: int
    at: datetime | None
    command: str
    undoes: str
    operator: str
    station: str
    channel: str
    sku: str
    warehouse: str
    before: Said | None
    after: Said | None


@dataclass(frozen=True, slots=True)
class RuleHistory:
    """Changes, the last first; `more` says whether older ones follow."""

    changes: list[RuleChangeView]
    more: bool


def rule_history(
    context: Context,
    wanted: RuleHistoryFilter,
    *,
    before: int | None = None,
    limit: int = RULES_A_PAGE,
) -> RuleHistory:
    """Changes of rules and exclusions, the last first; `before` is the id of the last one known.

    Refuses (`not_found`) a channel and a SKU that neither are there nor ever had a rule.
    """
    with context.database.read.connect() as connection:
        rows = rule_changes(connection, _wish(connection, wanted), before, limit + 1)
    return RuleHistory([_view(row) for row in rows[:limit]], len(rows) > limit)


_COLUMNS = (
    *("change", "at", "operator", "station", "command", "undoes", "channel", "sku", "warehouse"),
    *("rule_before", "value_before", "min_rule_before", "min_value_before", "push_before"),
    *("rule_after", "value_after", "min_rule_after", "min_value_after", "push_after"),
)
_SHOWS = ("rule", "value", "min_rule", "min_value", "push")


def export_rule_history(context: Context, path: Path, wanted: RuleHistoryFilter) -> int:
    """Writes all changes that fit to XLSX or CSV, the last first; how many."""
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    with context.database.read.connect() as connection:
        wish = _wish(connection, wanted)
        with files_in(company_zone(connection)):
            return write_table(output, _COLUMNS, _exported(connection, wish))


def _exported(connection: Connection, wish: RuleWish) -> Iterator[ExportRow]:
    before: int | None = None
    while rows := rule_changes(connection, wish, before, _EXPORTED_AT_ONCE):
        for one in map(_view, rows):
            yield (
                *(one.id, one.at, one.operator, one.station, one.command, one.undoes),
                *(one.channel, one.sku, one.warehouse, *_cells(one.before), *_cells(one.after)),
            )
        before = rows[-1].id


def _cells(said: Said | None) -> Iterator[str | int | None]:
    """The columns of a rule; of an exclusion the first one says so."""
    if said is None:
        yield from (None,) * len(_SHOWS)
    elif "excluded" in said:
        yield from ("excluded", *(None,) * (len(_SHOWS) - 1))
    else:
        for name in _SHOWS:
            value = said.get(name)
            yield ("yes" if value else "no") if isinstance(value, bool) else value


def _wish(connection: Connection, wanted: RuleHistoryFilter) -> RuleWish:
    channel, sku = code_key(wanted.channel), code_key(wanted.sku)
    if channel and not is_named_in_rules(connection, channel=channel):
        known_channel(connection, wanted.channel)
    if sku and not is_named_in_rules(connection, sku=sku):
        sku = code_key(find_product(connection, wanted.sku).sku)
    since, until = (_in_zone(connection, one) for one in (wanted.since, wanted.until))
    return RuleWish(channel, sku, wanted.operator.strip(), since, until)


def _in_zone(connection: Connection, moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=company_zone(connection))


def _view(row: AnyRow) -> RuleChangeView:
    return RuleChangeView(
        *(row.id, row.at, row.command or "", row.undoes or "", row.operator or ""),
        *(row.station or "", row.channel, row.sku, row.warehouse),
        *(_said(row.before), _said(row.after)),
    )


def _said(text: str | None) -> Said | None:
    return None if text is None else dict(json.loads(text))
