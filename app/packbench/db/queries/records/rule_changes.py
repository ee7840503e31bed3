"""What became of rules of channels, the last first (decision 0260)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from packbench.db.schema import ChannelRuleChange, Command, Operator, Station
from packbench.db.schema.mapped import aliased
from packbench.db.sql.rows import AnyRow


@dataclass(frozen=True, slots=True)
class RuleWish:
    """Which changes; empty and None ask for all.

    Attributes:
        channel, sku: as codes are compared; what is of any channel or of all SKUs fits as well.
        since, until: first and last moment that count; what has none fits only without both.
    """

    channel: str = ""
    sku: str = ""
    operator: str = ""
    since: datetime | None = None
    until: datetime | None = None


def rule_changes(
    connection: Connection, wish: RuleWish, before_id: int | None, limit: int
) -> list[AnyRow]:
    """Changes that fit, the last first, from the one before `before_id` on."""
    undone = aliased(Command)
    query = (
        select(
            *(
                ChannelRuleChange.id,
                ChannelRuleChange.channel,
                ChannelRuleChange.sku,
                ChannelRuleChange.warehouse,
            ),
            *(
                ChannelRuleChange.before,
                ChannelRuleChange.after,
                Command.at,
                Command.name.label("command"),
            ),
            *(Operator.name.label("operator"), Station.name.label("station")),
            *(undone.name.label("undoes"), Command.id.label("command_id")),
        )
        .outerjoin(Command, Command.id == ChannelRuleChange.command_id)
        .outerjoin(Operator, Operator.id == Command.operator_id)
        .outerjoin(Station, Station.id == Command.station_id)
        .outerjoin(undone, undone.id == Command.undoes_id)
        .order_by(ChannelRuleChange.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(ChannelRuleChange.id < before_id)
    if wish.channel:
        query = query.where(ChannelRuleChange.channel_key.in_(("", wish.channel)))
    if wish.sku:
        query = query.where(ChannelRuleChange.sku_key.in_(("", wish.sku)))
    if wish.operator:
        query = query.where(Operator.name == wish.operator)
    if wish.since is not None:
        query = query.where(Command.at >= wish.since)
    if wish.until is not None:
        query = query.where(Command.at <= wish.until)
    return list(connection.execute(query).all())


def is_named_in_rules(connection: Connection, *, channel: str = "", sku: str = "") -> bool:
    """Whether a channel or a SKU that may be gone has a history."""
    query = select(ChannelRuleChange.id).limit(1)
    if channel:
        query = query.where(ChannelRuleChange.channel_key == channel)
    if sku:
        query = query.where(ChannelRuleChange.sku_key == sku)
    return connection.execute(query).first() is not None
