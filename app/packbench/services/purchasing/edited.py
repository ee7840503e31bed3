"""A purchase order as an editor sees it, and what he wants of it: texts, as they are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.purchasing import (
    find_purchase_order,
    purchase_order_lines,
    show_purchase_order,
)
from packbench.db.schema import Supplier, Warehouse
from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context

FIELDS = ("supplier", "warehouse", "currency", "terms", "note")
"""What is said of a purchase order as a whole, in the order in which it is asked for."""
LINE_FIELDS = ("sku", "quantity", "unit_cost", "expected_on")
EDITABLE = frozenset({Status.DRAFT, Status.AUTHORIZED, Status.SENT, Status.PART_RECEIVED})
"""The states in which a purchase order can be edited."""

LineTexts = tuple[str, str, str, str]
"""SKU, quantity, unit cost and expected day of a line."""


@dataclass(frozen=True, slots=True)
class PurchaseLineEdit:
    """A line to change, to remove, or (`line` None) to add; what is None stays as it is."""

    line: int | None
    sku: str | None = None
    quantity: str | None = None
    unit_cost: str | None = None
    expected_on: str | None = None
    remove: bool = False

    def over(self, here: LineTexts) -> dict[str, str]:
        """The texts of the line as it is to be."""
        wanted = (self.sku, self.quantity, self.unit_cost, self.expected_on)
        pairs = zip(LINE_FIELDS, wanted, here, strict=True)
        return {name: old if new is None else new for name, new, old in pairs}


@dataclass(frozen=True, slots=True)
class PurchaseSeen:
    """A purchase order as its editor saw it: texts by field, and of its lines by number."""

    fields: Mapping[str, str]
    lines: Mapping[int, LineTexts]


@dataclass(frozen=True, slots=True)
class PurchaseEdit:
    """What is to change of a purchase order, or what a new one is.

    Attributes:
        fields: texts by field, of those that change; an empty one empties it.
        lines: those that change.
        seen: what the editor saw; None where he names the values and looked at nothing.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[PurchaseLineEdit] = ()
    seen: PurchaseSeen | None = None

    def content(self) -> dict[str, Any]:
        """As a command's content."""
        return {"fields": dict(self.fields), "lines": [asdict(one) for one in self.lines]}


@dataclass(frozen=True, slots=True)
class EditablePurchaseLine:
    """A line as an editor is shown it; `taken` units were received or rejected."""

    line: int
    texts: LineTexts
    name: str
    taken: int
    told: str


@dataclass(frozen=True, slots=True)
class EditablePurchase:
    """A purchase order that can be edited."""

    number: str
    seen: PurchaseSeen
    lines: list[EditablePurchaseLine]


@dataclass(frozen=True, slots=True)
class PurchaseChoices:
    """What may be chosen from while one is typed: suppliers with their currencies, warehouses."""

    suppliers: dict[str, str]
    currencies: dict[str, str]
    warehouses: list[str]


def purchase_choices(context: Context) -> PurchaseChoices:
    """Suppliers in use with their names, and active warehouses that hold goods."""
    with context.database.read.connect() as connection:
        query = select(Supplier.code, Supplier.name, Supplier.currency).where(Supplier.active)
        rows = connection.execute(query.order_by(Supplier.code_key)).all()
        real = select(Warehouse.code).where(Warehouse.active, Warehouse.kind == "physical")
        warehouses = list(connection.execute(real.order_by(Warehouse.rank)).scalars())
    currencies = {row.code: row.currency for row in rows if row.currency}
    return PurchaseChoices({row.code: row.name for row in rows}, currencies, warehouses)


def editable_purchase(context: Context, number: str) -> EditablePurchase:
    """A purchase order for its editor; refuses one that is closed, cancelled or all received."""
    with context.database.read.connect() as connection:
        row = find_purchase_order(connection, number)
        refuse_closed(row)
        rows = purchase_order_lines(connection, row.id)
        fields = fields_here(connection, row)
        lines = [
            EditablePurchaseLine(
                one.line,
                line_here(one),
                one.name,
                one.received + one.rejected,
                one.supplier_sku or "",
            )
            for one in rows
        ]
        seen = PurchaseSeen(fields, {one.line: one.texts for one in lines})
        return EditablePurchase(row.number, seen, lines)


def refuse_closed(row: AnyRow) -> None:
    """Refuses one that nobody edits any more."""
    if row.status not in EDITABLE:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)


def fields_here(connection: Connection, row: AnyRow) -> dict[str, str]:
    """The fields of a purchase order as texts."""
    order = show_purchase_order(connection, row.id)
    return {name: getattr(order, name) or "" for name in FIELDS}


def line_here(row: AnyRow) -> LineTexts:
    """A line as texts."""
    return (row.sku, str(row.ordered), money_text(row.unit_cost), day_text(row.expected_on))


def money_text(cost: Decimal | None) -> str:
    """A price as it is typed: `2.5`, empty for none."""
    return "" if cost is None else f"{cost.normalize():f}"


def day_text(day: date | None) -> str:
    """A day as it is typed."""
    return "" if day is None else day.isoformat()


def warehouse_of(connection: Connection, code: str) -> int:
    """The warehouse that goods can come to; refuses virtual ones, and those switched off."""
    found = find_warehouse(connection, code)
    if found.kind == "virtual":
        raise Refusal(Code.WAREHOUSE_VIRTUAL, name=found.code)
    if not connection.execute(select(Warehouse.active).where(Warehouse.id == found.id)).scalar():
        raise Refusal(Code.WRONG_STATE, why=Said.WAREHOUSE_IS_OFF, name=found.code, state="")
    return found.id
