"""What there is to be named in rules, offered while they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import Channel, Warehouse
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import FieldOf
from packbench.domain.order_rules import RuleAsks
from packbench.engine.command.context import Context


@dataclass(frozen=True, slots=True)
class RuleNames:
    """What is there.

    Attributes:
        known: by what asks for it.
        own: labels of the fields that the shop defined for orders, by their headings.
    """

    known: Mapping[RuleAsks, Sequence[str]] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)


def rule_names(context: Context) -> RuleNames:
    """Channels, warehouses in use, shipping methods, and the shop's own fields of orders."""
    with context.database.read.connect() as connection:
        warehouses = select(Warehouse.code).where(Warehouse.active).order_by(Warehouse.code_key)
        channels = select(Channel.code).order_by(Channel.code_key)
        return RuleNames(
            {
                RuleAsks.WAREHOUSE: list(connection.execute(warehouses).scalars()),
                RuleAsks.CHANNEL: list(connection.execute(channels).scalars()),
                RuleAsks.METHOD: [one.code for one in known_methods(connection).methods],
            },
            {code_key(one.heading): one.label for one in used_fields(connection, FieldOf.ORDER)},
        )
