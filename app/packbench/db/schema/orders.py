"""Orders, their lines, what is promised to them, what waits, and what was decided."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
    true,
)

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.custom_fields import OrderPlaces, field_indexes
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.custom_fields import ORDER_COLUMNS
from packbench.domain.orders import (
    BUCKETS,
    Hold,
    OrderStatus,
    Payment,
    Problem,
    Reason,
    ShipmentStatus,
    Stuck,
    Verify,
)


class Order(OrderPlaces, Base):
    """What a customer wants; status and counts follow from lines and shipments.

    `source_number` is the number that its channel gave it where ours is another, because an order
    of another channel had it already; `source_key` is how it is compared;
    `source_channel` is the channel that its file names where somebody assigned it to another one.
    `verify` is empty where nobody has to look at the order before it goes on. `tags` are joined as
    `domain.tags` has it.
    """

    __tablename__ = "orders"
    __table_args__ = (
        one_of("status", OrderStatus),
        one_of("payment", Payment),
        one_of("hold", Hold),
        one_of("verify", Verify),
        CheckConstraint("max_warehouses > 0", name="max_warehouses_positive"),
        Index("ix_orders_queue", "queue_key", "id"),
        Index("ix_orders_status_queue", "status", "queue_key"),
        Index("ix_orders_country_queue", "country", "queue_key"),
        Index("ix_orders_ordered_at", "ordered_at", "id"),
        Index(
            "ix_orders_source",
            "source_key",
            "channel",
            unique=True,
            sqlite_where=text("source_key IS NOT NULL"),
            postgresql_where=text("source_key IS NOT NULL"),
        ),
        Index(
            "ix_orders_unrouted",
            "queue_key",
            "id",
            sqlite_where=text("unrouted_units > 0"),
            postgresql_where=text("unrouted_units > 0"),
        ),
        Index(
            "ix_orders_tagged",
            "id",
            sqlite_where=text("tags IS NOT NULL"),
            postgresql_where=text("tags IS NOT NULL"),
        ),
        Index(
            "ix_orders_open_postal_code",
            "postal_code",
            sqlite_where=text("status NOT IN ('shipped', 'cancelled')"),
            postgresql_where=text("status NOT IN ('shipped', 'cancelled')"),
        ),
        Index(
            "ix_orders_to_verify",
            "channel",
            "id",
            sqlite_where=text("verify = 'asked'"),
            postgresql_where=text("verify = 'asked'"),
        ),
        Index(
            "ix_orders_waiting",
            "queue_key",
            "id",
            sqlite_where=text("waiting_units > 0"),
            postgresql_where=text("waiting_units > 0"),
        ),
        Index("ix_orders_ship_method", "ship_method", "id"),
        Index("ix_orders_channel_ordered_at", "channel", "ordered_at", "id"),
        Index(
            "ix_orders_ship_by",
            "ship_by",
            "id",
            sqlite_where=text("ship_by IS NOT NULL"),
            postgresql_where=text("ship_by IS NOT NULL"),
        ),
        Index(
            "ix_orders_unpaid",
            "ordered_at",
            "id",
            sqlite_where=text("payment = 'awaiting'"),
            postgresql_where=text("payment = 'awaiting'"),
        ),
        Index(
            "ix_orders_on_hold",
            "ordered_at",
            "id",
            sqlite_where=text("hold IS NOT NULL"),
            postgresql_where=text("hold IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_orders_done_{one}s",
                f"{one}_count",
                "id",
                sqlite_where=text("(status IN ('shipped', 'cancelled')) IS TRUE"),
                postgresql_where=text("(status IN ('shipped', 'cancelled')) IS TRUE"),
            )
            for one in ("line", "unit")
        ),
        *field_indexes("orders", ORDER_COLUMNS, "ordered_at", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str]
    number_key: Mapped[str] = mapped_column(SortText, unique=True)
    channel: Mapped[str] = mapped_column(server_default=text("''"))
    ordered_at: Mapped[datetime]
    customer_name: Mapped[str | None]
    customer_email: Mapped[str | None]
    company: Mapped[str | None]
    street: Mapped[str | None]
    street2: Mapped[str | None]
    city: Mapped[str | None]
    postal_code: Mapped[str | None]
    region: Mapped[str | None]
    country: Mapped[str | None]
    phone: Mapped[str | None]
    currency: Mapped[str | None]
    priority: Mapped[int] = mapped_column(server_default="0")
    ship_by: Mapped[date | None]
    max_warehouses: Mapped[int | None]
    ship_partial: Mapped[bool] = mapped_column(server_default=true())
    payment: Mapped[str] = mapped_column(server_default=Payment.PAID.value)
    note: Mapped[str | None]
    gift_message: Mapped[str | None]
    ship_method: Mapped[str | None]
    shipping_charged: Mapped[Decimal | None]
    discount: Mapped[Decimal | None]
    tax: Mapped[Decimal | None]
    hold: Mapped[str | None]
    hold_reason: Mapped[str | None]
    verify: Mapped[str | None]
    queue_key: Mapped[str] = mapped_column(SortText)
    status: Mapped[str] = mapped_column(server_default=OrderStatus.NEW.value)
    line_count: Mapped[int] = mapped_column(server_default="0")
    unit_count: Mapped[int] = mapped_column(server_default="0")
    unrouted_units: Mapped[int] = mapped_column(server_default="0")
    waiting_units: Mapped[int] = mapped_column(server_default="0")
    shipments_made: Mapped[int] = mapped_column(server_default="0")
    imported_hash: Mapped[str | None]
    source_number: Mapped[str | None]
    source_key: Mapped[str | None] = mapped_column(SortText)
    source_channel: Mapped[str | None]
    tags: Mapped[str | None]


class OrderSearch(Base):
    """What an order is found by a part of: number, names, e-mail, digits of the telephone.

    Kept by triggers, and looked up by any three letters: on SQLite in `order_words`, which whoever
    writes orders keeps (`db.sql.order_words`), on PostgreSQL by an index of its own.
    """

    __tablename__ = "order_search"

    order_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str]


class OrderSaid(Base):
    """What the file said last of an imported order, as JSON (`services.importing.said`)."""

    __tablename__ = "order_said"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    body: Mapped[str]


class OrderLine(Base):
    """A line of an order: every ordered unit is in exactly one bucket.

    `backorder_allowed` tells that somebody let this line wait although its product may not.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "line"),
        CheckConstraint("ordered > 0", name="ordered_positive"),
        CheckConstraint(f"ordered = {' + '.join(BUCKETS)}", name="every_unit_in_one_bucket"),
        *not_negative(*BUCKETS),
        Index("ix_order_line_product", "product_id", "order_id"),
        Index(
            "ix_order_line_waiting",
            "product_id",
            "order_id",
            "waiting",
            sqlite_where=text("waiting > 0"),
            postgresql_where=text("waiting > 0"),
        ),
        Index(
            "ix_order_line_unknown",
            "sku_key",
            sqlite_where=text("product_id IS NULL"),
            postgresql_where=text("product_id IS NULL"),
        ),
        # Bucket updates stay on the page (HOT) when there is room, which a backlog needs.
        {"postgresql_with": {"fillfactor": "60"}},
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    line: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    sku: Mapped[str]
    sku_key: Mapped[str] = mapped_column(SortText)
    original_sku: Mapped[str | None]
    unit_price: Mapped[Decimal | None]
    ordered: Mapped[int]
    unrouted: Mapped[int] = mapped_column(server_default="0")
    allocated: Mapped[int] = mapped_column(server_default="0")
    waiting: Mapped[int] = mapped_column(server_default="0")
    unavailable: Mapped[int] = mapped_column(server_default="0")
    picked: Mapped[int] = mapped_column(server_default="0")
    packed: Mapped[int] = mapped_column(server_default="0")
    shipped: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")
    backorder_allowed: Mapped[bool] = mapped_column(server_default=false())


class OrderProblem(Base):
    """What somebody has to mend; `line` 0 is the order itself."""

    __tablename__ = "order_problem"
    __table_args__ = (one_of("code", Problem), Index(None, "code"))

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, server_default="0")


class OrderStuck(Base):
    """Since when something keeps an order from being sent, and until which command; a row a time.

    `begun_by` is empty where nobody wrote that down. What ended by a command is open again when
    that is taken back.
    """

    __tablename__ = "order_stuck"
    __table_args__ = (
        one_of("reason", Stuck),
        Index(
            "ix_order_stuck_open",
            "order_id",
            "reason",
            unique=True,
            sqlite_where=text("ended_by IS NULL"),
            postgresql_where=text("ended_by IS NULL"),
        ),
        Index(None, "ended_by"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    reason: Mapped[str]
    since: Mapped[datetime]
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))


class Shipment(Base):
    """What one warehouse sends for one order in one go.

    `tracking_key` is carrier and tracking number as they are compared: a number is used once.
    """

    __tablename__ = "shipment"
    __table_args__ = (
        one_of("status", ShipmentStatus),
        UniqueConstraint("order_id", "sequence"),
        UniqueConstraint("id", "warehouse_id"),
        Index("ix_shipment_work", "status", "warehouse_id"),
        Index("ix_shipment_made_on", "warehouse_id", "made_on"),
        Index("ix_shipment_shipped_at", "shipped_at"),
        Index("ix_shipment_tracking", "tracking_key", unique=True),
        Index("ix_shipment_by_tracking", "tracking"),
        Index(
            "ix_shipment_carrier",
            "carrier",
            "id",
            sqlite_where=text("carrier IS NOT NULL"),
            postgresql_where=text("carrier IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(SortText, unique=True)
    status: Mapped[str] = mapped_column(server_default=ShipmentStatus.READY.value)
    carrier: Mapped[str | None]
    tracking: Mapped[str | None]
    tracking_key: Mapped[str | None] = mapped_column(SortText)
    shipped_at: Mapped[datetime | None]
    made_on: Mapped[date | None]


class Allocation(Base):
    """The promise of units at a warehouse to an order line, until they are shipped.

    The buckets are component units; `per_unit` of them make one unit of the line (1 but for kits),
    together with those of the other parts: `parts` allocations in all.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        *not_negative("allocated", "picked", "packed", "shipped"),
        CheckConstraint("per_unit > 0", name="per_unit_positive"),
        CheckConstraint("parts > 0", name="parts_positive"),
        CheckConstraint("allocated + picked + packed + shipped > 0", name="not_empty"),
        UniqueConstraint("shipment_id", "order_line_id", "product_id"),
        ForeignKeyConstraint(
            ["shipment_id", "warehouse_id"], ["shipment.id", "shipment.warehouse_id"]
        ),
        ForeignKeyConstraint(
            ["stock_id", "warehouse_id", "product_id"],
            ["stock.id", "stock.warehouse_id", "stock.product_id"],
        ),
        Index(None, "order_line_id"),
        Index(
            None,
            "stock_id",
            sqlite_where=text("allocated + picked + packed > 0"),
            postgresql_where=text("allocated + picked + packed > 0"),
        ),
    )

    id: Mapped[Id]
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    shipment_id: Mapped[int]
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    stock_id: Mapped[int | None]
    per_unit: Mapped[int] = mapped_column(server_default="1")
    parts: Mapped[int] = mapped_column(server_default="1")
    allocated: Mapped[int]
    picked: Mapped[int] = mapped_column(server_default="0")
    packed: Mapped[int] = mapped_column(server_default="0")
    shipped: Mapped[int] = mapped_column(server_default="0")


class Waiting(Base):
    """A line in the waiting room; how many wait is `order_line.waiting`.

    `marked` of them wait for the operator who marked them (`manual`) and are not tried by
    themselves. `passed_over` counts how often stock of its product went to an order behind it, and
    `passed_by` is the number of the order that was served last in that way. `limited` lines were
    left although there was stock for them, by a limit of warehouses: it is kept for them.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        one_of("reason", Reason),
        *not_negative("marked"),
        Index("ix_waiting_product_queue", "product_id", "queue_key"),
        Index("ix_waiting_product_since", "product_id", "since"),
        Index("ix_waiting_order", "order_id"),
        Index(
            "ix_waiting_limited",
            "product_id",
            "order_id",
            sqlite_where=text("limited = 1"),
            postgresql_where=text("limited"),
        ),
        Index(
            "ix_waiting_for_rest",
            "product_id",
            sqlite_where=text("reason = 'waiting_for_rest'"),
            postgresql_where=text("reason = 'waiting_for_rest'"),
        ),
    )

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    reason: Mapped[str]
    since: Mapped[datetime]
    queue_key: Mapped[str] = mapped_column(SortText)
    marked: Mapped[int] = mapped_column(server_default="0")
    passed_over: Mapped[int] = mapped_column(server_default="0")
    passed_by: Mapped[str | None]
    limited: Mapped[bool] = mapped_column(server_default=false())


class Decision(Base):
    """Why an order was routed as it was: one compact JSON row an order and routing."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "order_id", "id"),)

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    at: Mapped[datetime]
    body: Mapped[str]
