"""Rules for orders, what they did to which order, and what they keep orders from."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, false

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.order_rules import RuleEvent


class OrderRule(Base):
    """A rule; conditions and actions are JSON (`domain.order_rules`). They act by their position.

    No two have one position; it is below 0 only while they change places.
    """

    __tablename__ = "order_rule"
    __table_args__ = (
        one_of("event", RuleEvent),
        CheckConstraint("name_key <> ''", name="named"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(SortText, unique=True)
    event: Mapped[str]
    position: Mapped[int] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(server_default=false())
    stop: Mapped[bool] = mapped_column(server_default=false())
    conditions: Mapped[str]
    actions: Mapped[str]


class RuleCommand(Base):
    """A command that a rule gave, inside the one that it was started by.

    The rule is named as it was called then: it may be gone since.
    """

    __tablename__ = "rule_command"

    command_id: Mapped[int] = mapped_column(
        ForeignKey("command.id"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    rule_id: Mapped[int]
    rule_name: Mapped[str]


class RuleAct(Base):
    """A rule met an order: it acts on it once at most. `said` is why something was not done."""

    __tablename__ = "rule_act"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("orders.id"), primary_key=True, autoincrement=False
    )
    rule_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_name: Mapped[str]
    event_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    done: Mapped[bool]
    said: Mapped[str]


class OrderExclusion(Base):
    """A warehouse that may not serve an order."""

    __tablename__ = "order_exclusion"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("orders.id"), primary_key=True, autoincrement=False
    )
    warehouse_id: Mapped[int] = mapped_column(
        ForeignKey("warehouse.id"), primary_key=True, autoincrement=False, index=True
    )


class OrderHoldUntil(Base):
    """The day on which an order goes on that a command put on hold."""

    __tablename__ = "order_hold_until"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("orders.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(index=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
