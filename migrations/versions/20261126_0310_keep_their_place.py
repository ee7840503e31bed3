"""Rows that others count on stay what they are; what was done is never rewritten.

A promise stays with its line, shipment, stock and recipe; a task with its promise; an audit row,
a decision, an operator are never edited or deleted. SQLite needs more of these than PostgreSQL:
a client may switch foreign keys off there, and INSERT OR REPLACE deletes without delete triggers.
`allocation.parts` tells of how many parts a unit of its line is made: a missing one is seen.
"""

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "20261126_0310_keep_their_place"
down_revision = "20261126_0300_ledger_sums"
branch_labels = None
depends_on = None


class _Guard(NamedTuple):
    """A row change that is refused: before `event` on `table`, when the condition holds."""

    name: str
    table: str
    event: str
    condition: str
    message: str
    columns: tuple[str, ...] = ()
    """UPDATE only: the columns whose change is looked at; the condition is then that any changed,
    and what `condition` says besides."""


_PROMISE = "a promise stays with its line, shipment, stock and recipe; delete it and make another"
_TASK = "a pick task stays with its wave, shipment and promise; delete it and make another"
_STOCK = "stock stays where it is; move it with movements"
_PLACE = "a location stays in its warehouse"
_LINE = "a line with promises keeps its product and its order; take the promises back first"
_SHIPMENT = "a shipment stays with its order and warehouse, under its number"
_USED = "others still refer to this row"
_WRITTEN = "what was done stays written: this row is never changed, deleted or replaced"
_FITS_LINE = "a promise is of its line: same order, same product, or a part of its kit as often"
_FITS_PROMISE = "a pick task is of its promise: same shipment, and a bin with the promised product"

_ID = ("id",)


def _keeps(table: str, message: str, *columns: str, condition: str = "") -> _Guard:
    return _Guard(f"{table}_keeps_its_place", table, "UPDATE", condition, message, columns)


def _stays(table: str, condition: str = "", message: str = _USED) -> _Guard:
    return _Guard(f"{table}_stays", table, "DELETE", condition, message)


def _used_by(table: str, column: str, own: str = "id") -> str:
    return f"EXISTS (SELECT 1 FROM {table} u WHERE u.{column} = OLD.{own})"


_GUARDS = (
    _keeps(
        *("allocation", _PROMISE, "id", "order_line_id", "shipment_id", "warehouse_id"),
        *("product_id", "stock_id", "per_unit", "parts"),
    ),
    _keeps("pick_task", _TASK, "id", "wave_id", "shipment_id", "allocation_id"),
    _keeps("stock", _STOCK, "id", "warehouse_id", "product_id"),
    _keeps(
        *("stock_bin", _STOCK, "id", "warehouse_id", "product_id"),
        *("location_id", "lot", "expires_on"),
    ),
    _keeps("location", _PLACE, "id", "warehouse_id"),
    _keeps("warehouse", _USED, "id"),
    _keeps("product", _USED, "id"),
    _keeps("shipment", _SHIPMENT, "id", "order_id", "warehouse_id", "sequence", "number"),
    _keeps("orders", _USED, "id"),
    _keeps(
        *("order_line", _LINE, "id", "order_id", "product_id"),
        condition=_used_by("allocation", "order_line_id"),
    ),
    _keeps("operator", _WRITTEN, "id", "name"),
    _keeps("station", _WRITTEN, "id", "name"),
    _keeps("command", _WRITTEN, "id", "key", "name", "content_hash", "content"),
    _Guard(
        *("command_keeps_who_and_when", "command", "UPDATE", "", _WRITTEN),
        ("operator_id", "station_id", "at"),
    ),
    _Guard(
        *("command_keeps_its_result", "command", "UPDATE", "OLD.result IS NOT NULL", _WRITTEN),
        ("result", "undo", "undoes_id"),
    ),
    _Guard(
        *("command_keeps_its_notice", "command", "UPDATE", "OLD.notice IS NOT NULL", _WRITTEN),
        ("notice",),
    ),
    _Guard("decision_never_changed", "decision", "UPDATE", "", _WRITTEN),
    _Guard("printed_document_never_changed", "printed_document", "UPDATE", "", _WRITTEN),
    *(
        _stays(table, message=_WRITTEN)
        for table in ("command", "decision", "operator", "station", "printed_document")
    ),
    _stays("stock", "OLD.ledger_seq > 0", _STOCK),
    _stays("stock_bin", "OLD.ledger_seq > 0", _STOCK),
    _stays("allocation", _used_by("pick_task", "allocation_id")),
    _stays("order_line", _used_by("allocation", "order_line_id")),
    _stays(
        "shipment",
        f"{_used_by('allocation', 'shipment_id')} OR {_used_by('pick_task', 'shipment_id')}",
    ),
    _stays("orders", f"{_used_by('order_line', 'order_id')} OR {_used_by('shipment', 'order_id')}"),
    _stays(
        "product", f"{_used_by('stock', 'product_id')} OR {_used_by('order_line', 'product_id')}"
    ),
    _stays("warehouse", _used_by("stock", "warehouse_id")),
    _stays("location", _used_by("stock_bin", "location_id")),
)

_RECIPE = """WITH RECURSIVE part(product_id, quantity, depth) AS (
      SELECT k.component_id, k.quantity, 1 FROM kit_component k WHERE k.kit_id = l.product_id
      UNION ALL
      SELECT k.component_id, k.quantity * p.quantity, p.depth + 1
      FROM part p JOIN kit_component k ON k.kit_id = p.product_id WHERE p.depth < 20)
    SELECT {what} FROM part
    WHERE product_id NOT IN (SELECT kit_id FROM kit_component)"""
"""The parts of the kit on line `l`, through the kits inside it, as the planner takes it apart."""

_FITTING_LINE = f"""EXISTS (SELECT 1 FROM order_line l
    JOIN shipment s ON s.order_id = l.order_id AND s.id = NEW.shipment_id
    WHERE l.id = NEW.order_line_id AND CASE
      WHEN NOT EXISTS (SELECT 1 FROM kit_component k WHERE k.kit_id = l.product_id)
      THEN l.product_id = NEW.product_id AND NEW.per_unit = 1 AND NEW.parts = 1
      ELSE NEW.per_unit = ({_RECIPE.format(what="SUM(quantity)")} AND product_id = NEW.product_id)
        AND NEW.parts = ({_RECIPE.format(what="COUNT(DISTINCT product_id)")})
      END)"""
_FITTING_PROMISE = """EXISTS (SELECT 1 FROM allocation a
    LEFT JOIN stock_bin b ON b.id = NEW.stock_bin_id
    WHERE a.id = NEW.allocation_id AND a.shipment_id = NEW.shipment_id
      AND (a.stock_id IS NULL) = (NEW.stock_bin_id IS NULL)
      AND (b.id IS NULL) = (NEW.stock_bin_id IS NULL)
      AND (b.id IS NULL OR b.product_id = a.product_id AND b.warehouse_id = a.warehouse_id))"""

_FITTING = (
    # (trigger, table, event, what has to be there, message)
    ("allocation_fits", "allocation", "INSERT", _FITTING_LINE, _FITS_LINE),
    ("pick_task_fits", "pick_task", "INSERT", _FITTING_PROMISE, _FITS_PROMISE),
    ("pick_task_fits_its_bin", "pick_task", "UPDATE", _FITTING_PROMISE, _FITS_PROMISE),
)
_FITTING_COLUMNS = {"pick_task_fits_its_bin": ("stock_bin_id",)}

_NEVER_EMPTIED = (
    *("allocation", "pick_task", "stock", "stock_bin", "orders", "order_line", "shipment"),
    *("waiting", "command", "decision", "operator", "station", "printed_document"),
    *("product", "warehouse", "location", "wave", "wave_shipment"),
)
"""Tables that PostgreSQL's TRUNCATE is refused on; the movements have their own guard."""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE allocation ADD COLUMN parts"
        f" {'INTEGER' if _on_sqlite() else 'BIGINT'} DEFAULT 1 NOT NULL"
        " CONSTRAINT ck_allocation_parts_positive CHECK (parts > 0)"
    )
    op.execute(
        "UPDATE allocation SET parts = (SELECT COUNT(*) FROM allocation a"
        " WHERE a.shipment_id = allocation.shipment_id"
        " AND a.order_line_id = allocation.order_line_id)"
    )
    for statement in _sqlite() if _on_sqlite() else _postgres():
        op.execute(statement)


def downgrade() -> None:
    for name, table in _triggers():
        on_table = "" if _on_sqlite() else f" ON {table}"
        op.execute(f"DROP TRIGGER {name}{on_table}")
    if not _on_sqlite():
        for function in _functions():
            op.execute(f"DROP FUNCTION {function}()")
    op.drop_column("allocation", "parts")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _triggers() -> list[tuple[str, str]]:
    """(name, table) of all that this migration makes."""
    both = [(one[0], one[1]) for one in (*_GUARDS, *_FITTING)]
    if _on_sqlite():
        return [*both, *((name, table) for name, table, *_ in _NOT_REPLACED)]
    return [*both, *((f"{table}_never_truncated", table) for table in _NEVER_EMPTIED)]


# SQLite

_NOT_REPLACED = (
    # (trigger, table, moment, condition, what then). A row that was replaced took its history with
    # it; where a known key is quietly passed over by our own commands, so is the replacement.
    ("allocation_never_replaced", "allocation", "BEFORE", "{place}", f"ABORT, '{_PROMISE}'"),
    ("pick_task_never_replaced", "pick_task", "BEFORE", "{id}", f"ABORT, '{_TASK}'"),
    ("decision_never_replaced", "decision", "BEFORE", "{id}", f"ABORT, '{_WRITTEN}'"),
    (
        *("printed_document_never_replaced", "printed_document", "BEFORE"),
        *("{id} OR {print}", f"ABORT, '{_WRITTEN}'"),
    ),
    ("command_never_replaced", "command", "BEFORE", "{id} AND NOT {key}", f"ABORT, '{_WRITTEN}'"),
    ("command_runs_once", "command", "BEFORE", "{key}", "IGNORE"),
    (
        "operator_never_replaced",
        "operator",
        "BEFORE",
        "{id} AND NOT {name}",
        f"ABORT, '{_WRITTEN}'",
    ),
    ("operator_is_known", "operator", "BEFORE", "{name}", "IGNORE"),
    ("station_never_replaced", "station", "BEFORE", "{id} AND NOT {name}", f"ABORT, '{_WRITTEN}'"),
    ("station_is_known", "station", "BEFORE", "{name}", "IGNORE"),
    ("stock_starts_fresh", "stock", "AFTER", "{stocked}", f"ABORT, '{_STOCK}'"),
    ("stock_bin_starts_fresh", "stock_bin", "AFTER", "{binned}", f"ABORT, '{_STOCK}'"),
)
_THERE = {
    "id": "EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id)",
    "key": "EXISTS (SELECT 1 FROM {table} t WHERE t.key = NEW.key)",
    "name": "EXISTS (SELECT 1 FROM {table} t WHERE t.name = NEW.name)",
    "print": "EXISTS (SELECT 1 FROM {table} t WHERE t.kind = NEW.kind"
    " AND t.subject = NEW.subject AND t.print_number = NEW.print_number)",
    "place": "EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id)"
    " OR EXISTS (SELECT 1 FROM {table} t WHERE t.shipment_id = NEW.shipment_id"
    " AND t.order_line_id = NEW.order_line_id AND t.product_id = NEW.product_id)",
    "stocked": "EXISTS (SELECT 1 FROM movement m WHERE m.product_id = NEW.product_id"
    " AND m.warehouse_id = NEW.warehouse_id)"
    " OR EXISTS (SELECT 1 FROM allocation a WHERE a.stock_id = NEW.id"
    " AND a.allocated + a.picked + a.packed > 0)",
    "binned": "EXISTS (SELECT 1 FROM movement m WHERE m.location_id = NEW.location_id"
    " AND m.product_id = NEW.product_id AND m.lot = NEW.lot)"
    " OR EXISTS (SELECT 1 FROM pick_task k WHERE k.stock_bin_id = NEW.id"
    " AND k.quantity - k.picked - k.short > 0)",
}


def _sqlite() -> list[str]:
    statements = [_sqlite_guard(guard) for guard in _GUARDS]
    for name, table, event, needed, message in _FITTING:
        columns = _of_columns(_FITTING_COLUMNS.get(name, ()))
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {event}{columns} ON {table} WHEN NOT {needed}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    for name, table, moment, condition, then in _NOT_REPLACED:
        there = {key: text.format(table=table) for key, text in _THERE.items()}
        statements.append(
            f"CREATE TRIGGER {name} {moment} INSERT ON {table} WHEN {condition.format(**there)}"
            f" BEGIN SELECT RAISE({then}); END"
        )
    return statements


def _of_columns(columns: tuple[str, ...]) -> str:
    return f" OF {', '.join(columns)}" if columns else ""


def _sqlite_guard(guard: _Guard) -> str:
    when = _when(guard, "IS NOT")
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event}{_of_columns(guard.columns)}"
        f" ON {guard.table}{when and f' WHEN {when}'}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _when(guard: _Guard, differs: str) -> str:
    changed = " OR ".join(f"NEW.{one} {differs} OLD.{one}" for one in guard.columns)
    parts = [f"({part})" for part in (changed, guard.condition) if part]
    return " AND ".join(parts)


# PostgreSQL: a condition that looks at other tables needs a function of its own.


def _postgres() -> list[str]:
    statements = [one for guard in _GUARDS for one in _postgres_guard(guard)]
    for name, table, event, needed, message in _FITTING:
        columns = _of_columns(_FITTING_COLUMNS.get(name, ()))
        statements += _postgres_fitting(name, f"{event}{columns} ON {table}", needed, message)
    statements += [
        f"CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION refuse('{_USED}')"
        for table in _NEVER_EMPTIED
    ]
    return statements


def _functions() -> list[str]:
    looking = [guard.name for guard in _GUARDS if "SELECT" in guard.condition]
    return [*looking, *(name for name, *_ in _FITTING)]


def _postgres_guard(guard: _Guard) -> list[str]:
    trigger = (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event}{_of_columns(guard.columns)}"
        f" ON {guard.table} FOR EACH ROW"
    )
    when = _when(guard, "IS DISTINCT FROM")
    if "SELECT" in guard.condition:
        returned = "OLD" if guard.event == "DELETE" else "NEW"
        return [
            _function(guard.name, when, guard.message, returned),
            f"{trigger} EXECUTE FUNCTION {guard.name}()",
        ]
    condition = f" WHEN ({when})" if when else ""
    return [f"{trigger}{condition} EXECUTE FUNCTION refuse('{guard.message}')"]


def _function(name: str, condition: str, message: str, returned: str) -> str:
    schema = op.get_bind().execute(sa.text("SELECT quote_ident(current_schema())")).scalar_one()
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
    SET search_path = {schema}, pg_temp AS $$ BEGIN
    IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;
    RETURN {returned}; END $$"""


def _postgres_fitting(name: str, event: str, needed: str, message: str) -> list[str]:
    """Set-wise where many rows are written at once; the plan is kept from walking whole tables."""
    if "UPDATE" in event:
        return [
            _function(name, f"NOT {needed}", message, "NEW"),
            f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    condition = f"EXISTS (SELECT 1 FROM added WHERE NOT {needed})".replace("NEW.", "added.")
    function = _function(name, condition, message, "NULL").replace(
        " AS $$", " SET enable_seqscan = off SET enable_hashjoin = off AS $$", 1
    )
    return [
        function,
        f"CREATE TRIGGER {name} AFTER {event} REFERENCING NEW TABLE AS added"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]
