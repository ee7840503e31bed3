"""Sums of stock can't be changed apart from their ledger, not even by a trigger of somebody else.

Before this the guards believed whoever counted `ledger_seq` up (SQLite) or was inside any trigger
(PostgreSQL). Now a change is compared with what it is said to follow from (docs/decisions/0016):

- `counted_to` is the last movement that is in the sums; a change of `on_hand` or `unavailable` is
  the sum of the movements between the old and the new one, or it is refused;
- `allocated` can't fall below the promises (or pick tasks) that are there.

Functions of PostgreSQL name their schema, so that no table of a client stands in for ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0300_ledger_sums"
down_revision = "20261126_0210_imports_said"
branch_labels = None
depends_on = None

_FIRST_GUARDS = "20261121_2130_ledger_triggers"
_PROMISED = "allocated + picked + packed"
_ASKED = "quantity - picked - short"

APPEND_ONLY = "movements are never changed, deleted or replaced; write a compensating one"
GUARDED = "stock sums follow from movements, allocations and pick tasks; write those"
MANAGED = "stock of this product is managed: an allocation needs its stock row"
COVERED = "promise_is_covered: more would be promised than is there"
NO_PLACE = "what is written to the ledger needs the stock row of its warehouse and product"


def upgrade() -> None:
    _first_guards().downgrade()
    _widen()
    for statement in _sqlite() if _on_sqlite() else _postgres():
        op.execute(statement)


def downgrade() -> None:
    if _on_sqlite():
        names = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in op.get_bind().execute(names).scalars().all():
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name, table in _POSTGRES_TRIGGERS.items():
            op.execute(f"DROP TRIGGER {name} ON {table}")
        for function in _POSTGRES_FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
    _narrow()
    _first_guards().upgrade()


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _first_guards():
    """The migration that made the guards which this one replaces."""
    return op.get_context().opts["script"].get_revision(_FIRST_GUARDS).module


def _widen() -> None:
    whole = "INTEGER" if _on_sqlite() else "BIGINT"
    for table in ("stock", "stock_bin"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN counted_to {whole} DEFAULT 0 NOT NULL")
    same = "m.warehouse_id = stock.warehouse_id AND m.product_id = stock.product_id"
    op.execute(
        "UPDATE stock SET counted_to ="
        f" (SELECT COALESCE(MAX(m.id), 0) FROM movement m WHERE {same})"
    )
    op.drop_index("ix_movement_location_id_product_id_lot", "movement")
    op.create_index(
        "ix_movement_location_id_product_id_lot_id",
        "movement",
        ["location_id", "product_id", "lot", "id"],
    )
    same = (
        "m.location_id = stock_bin.location_id AND m.product_id = stock_bin.product_id"
        " AND m.lot = stock_bin.lot"
    )
    op.execute(
        "UPDATE stock_bin SET counted_to ="
        f" (SELECT COALESCE(MAX(m.id), 0) FROM movement m WHERE {same})"
    )
    # Only what is still promised counts; what was shipped long ago would be walked through too.
    for name, table, column, units in _OPEN_INDEXES:
        op.drop_index(name, table)
        condition = sa.text(f"{units} > 0")
        op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)


_OPEN_INDEXES = (
    ("ix_allocation_stock_id", "allocation", "stock_id", _PROMISED),
    ("ix_pick_task_stock_bin_id", "pick_task", "stock_bin_id", _ASKED),
)


def _narrow() -> None:
    for name, table, column, _ in _OPEN_INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, [column])
    op.drop_index("ix_movement_location_id_product_id_lot_id", "movement")
    op.create_index(
        "ix_movement_location_id_product_id_lot", "movement", ["location_id", "product_id", "lot"]
    )
    for table in ("stock", "stock_bin"):
        op.drop_column(table, "counted_to")


_PLACES = {
    "stock": ("warehouse_id", "product_id"),
    "stock_bin": ("location_id", "product_id", "lot"),
}
_LEDGERS = {
    # table: (its sums stand in, by this column, so many units of a row, columns these come from)
    "allocation": ("stock", "stock_id", _PROMISED, "allocated, picked, packed"),
    "pick_task": ("stock_bin", "stock_bin_id", _ASKED, "quantity, picked, short"),
}


# SQLite: triggers run row by row, right behind each change.

_FEW = 100
"""So many rows are added up when a promise goes: more would make every command slower."""


def _sqlite() -> list[str]:
    return [
        *_sqlite_movement(),
        *(one for table in _PLACES for one in _sqlite_guards(table)),
        *(one for table in _LEDGERS for one in _sqlite_ledger(table)),
        "CREATE TRIGGER allocation_needs_stock BEFORE INSERT ON allocation"
        " WHEN NEW.stock_id IS NULL AND (SELECT manage_stock FROM product"
        f" WHERE id = NEW.product_id) BEGIN {_abort(MANAGED)} END",
    ]


def _abort(message: str, condition: str = "") -> str:
    return f"SELECT RAISE(ABORT, '{message}'){condition and ' WHERE ' + condition};"


def _of(row: str, expression: str) -> str:
    """The expression over the columns of `NEW` or `OLD`."""
    return " ".join(word if word in "+-" else f"{row}.{word}" for word in expression.split())


def _sqlite_movement() -> list[str]:
    add = (
        "SET on_hand = on_hand + NEW.quantity, unavailable = unavailable + NEW.unavailable,"
        " ledger_seq = ledger_seq + 1, counted_to = NEW.id"
    )
    # changes() is 0 where a client without foreign keys names a place that is not there.
    found = _abort(NO_PLACE, "changes() = 0")
    return [
        f"CREATE TRIGGER movement_never_updated BEFORE UPDATE ON movement"
        f" BEGIN {_abort(APPEND_ONLY)} END",
        f"CREATE TRIGGER movement_never_deleted BEFORE DELETE ON movement"
        f" BEGIN {_abort(APPEND_ONLY)} END",
        f"""CREATE TRIGGER movement_never_replaced BEFORE INSERT ON movement
        WHEN EXISTS (SELECT 1 FROM movement WHERE id = NEW.id) BEGIN {_abort(APPEND_ONLY)} END""",
        f"""CREATE TRIGGER movement_adds_up AFTER INSERT ON movement BEGIN
        UPDATE stock_bin {add} WHERE location_id = NEW.location_id AND product_id = NEW.product_id
            AND lot = NEW.lot AND warehouse_id = NEW.warehouse_id;
        {found}
        UPDATE stock {add}
            WHERE warehouse_id = NEW.warehouse_id AND product_id = NEW.product_id;
        {found}
        END""",
    ]


def _sqlite_guards(table: str) -> list[str]:
    sums = "on_hand, unavailable, allocated"
    place = " AND ".join(f"m.{column} = OLD.{column}" for column in _PLACES[table])
    moved = (
        "(SELECT COALESCE(SUM(m.{}), 0) FROM movement m"
        f" WHERE {place} AND m.id > OLD.counted_to AND m.id <= NEW.counted_to)"
    )
    return [
        f"""CREATE TRIGGER {table}_starts_empty BEFORE INSERT ON {table}
        WHEN NEW.on_hand <> 0 OR NEW.unavailable <> 0 OR NEW.allocated <> 0
            OR NEW.ledger_seq <> 0 OR NEW.counted_to <> 0
        BEGIN {_abort(GUARDED)} END""",
        f"""CREATE TRIGGER {table}_sums_guarded
        BEFORE UPDATE OF {sums}, ledger_seq, counted_to ON {table}
        WHEN NEW.ledger_seq <> OLD.ledger_seq + 1 OR typeof(NEW.allocated) <> 'integer'
            OR typeof(NEW.on_hand) <> 'integer' OR typeof(NEW.unavailable) <> 'integer'
        BEGIN {_abort(GUARDED)} END""",
        # The CHECK says it too, but a client may switch CHECKs off.
        f"""CREATE TRIGGER {table}_covers BEFORE UPDATE OF {sums} ON {table}
        WHEN NEW.allocated < 0 OR NEW.unavailable < 0
            OR NEW.allocated > NEW.on_hand - NEW.unavailable
        BEGIN {_abort(COVERED)} END""",
        f"""CREATE TRIGGER {table}_counts_movements
        BEFORE UPDATE OF on_hand, unavailable, counted_to ON {table}
        WHEN NEW.counted_to < OLD.counted_to
            OR NEW.on_hand - OLD.on_hand <> {moved.format("quantity")}
            OR NEW.unavailable - OLD.unavailable <> {moved.format("unavailable")}
        BEGIN {_abort(GUARDED)} END""",
    ]


def _sqlite_ledger(ledger: str) -> list[str]:
    """Triggers that keep `allocated` of the target equal to the sum of the ledger's units."""
    target, key, units, columns = _LEDGERS[ledger]
    new, old = _of("NEW", units), _of("OLD", units)
    change = f"UPDATE {target} SET ledger_seq = ledger_seq + 1, allocated = allocated"
    place = f"id = NEW.{key}"
    if ledger == "allocation":
        place += " AND warehouse_id = NEW.warehouse_id AND product_id = NEW.product_id"
    return [
        f"""CREATE TRIGGER {ledger}_inserted AFTER INSERT ON {ledger}
        WHEN NEW.{key} IS NOT NULL
        BEGIN {change} + ({new}) WHERE {place}; {_abort(NO_PLACE, "changes() = 0")} END""",
        f"""CREATE TRIGGER {ledger}_updated AFTER UPDATE OF {columns} ON {ledger}
        WHEN NEW.{key} IS OLD.{key} AND ({new}) <> ({old})
        BEGIN {change} + ({new}) - ({old}) WHERE id = NEW.{key}; END""",
        f"""CREATE TRIGGER {ledger}_moved AFTER UPDATE OF {key} ON {ledger}
        WHEN NEW.{key} IS NOT OLD.{key}
        BEGIN
        {change} - ({old}) WHERE id = OLD.{key};
        {change} + ({new}) WHERE id = NEW.{key};
        END""",
        f"""CREATE TRIGGER {ledger}_deleted AFTER DELETE ON {ledger}
        WHEN OLD.{key} IS NOT NULL
        BEGIN {change} - ({old}) WHERE id = OLD.{key}; END""",
        f"""CREATE TRIGGER {target}_counts_promises BEFORE UPDATE OF allocated ON {target}
        WHEN NEW.allocated < OLD.allocated AND NEW.allocated < (SELECT COALESCE(SUM(units), 0)
            FROM (SELECT {units} AS units FROM {ledger}
                WHERE {key} = OLD.id AND {units} > 0 LIMIT {_FEW}))
        BEGIN {_abort(GUARDED)} END""",
    ]


# PostgreSQL: a statement's rows at once; what needs the end of the command is a constraint trigger.

_POSTGRES_TRIGGERS = {
    "movement_never_changed": "movement",
    "movement_never_truncated": "movement",
    "movement_adds_up": "movement",
    **{
        f"{table}_{rule}": table
        for table in ("stock", "stock_bin")
        for rule in ("starts_empty", "sums_guarded", "counts_movements", "counts_promises")
    },
    **{
        f"{table}_{event}": table
        for table in ("allocation", "pick_task")
        for event in ("inserted", "updated", "deleted")
    },
}
_POSTGRES_FUNCTIONS = (
    *("refuse", "movement_add_up"),
    *("stock_count_movements", "stock_bin_count_movements"),
    *("stock_count_promises", "stock_bin_count_promises"),
    *("allocation_insert", "allocation_update", "allocation_delete"),
    *("pick_task_insert", "pick_task_update", "pick_task_delete"),
)


def _postgres() -> list[str]:
    return [
        _function("refuse", "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '23514';"),
        *_postgres_movement(),
        *(one for table in _PLACES for one in _postgres_guards(table)),
        *(one for table in _LEDGERS for one in _postgres_ledger(table)),
    ]


def _function(name: str, body: str, declare: str = "") -> str:
    """A trigger function that sees our schema only; temporary tables come last."""
    schema = op.get_bind().execute(sa.text("SELECT quote_ident(current_schema())")).scalar_one()
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {schema}, pg_temp AS $$ {declare} BEGIN {body} END $$"
    )


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"


def _refuse(message: str) -> str:
    return f"EXECUTE FUNCTION refuse('{message}')"


def _postgres_movement() -> list[str]:
    return [
        _function("movement_add_up", f"{_ADD_TO_BIN} {_ADD_TO_STOCK} RETURN NULL;"),
        "CREATE TRIGGER movement_never_changed BEFORE UPDATE OR DELETE ON movement"
        f" FOR EACH ROW {_refuse(APPEND_ONLY)}",
        "CREATE TRIGGER movement_never_truncated BEFORE TRUNCATE ON movement"
        f" FOR EACH STATEMENT {_refuse(APPEND_ONLY)}",
        "CREATE TRIGGER movement_adds_up AFTER INSERT ON movement REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION movement_add_up()",
    ]


_ADD = """SET on_hand = s.on_hand + a.quantity, unavailable = s.unavailable + a.unavailable,
    ledger_seq = s.ledger_seq + 1, counted_to = a.counted_to
    FROM (SELECT {keys}, sum(quantity) AS quantity, sum(unavailable) AS unavailable,
              max(id) AS counted_to
          FROM added GROUP BY {keys}) a"""
_ADD_TO_BIN = (
    f"UPDATE stock_bin s {_ADD.format(keys='location_id, product_id, lot')}"
    " WHERE s.location_id = a.location_id AND s.product_id = a.product_id AND s.lot = a.lot;"
)
_ADD_TO_STOCK = (
    f"UPDATE stock s {_ADD.format(keys='warehouse_id, product_id')}"
    " WHERE s.warehouse_id = a.warehouse_id AND s.product_id = a.product_id;"
)


def _changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def _postgres_guards(table: str) -> list[str]:
    sums = ("on_hand", "unavailable", "allocated", "ledger_seq", "counted_to")
    filled = " OR ".join(f"NEW.{column} <> 0" for column in sums)
    place = " AND ".join(f"m.{column} = NEW.{column}" for column in _PLACES[table])
    count = f"""SELECT COALESCE(sum(m.quantity), 0), COALESCE(sum(m.unavailable), 0)
        INTO units, lost FROM movement m
        WHERE {place} AND m.id > OLD.counted_to AND m.id <= NEW.counted_to;
        IF NEW.counted_to < OLD.counted_to OR NEW.on_hand - OLD.on_hand <> units
            OR NEW.unavailable - OLD.unavailable <> lost THEN {_raise(GUARDED)} END IF;
        RETURN NULL;"""
    return [
        _function(f"{table}_count_movements", count, "DECLARE units numeric; lost numeric;"),
        f"""CREATE TRIGGER {table}_starts_empty BEFORE INSERT ON {table} FOR EACH ROW
        WHEN ({filled}) {_refuse(GUARDED)}""",
        f"""CREATE TRIGGER {table}_sums_guarded BEFORE UPDATE ON {table} FOR EACH ROW
        WHEN (pg_trigger_depth() = 0 AND ({_changed(*sums)})) {_refuse(GUARDED)}""",
        f"""CREATE TRIGGER {table}_counts_movements AFTER UPDATE ON {table} FOR EACH ROW
        WHEN ({_changed("on_hand", "unavailable", "counted_to")})
        EXECUTE FUNCTION {table}_count_movements()""",
    ]


def _postgres_ledger(ledger: str) -> list[str]:
    """Triggers that keep `allocated` of the target equal to the sum of the ledger's units."""
    target, key, units, _ = _LEDGERS[ledger]
    count = f"""SELECT allocated INTO promised FROM {target} WHERE id = NEW.id;
        IF promised <> (SELECT COALESCE(sum({units}), 0) FROM {ledger}
            WHERE {key} = NEW.id AND {units} > 0) THEN {_raise(GUARDED)} END IF;
        RETURN NULL;"""
    return [
        *(_postgres_sum(ledger, *event) for event in _POSTGRES_EVENTS),
        *(_postgres_sum_trigger(ledger, *event) for event in _POSTGRES_EVENTS),
        _function(f"{target}_count_promises", count, "DECLARE promised bigint;"),
        # At the end, when all that a command does to the promises is done.
        f"""CREATE CONSTRAINT TRIGGER {target}_counts_promises AFTER UPDATE ON {target}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.allocated < OLD.allocated)
        EXECUTE FUNCTION {target}_count_promises()""",
    ]


_POSTGRES_EVENTS = (
    # (event, name of the rows after it, and before it)
    ("insert", "added", None),
    ("update", "added", "removed"),
    ("delete", None, "removed"),
)


def _postgres_sum(ledger: str, event: str, added: str | None, removed: str | None) -> str:
    target, key, units, _ = _LEDGERS[ledger]
    signed = [
        f"SELECT {key}, {sign}({units}) AS change FROM {rows} WHERE {key} IS NOT NULL"
        for sign, rows in (("", added), ("-", removed))
        if rows
    ]
    both = " UNION ALL ".join(signed)
    total = f"SELECT {key}, sum(change) AS change FROM ({both}) u GROUP BY {key}"
    body = (
        f"UPDATE {target} s SET allocated = s.allocated + a.change, ledger_seq = s.ledger_seq + 1"
        f" FROM ({total}) a WHERE s.id = a.{key} AND a.change <> 0; RETURN NULL;"
    )
    check = _NEEDS_STOCK if ledger == "allocation" and added else ""
    return _function(f"{ledger}_{event}", check + body)


_NEEDS_STOCK = f"""IF EXISTS (SELECT 1 FROM added a JOIN product p ON p.id = a.product_id
    WHERE a.stock_id IS NULL AND p.manage_stock) THEN {_raise(MANAGED)} END IF; """


def _postgres_sum_trigger(ledger: str, event: str, added: str | None, removed: str | None) -> str:
    references = " ".join(
        f"{word} TABLE AS {rows}" for word, rows in (("OLD", removed), ("NEW", added)) if rows
    )
    past = {"insert": "inserted", "update": "updated", "delete": "deleted"}[event]
    return (
        f"CREATE TRIGGER {ledger}_{past} AFTER {event.upper()} ON {ledger} REFERENCING {references}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {ledger}_{event}()"
    )
