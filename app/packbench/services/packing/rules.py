"""How a station packs: what it does by itself, for all channels or for one."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from packbench.db.schema import Station, StationRule
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.packing import BenchRule
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer

Ruled = tuple[BenchRule, str]
"""A rule, and the channel that it is for ("": all)."""


@dataclass(frozen=True, slots=True)
class BenchRules:
    """What happens by itself at a bench; the fields are those of `domain.packing.BenchRule`."""

    closes_itself: bool = True
    asks_weight: bool = False
    ships_at_once: bool = False
    starts_here: bool = False
    needs_box: bool = False
    prints_customs: bool = True


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of this station that somebody set; `channel` "" is for all."""

    rule: BenchRule
    channel: str
    value: bool


def rules_for(context: Context, channel: str = "") -> BenchRules:
    """How this station packs orders of a channel: its own word, else that for all channels."""
    with context.database.read.connect() as connection:
        return read_rules(connection, context.station, channel)


def read_rules(connection: Connection, station: str, channel: str) -> BenchRules:
    """How a station packs orders of a channel, as `rules_for` has it."""
    rows = _rows(connection, station)
    told = {one.rule.value: one.value for one in rows if not one.channel}
    told |= {one.rule.value: one.value for one in rows if channel and one.channel == channel}
    return BenchRules(**told)


def list_rules(context: Context) -> list[RuleView]:
    """Every rule that somebody set for this station."""
    with context.database.read.connect() as connection:
        return _rows(connection, context.station)


def set_rules(
    context: Context, rules: Mapping[Ruled, bool | None], *, key: str | None = None
) -> list[RuleView]:
    """Sets rules of this station, all or none; None lets one be as by default.

    A rule of a channel that is None is as it is for all channels. Gives the rules that are set.
    """
    content = {"rules": [[rule.value, channel, value] for (rule, channel), value in rules.items()]}

    def work(transaction: Transaction) -> int:
        before = _set(transaction, context.station)
        changes = [
            RuleChange(rule, channel, before.get((rule, channel)), value)
            for (rule, channel), value in rules.items()
        ]
        for one in changes:
            _write(transaction, context.station, one, one.after)
        transaction.undo = RuleChanges(context.station, changes)
        return len(changes)

    run_command(context, Call("station.rules", content, key, moves_stock=False), int, work)
    return list_rules(context)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule before a command and after it; None: it was not set."""

    rule: BenchRule
    channel: str
    before: bool | None
    after: bool | None


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """What a command changed of a station's rules."""

    station: str
    rules: list[RuleChange]


def _rows(connection: Connection, station: str) -> list[RuleView]:
    query = (
        select(StationRule.rule, StationRule.channel, StationRule.value)
        .join(Station, Station.id == StationRule.station_id)
        .where(Station.name == station)
        .order_by(StationRule.rule, StationRule.channel)
    )
    return [
        RuleView(BenchRule(row.rule), row.channel, row.value)
        for row in connection.execute(query).all()
    ]


def _set(transaction: Transaction, station: str) -> dict[Ruled, bool]:
    rows = _rows(transaction.connection, station)
    return {(one.rule, one.channel): one.value for one in rows}


def _write(transaction: Transaction, station: str, rule: RuleChange, value: bool | None) -> None:
    connection = transaction.connection
    station_id = connection.execute(select(Station.id).where(Station.name == station)).scalar_one()
    place = {"station_id": station_id, "rule": rule.rule.value, "channel": rule.channel}
    connection.execute(delete(StationRule).filter_by(**place))
    if value is not None:
        connection.execute(insert(StationRule).values(**place, value=value))
    transaction.changed_many(Kind.SETTING)


def _undo_rules(transaction: Transaction, changes: RuleChanges) -> None:
    """As they were; refuses where somebody set one since."""
    now = _set(transaction, changes.station)
    if any(now.get((one.rule, one.channel)) != one.after for one in changes.rules):
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    for one in changes.rules:
        _write(transaction, changes.station, one, one.before)


UNDO_RULES = Undoer(RuleChanges, _undo_rules)
