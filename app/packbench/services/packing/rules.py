"""How a station packs: what it does by itself, for all channels or for one."""

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


@dataclass(frozen=True, slots=True)
class BenchRules:
    """What happens by itself at a bench; the fields are those of `domain.packing.BenchRule`."""

    closes_itself: bool = True
    asks_weight: bool = False
    ships_at_once: bool = False
    starts_here: bool = False


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of this station that somebody set; `channel` "" is for all."""

    rule: BenchRule
    channel: str
    value: bool


def rules_for(context: Context, channel: str = "") -> BenchRules:
    """How this station packs orders of a channel: its own word, else that for all channels."""
    rows = list_rules(context)
    told = {one.rule.value: one.value for one in rows if not one.channel}
    told |= {one.rule.value: one.value for one in rows if channel and one.channel == channel}
    return BenchRules(**told)


def list_rules(context: Context) -> list[RuleView]:
    """Every rule that somebody set for this station."""
    with context.database.read.connect() as connection:
        return _rows(connection, context.station)


def set_rule(
    context: Context,
    rule: BenchRule,
    value: bool | None,
    *,
    channel: str = "",
    key: str | None = None,
) -> BenchRules:
    """Sets a rule of this station; None lets it be as it is for all channels, or by default."""

    def work(transaction: Transaction) -> bool:
        before = _set(transaction, context.station).get((rule, channel))
        _write(transaction, context.station, rule, channel, value)
        transaction.undo = RuleChange(context.station, rule, channel, before, value)
        return True

    content = {"rule": rule.value, "value": value, "channel": channel}
    run_command(context, Call("station.rule", content, key, moves_stock=False), bool, work)
    return rules_for(context, channel)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of a station before a command and after it; None: it was not set."""

    station: str
    rule: BenchRule
    channel: str
    before: bool | None
    after: bool | None


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


def _set(transaction: Transaction, station: str) -> dict[tuple[BenchRule, str], bool]:
    rows = _rows(transaction.connection, station)
    return {(one.rule, one.channel): one.value for one in rows}


def _write(
    transaction: Transaction, station: str, rule: BenchRule, channel: str, value: bool | None
) -> None:
    connection = transaction.connection
    station_id = connection.execute(select(Station.id).where(Station.name == station)).scalar_one()
    place = {"station_id": station_id, "rule": rule.value, "channel": channel}
    connection.execute(delete(StationRule).filter_by(**place))
    if value is not None:
        connection.execute(insert(StationRule).values(**place, value=value))
    transaction.changed_many(Kind.SETTING)


def _undo_rule(transaction: Transaction, change: RuleChange) -> None:
    """As it was; refuses what somebody set since."""
    now = _set(transaction, change.station)
    if now.get((change.rule, change.channel)) != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    _write(transaction, change.station, change.rule, change.channel, change.before)


UNDO_RULE = Undoer(RuleChange, _undo_rule)
