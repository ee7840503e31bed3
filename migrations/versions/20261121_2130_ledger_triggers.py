"""Sums of stock kept by triggers alone; movements append-only (docs/decisions/0001)."""

from alembic import op

revision = "20261121_2130_ledger_triggers"
down_revision = "20261121_2100_purchasing"
branch_labels = None
depends_on = None

APPEND_ONLY = "movements are never changed or deleted; write a compensating one"
GUARDED = "stock sums follow from movements, allocations and pick tasks; write those"
MANAGED = "stock of this product is managed: an allocation needs its stock row"


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if on_sqlite else _postgres():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in _SQLITE_NAMES:
            op.execute(f"DROP TRIGGER {name}")
        return
    for name, table in _POSTGRES_NAMES.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in _POSTGRES_FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")


_SQLITE_NAMES = (
    *("movement_never_updated", "movement_never_deleted", "movement_adds_up"),
    *("stock_starts_empty", "stock_sums_guarded", "stock_bin_starts_empty"),
    *("stock_bin_sums_guarded", "allocation_needs_stock", "allocation_keeps_stock"),
    *("allocation_inserted", "allocation_updated", "allocation_deleted"),
    *("pick_task_inserted", "pick_task_updated", "pick_task_deleted"),
)


def _sqlite() -> list[str]:
    return [
        *_sqlite_movement(),
        *_sqlite_guard("stock"),
        *_sqlite_guard("stock_bin"),
        *_sqlite_needs_stock(),
        *_sqlite_sum("allocation", "stock", "stock_id", "{}.allocated + {}.picked + {}.packed"),
        *_sqlite_sum(
            "pick_task", "stock_bin", "stock_bin_id", "{}.quantity - {}.picked - {}.short"
        ),
    ]


def _sqlite_movement() -> list[str]:
    add = (
        "SET on_hand = on_hand + NEW.quantity, unavailable = unavailable + NEW.unavailable,"
        " ledger_seq = ledger_seq + 1"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    return [
        f"CREATE TRIGGER movement_never_updated BEFORE UPDATE ON movement {refuse}",
        f"CREATE TRIGGER movement_never_deleted BEFORE DELETE ON movement {refuse}",
        f"""CREATE TRIGGER movement_adds_up AFTER INSERT ON movement BEGIN
        UPDATE stock_bin {add} WHERE location_id = NEW.location_id
            AND product_id = NEW.product_id AND lot = NEW.lot;
        UPDATE stock {add}
            WHERE warehouse_id = NEW.warehouse_id AND product_id = NEW.product_id;
        END""",
    ]


def _sqlite_guard(table: str) -> list[str]:
    return [
        f"""CREATE TRIGGER {table}_starts_empty BEFORE INSERT ON {table}
        WHEN NEW.on_hand <> 0 OR NEW.unavailable <> 0 OR NEW.allocated <> 0
        BEGIN SELECT RAISE(ABORT, '{GUARDED}'); END""",
        f"""CREATE TRIGGER {table}_sums_guarded
        BEFORE UPDATE OF on_hand, unavailable, allocated ON {table}
        WHEN NEW.ledger_seq <> OLD.ledger_seq + 1
        BEGIN SELECT RAISE(ABORT, '{GUARDED}'); END""",
    ]


def _sqlite_needs_stock() -> list[str]:
    body = f"""WHEN NEW.stock_id IS NULL
        AND (SELECT manage_stock FROM product WHERE id = NEW.product_id)
        BEGIN SELECT RAISE(ABORT, '{MANAGED}'); END"""
    return [
        f"CREATE TRIGGER allocation_needs_stock BEFORE INSERT ON allocation {body}",
        f"CREATE TRIGGER allocation_keeps_stock BEFORE UPDATE OF stock_id ON allocation {body}",
    ]


def _sqlite_sum(ledger: str, target: str, key: str, expression: str) -> list[str]:
    """Triggers that keep `target.allocated` equal to the sum of `expression` over `ledger`."""
    new, old = (expression.format(row, row, row) for row in ("NEW", "OLD"))
    change = f"UPDATE {target} SET ledger_seq = ledger_seq + 1, allocated = allocated"
    return [
        f"""CREATE TRIGGER {ledger}_inserted AFTER INSERT ON {ledger}
        WHEN NEW.{key} IS NOT NULL
        BEGIN {change} + ({new}) WHERE id = NEW.{key}; END""",
        f"""CREATE TRIGGER {ledger}_updated AFTER UPDATE ON {ledger}
        WHEN NEW.{key} IS NOT OLD.{key} OR ({new}) <> ({old})
        BEGIN
        {change} - ({old}) WHERE id = OLD.{key};
        {change} + ({new}) WHERE id = NEW.{key};
        END""",
        f"""CREATE TRIGGER {ledger}_deleted AFTER DELETE ON {ledger}
        WHEN OLD.{key} IS NOT NULL
        BEGIN {change} - ({old}) WHERE id = OLD.{key}; END""",
    ]


_POSTGRES_NAMES = {
    "movement_never_changed": "movement",
    "movement_never_truncated": "movement",
    "movement_adds_up": "movement",
    "stock_starts_empty": "stock",
    "stock_sums_guarded": "stock",
    "stock_bin_starts_empty": "stock_bin",
    "stock_bin_sums_guarded": "stock_bin",
    "allocation_inserted": "allocation",
    "allocation_updated": "allocation",
    "allocation_deleted": "allocation",
    "pick_task_inserted": "pick_task",
    "pick_task_updated": "pick_task",
    "pick_task_deleted": "pick_task",
}
_POSTGRES_FUNCTIONS = (
    *("movement_refuse", "movement_add_up", "stock_refuse"),
    *("allocation_insert", "allocation_update", "allocation_delete"),
    *("pick_task_insert", "pick_task_update", "pick_task_delete"),
)


def _postgres() -> list[str]:
    return [
        *_postgres_movement(),
        *_postgres_guards(),
        *_postgres_sum("allocation", "stock", "stock_id", "allocated + picked + packed"),
        *_postgres_sum("pick_task", "stock_bin", "stock_bin_id", "quantity - picked - short"),
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"


def _postgres_movement() -> list[str]:
    refuse, add_up = "EXECUTE FUNCTION movement_refuse()", "EXECUTE FUNCTION movement_add_up()"
    return [
        _function("movement_refuse", _raise(APPEND_ONLY)),
        _function("movement_add_up", f"{_ADD_TO_BIN} {_ADD_TO_STOCK} RETURN NULL;"),
        "CREATE TRIGGER movement_never_changed BEFORE UPDATE OR DELETE ON movement"
        f" FOR EACH ROW {refuse}",
        "CREATE TRIGGER movement_never_truncated BEFORE TRUNCATE ON movement"
        f" FOR EACH STATEMENT {refuse}",
        "CREATE TRIGGER movement_adds_up AFTER INSERT ON movement"
        f" REFERENCING NEW TABLE AS added FOR EACH STATEMENT {add_up}",
    ]


_ADD = """SET on_hand = s.on_hand + a.quantity, unavailable = s.unavailable + a.unavailable,
    ledger_seq = s.ledger_seq + 1
    FROM (SELECT {keys}, sum(quantity) AS quantity, sum(unavailable) AS unavailable
          FROM added GROUP BY {keys}) a"""
_ADD_TO_BIN = (
    f"UPDATE stock_bin s {_ADD.format(keys='location_id, product_id, lot')}"
    " WHERE s.location_id = a.location_id AND s.product_id = a.product_id AND s.lot = a.lot;"
)
_ADD_TO_STOCK = (
    f"UPDATE stock s {_ADD.format(keys='warehouse_id, product_id')}"
    " WHERE s.warehouse_id = a.warehouse_id AND s.product_id = a.product_id;"
)


def _postgres_guards() -> list[str]:
    statements = [_function("stock_refuse", _raise(GUARDED))]
    for table in ("stock", "stock_bin"):
        statements += [
            f"""CREATE TRIGGER {table}_starts_empty BEFORE INSERT ON {table} FOR EACH ROW
            WHEN (NEW.on_hand <> 0 OR NEW.unavailable <> 0 OR NEW.allocated <> 0)
            EXECUTE FUNCTION stock_refuse()""",
            f"""CREATE TRIGGER {table}_sums_guarded BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (pg_trigger_depth() = 0 AND (NEW.on_hand <> OLD.on_hand
                OR NEW.unavailable <> OLD.unavailable OR NEW.allocated <> OLD.allocated))
            EXECUTE FUNCTION stock_refuse()""",
        ]
    return statements


def _postgres_sum(ledger: str, target: str, key: str, expression: str) -> list[str]:
    """Triggers that keep `target.allocated` equal to the sum of `expression` over `ledger`."""
    tables = {
        "insert": ("added", None),
        "update": ("added", "removed"),
        "delete": (None, "removed"),
    }
    statements = []
    for event, (added, removed) in tables.items():
        signed = [
            f"SELECT {key}, {sign}({expression}) AS change FROM {rows} WHERE {key} IS NOT NULL"
            for sign, rows in (("", added), ("-", removed))
            if rows
        ]
        both = " UNION ALL ".join(signed)
        total = f"SELECT {key}, sum(change) AS change FROM ({both}) u GROUP BY {key}"
        body = (
            f"UPDATE {target} s SET allocated = s.allocated + a.change,"
            " ledger_seq = s.ledger_seq + 1"
            f" FROM ({total}) a WHERE s.id = a.{key} AND a.change <> 0; RETURN NULL;"
        )
        check = _postgres_needs_stock() if ledger == "allocation" and added else ""
        references = " ".join(
            f"{word} TABLE AS {rows}" for word, rows in (("OLD", removed), ("NEW", added)) if rows
        )
        statements += [
            _function(f"{ledger}_{event}", check + body),
            f"CREATE TRIGGER {ledger}_{_past(event)} AFTER {event.upper()} ON {ledger}"
            f" REFERENCING {references} FOR EACH STATEMENT EXECUTE FUNCTION {ledger}_{event}()",
        ]
    return statements


def _past(event: str) -> str:
    return {"insert": "inserted", "update": "updated", "delete": "deleted"}[event]


def _postgres_needs_stock() -> str:
    return f"""IF EXISTS (SELECT 1 FROM added a JOIN product p ON p.id = a.product_id
        WHERE a.stock_id IS NULL AND p.manage_stock) THEN {_raise(MANAGED)} END IF; """
