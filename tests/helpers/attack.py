"""What an attack on the database is: SQL of a client that means harm, and what comes of it."""

from dataclasses import dataclass

BOTH = ("sqlite", "postgresql")
SQLITE = ("sqlite",)
POSTGRES = ("postgresql",)


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        name: what it tries, unique.
        sql: statements of one transaction; `{name}` stands for a row of the sample (`ROWS`).
        seen: the checks that must show it; empty: it has to be refused.
        engines: where it can be tried.
        passed_over: it is no error, but has no effect.
    """

    name: str
    sql: str
    seen: tuple[str, ...] = ()
    engines: tuple[str, ...] = BOTH
    passed_over: bool = False

    @property
    def statements(self) -> str:
        """The SQL with the ids of its rows looked up."""
        return self.sql.format_map(ROWS)


def _promise(order: str, sku: str) -> str:
    return (
        "(SELECT a.id FROM allocation a JOIN order_line l ON l.id = a.order_line_id"
        " JOIN orders o ON o.id = l.order_id JOIN product p ON p.id = a.product_id"
        f" WHERE o.number = '{order}' AND p.sku = '{sku}')"
    )


def _line(order: str) -> str:
    return (
        "(SELECT MIN(l.id) FROM order_line l JOIN orders o ON o.id = l.order_id"
        f" WHERE o.number = '{order}')"
    )


def _shipment(order: str) -> str:
    return (
        "(SELECT s.id FROM shipment s JOIN orders o ON o.id = s.order_id"
        f" WHERE o.number = '{order}')"
    )


def _stock(warehouse: str, sku: str, table: str = "stock") -> str:
    return (
        f"(SELECT s.id FROM {table} s JOIN warehouse w ON w.id = s.warehouse_id"
        f" JOIN product p ON p.id = s.product_id WHERE w.code = '{warehouse}' AND p.sku = '{sku}')"
    )


ROWS = {
    **{sku: f"(SELECT id FROM product WHERE sku = '{sku}')" for sku in ("A", "B", "U", "K", "C")},
    **{code: f"(SELECT id FROM warehouse WHERE code = '{code}')" for code in ("W1", "W2")},
    **{
        number: f"(SELECT id FROM orders WHERE number = '{number}')"
        for number in ("READY", "WAITS")
    },
    "ready": _promise("READY", "A"),
    "ready_b": _promise("READY", "B"),
    "picking": _promise("WAVE", "A"),
    "kit_a": _promise("KIT", "A"),
    "kit_b": _promise("KIT", "B"),
    "unmanaged": _promise("FREE", "U"),
    "ready_line": _line("READY"),
    "wave_line": _line("WAVE"),
    "kit_line": _line("KIT"),
    "waits_line": _line("WAITS"),
    "free_line": _line("FREE"),
    "ready_shipment": _shipment("READY"),
    "wave_shipment": _shipment("WAVE"),
    "kit_shipment": _shipment("KIT"),
    "free_shipment": _shipment("FREE"),
    "stock": _stock("W1", "A"),
    "stock_b": _stock("W1", "B"),
    "stock_w2": _stock("W2", "A"),
    "bin": _stock("W1", "A", "stock_bin"),
    "bin_b": _stock("W1", "B", "stock_bin"),
    "lot": "(SELECT id FROM stock_bin WHERE lot = 'L1')",
    "floor": (
        "(SELECT t.id FROM location t JOIN warehouse w ON w.id = t.warehouse_id"
        " WHERE w.code = 'W1' AND t.kind = 'floor')"
    ),
    "floor_w2": (
        "(SELECT t.id FROM location t JOIN warehouse w ON w.id = t.warehouse_id"
        " WHERE w.code = 'W2' AND t.kind = 'floor')"
    ),
    "movement": "(SELECT MIN(id) FROM movement)",
    "last_movement": "(SELECT MAX(id) FROM movement)",
    "command": "(SELECT MIN(id) FROM command)",
    "wave": "(SELECT MIN(id) FROM wave)",
    "task": "(SELECT MIN(id) FROM pick_task)",
}
