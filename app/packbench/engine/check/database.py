"""`packbench db check`: the invariants of `docs/domain.md`, counted over the whole database.

What a constraint holds is checked again here, so that a damaged file is told too. Whether the
guards themselves stand, and what only Python can tell, is in the modules beside this one.
"""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection, Date, bindparam, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from packbench.db.errors import driver_words, is_busy, is_lost
from packbench.db.today import today
from packbench.engine.check.guards import SCHEMA_CHECKS
from packbench.engine.check.ledger import ledger_chain
from packbench.engine.check.pages import PAGE_CHECKS
from packbench.engine.check.presence import PRESENCE_CHECKS, PRESENCE_QUERIES
from packbench.engine.check.records import RECORD_CHECKS
from packbench.engine.check.result import Check, OneCheck

# A unit of a kit is as far as the part of it that is farthest behind.
_LINE_UNITS = """
SELECT l.id FROM order_line l LEFT JOIN (
  SELECT w.order_line_id, SUM(w.allocated) AS allocated, SUM(w.picked) AS picked,
         SUM(w.packed) AS packed, SUM(w.shipped) AS shipped FROM (
    SELECT order_line_id, shipment_id,
           MAX((allocated + picked + packed + shipped) / per_unit)
             - MIN((picked + packed + shipped) / per_unit) AS allocated,
           MIN((picked + packed + shipped) / per_unit)
             - MIN((packed + shipped) / per_unit) AS picked,
           MIN((packed + shipped) / per_unit) - MIN(shipped / per_unit) AS packed,
           MIN(shipped / per_unit) AS shipped
    FROM allocation GROUP BY order_line_id, shipment_id) w
  GROUP BY w.order_line_id) a ON a.order_line_id = l.id
WHERE l.allocated <> COALESCE(a.allocated, 0) OR l.shipped <> COALESCE(a.shipped, 0)
   OR l.picked <> COALESCE(a.picked, 0) OR l.packed <> COALESCE(a.packed, 0)
"""

# Units of a shipment in picking that no task asks for, though a bin has them: a task has gone.
_UNASKED = """
SELECT a.id FROM allocation a JOIN shipment s ON s.id = a.shipment_id AND s.status = 'picking'
LEFT JOIN (SELECT allocation_id, SUM(quantity - picked - short) AS units FROM pick_task
  GROUP BY allocation_id) t ON t.allocation_id = a.id
LEFT JOIN (SELECT b.warehouse_id, b.product_id,
    SUM(b.on_hand - b.unavailable - b.allocated) AS free
  FROM stock_bin b JOIN location p ON p.id = b.location_id
  WHERE p.pickable AND p.kind <> 'staging'
    AND (b.expires_on IS NULL OR b.expires_on >= :today)
  GROUP BY b.warehouse_id, b.product_id) f
  ON f.warehouse_id = a.warehouse_id AND f.product_id = a.product_id
WHERE a.allocated > COALESCE(t.units, 0) AND (a.stock_id IS NULL OR f.free > 0)
"""

# Picked without a wave of its warehouse, or in two, or of an order that is unpaid or on hold.
_UNFIT = """
SELECT s.id FROM shipment s JOIN orders o ON o.id = s.order_id
LEFT JOIN (SELECT x.shipment_id, COUNT(*) AS waves, MIN(w.warehouse_id) AS warehouse_id
  FROM wave_shipment x JOIN wave w ON w.id = x.wave_id AND w.status = 'open'
  GROUP BY x.shipment_id) v ON v.shipment_id = s.id
WHERE (s.status = 'picking' AND (v.waves IS NULL OR v.waves > 1 OR o.hold IS NOT NULL
    OR o.payment <> 'paid' OR v.warehouse_id <> s.warehouse_id))
  OR (s.status = 'ready' AND v.waves > 0)
"""

# What is picked and packed of a product lies in staging; goods may have been put there besides.
_STAGED = """
SELECT s.id FROM stock s
LEFT JOIN (SELECT b.warehouse_id, b.product_id, SUM(b.on_hand) AS units FROM stock_bin b
  JOIN location p ON p.id = b.location_id AND p.kind = 'staging'
  GROUP BY b.warehouse_id, b.product_id) b
  ON b.warehouse_id = s.warehouse_id AND b.product_id = s.product_id
LEFT JOIN (SELECT stock_id, SUM(picked + packed) AS units FROM allocation GROUP BY stock_id) a
  ON a.stock_id = s.id
WHERE COALESCE(b.units, 0) < COALESCE(a.units, 0)
"""

# A shipped shipment took of each counted product what it holds out of staging, or brought it back.
_SHIPPED = """
SELECT s.id FROM shipment s JOIN (SELECT shipment_id, warehouse_id, product_id,
    SUM(shipped) AS units FROM allocation WHERE stock_id IS NOT NULL
    GROUP BY shipment_id, warehouse_id, product_id) a ON a.shipment_id = s.id
LEFT JOIN (SELECT document, warehouse_id, product_id, SUM(quantity) AS units FROM movement
  WHERE cause IN ('ship', 'void') OR (cause = 'undo' AND document IS NOT NULL)
  GROUP BY document, warehouse_id, product_id) m ON m.document = s.number
  AND m.warehouse_id = a.warehouse_id AND m.product_id = a.product_id
WHERE a.units <> -COALESCE(m.units, 0) OR (s.status = 'shipped') <> (s.shipped_at IS NOT NULL)
"""

# What packed parcels used up left the bins that they remember, and what was opened again came back.
_PACKAGING = """
SELECT z.shipment_id AS id FROM (
  SELECT p.shipment_id, m.product_id, m.location_id, m.lot, 1 AS units FROM parcel_material m
  JOIN parcel p ON p.id = m.parcel_id WHERE m.location_id IS NOT NULL
  UNION ALL SELECT s.id, v.product_id, v.location_id, v.lot, v.quantity FROM movement v
  JOIN shipment s ON s.number = v.document WHERE v.cause = 'packaging') z
GROUP BY z.shipment_id, z.product_id, z.location_id, z.lot HAVING SUM(z.units) <> 0
"""

_CHECKS: dict[str, tuple[str, str]] = {
    # name: (rows that are looked at, query of the bad ones)
    "promises_are_covered": (
        "stock",
        "SELECT id FROM stock WHERE allocated < 0 OR allocated > on_hand - unavailable",
    ),
    "bins_cover_their_tasks": (
        "stock_bin",
        "SELECT id FROM stock_bin WHERE allocated < 0 OR allocated > on_hand - unavailable",
    ),
    "on_hand_is_sum_of_movements": (
        "stock",
        (
            "SELECT s.id FROM stock s LEFT JOIN (SELECT warehouse_id, product_id,"
            " SUM(quantity) AS q, SUM(unavailable) AS u FROM movement"
            " GROUP BY warehouse_id, product_id) m"
            " ON m.warehouse_id = s.warehouse_id AND m.product_id = s.product_id"
            " WHERE s.on_hand <> COALESCE(m.q, 0) OR s.unavailable <> COALESCE(m.u, 0)"
        ),
    ),
    "bins_are_sum_of_movements": (
        "stock_bin",
        (
            "SELECT b.id FROM stock_bin b LEFT JOIN (SELECT location_id, product_id, lot,"
            " SUM(quantity) AS q, SUM(unavailable) AS u FROM movement"
            " GROUP BY location_id, product_id, lot) m ON m.location_id = b.location_id"
            " AND m.product_id = b.product_id AND m.lot = b.lot"
            " WHERE b.on_hand <> COALESCE(m.q, 0) OR b.unavailable <> COALESCE(m.u, 0)"
        ),
    ),
    "allocated_is_sum_of_promises": (
        "stock",
        (
            "SELECT s.id FROM stock s LEFT JOIN (SELECT stock_id,"
            " SUM(allocated + picked + packed) AS q FROM allocation GROUP BY stock_id) a"
            " ON a.stock_id = s.id WHERE s.allocated <> COALESCE(a.q, 0)"
        ),
    ),
    "bin_allocated_is_sum_of_tasks": (
        "stock_bin",
        (
            "SELECT b.id FROM stock_bin b LEFT JOIN (SELECT stock_bin_id,"
            " SUM(quantity - picked - short) AS q FROM pick_task GROUP BY stock_bin_id) t"
            " ON t.stock_bin_id = b.id WHERE b.allocated <> COALESCE(t.q, 0)"
        ),
    ),
    "tasks_ask_for_what_is_promised": (
        "pick_task",
        (
            "SELECT t.id FROM (SELECT MIN(id) AS id, allocation_id,"
            " SUM(quantity - picked - short) AS q FROM pick_task GROUP BY allocation_id) t"
            " JOIN allocation a ON a.id = t.allocation_id WHERE t.q > a.allocated"
        ),
    ),
    "every_unit_in_one_bucket": (
        "order_line",
        (
            "SELECT id FROM order_line WHERE ordered <> unrouted + allocated + waiting"
            " + unavailable + picked + packed + shipped + cancelled"
        ),
    ),
    "lines_equal_their_promises": ("order_line", _LINE_UNITS),
    "kit_units_are_whole": (
        "allocation",
        (
            "SELECT MIN(id) AS id FROM allocation GROUP BY order_line_id, shipment_id"
            " HAVING COUNT(*) <> MIN(parts) OR COUNT(*) <> MAX(parts)"
            " OR MIN((allocated + picked + packed + shipped) / per_unit)"
            " <> MAX((allocated + picked + packed + shipped) / per_unit)"
            " OR MAX((allocated + picked + packed + shipped) % per_unit) > 0"
        ),
    ),
    "waiting_room_is_complete": (
        "order_line",
        (
            "SELECT l.id FROM order_line l LEFT JOIN waiting w ON w.order_line_id = l.id"
            " WHERE (l.waiting > 0) <> (w.order_line_id IS NOT NULL)"
        ),
    ),
    "waiting_room_is_in_order": (
        "waiting",
        (
            "SELECT l.id FROM waiting w JOIN order_line l ON l.id = w.order_line_id"
            " JOIN orders o ON o.id = l.order_id WHERE w.queue_key <> o.queue_key"
            " OR w.order_id <> o.id OR l.product_id IS NULL OR w.product_id <> l.product_id"
        ),
    ),
    "marked_units_wait": (
        "waiting",
        (
            "SELECT l.id FROM waiting w JOIN order_line l ON l.id = w.order_line_id"
            " WHERE w.marked > l.waiting OR (w.marked = l.waiting) <> (w.reason = 'manual')"
        ),
    ),
    "preorders_are_within_limits": (
        "product",
        (
            "SELECT p.id FROM product p JOIN (SELECT w.product_id, SUM(l.waiting) AS q"
            " FROM waiting w JOIN order_line l ON l.id = w.order_line_id"
            " WHERE w.reason = 'preorder' GROUP BY w.product_id) r ON r.product_id = p.id"
            " LEFT JOIN (SELECT s.product_id, SUM(s.allocated) AS q FROM stock s"
            " JOIN warehouse h ON h.id = s.warehouse_id AND h.kind = 'virtual'"
            " GROUP BY s.product_id) v ON v.product_id = p.id"
            " WHERE p.backorder = 'preorder' AND r.q + COALESCE(v.q, 0) > p.preorder_limit"
        ),
    ),
    "promises_belong_to_their_shipment": (
        "allocation",
        (
            "SELECT a.id FROM allocation a JOIN shipment s ON s.id = a.shipment_id"
            " JOIN order_line l ON l.id = a.order_line_id WHERE l.order_id <> s.order_id"
        ),
    ),
    "promises_are_of_their_line": (
        "allocation",
        (
            # A kit is not compared with its recipe of today: older promises keep the older one.
            "SELECT a.id FROM allocation a JOIN order_line l ON l.id = a.order_line_id"
            " LEFT JOIN product p ON p.id = l.product_id WHERE p.id IS NULL"
            " OR (a.product_id <> l.product_id AND NOT p.is_kit)"
            " OR (a.product_id = l.product_id AND (a.per_unit <> 1 OR a.parts <> 1))"
        ),
    ),
    "promises_have_stock": (
        "allocation",
        (
            "SELECT a.id FROM allocation a JOIN product p ON p.id = a.product_id"
            " LEFT JOIN stock s ON s.id = a.stock_id"
            " WHERE (a.stock_id IS NULL AND a.allocated > 0 AND p.manage_stock)"
            " OR (a.stock_id IS NOT NULL AND (s.id IS NULL"
            " OR s.warehouse_id <> a.warehouse_id OR s.product_id <> a.product_id))"
        ),
    ),
    "shipments_agree_with_promises": (
        "shipment",
        (
            "SELECT s.id FROM shipment s LEFT JOIN (SELECT shipment_id,"
            " SUM(allocated) AS allocated, SUM(picked) AS picked, SUM(packed) AS packed,"
            " SUM(shipped) AS shipped"
            " FROM allocation GROUP BY shipment_id) a ON a.shipment_id = s.id"
            " WHERE (a.shipment_id IS NULL) <> (s.status = 'cancelled')"
            " OR (s.status = 'ready' AND a.picked + a.packed > 0)"
            " OR (s.status IN ('picked', 'packed', 'shipped') AND a.allocated > 0)"
            " OR (s.status IN ('packed', 'shipped') AND a.picked > 0)"
            " OR (s.status = 'shipped' AND a.packed > 0)"
            " OR (s.status <> 'shipped' AND a.shipped > 0)"
        ),
    ),
    "tasks_are_of_their_promise": (
        "pick_task",
        (
            "SELECT t.id FROM pick_task t LEFT JOIN allocation a ON a.id = t.allocation_id"
            " LEFT JOIN stock_bin b ON b.id = t.stock_bin_id"
            " WHERE a.id IS NULL OR a.shipment_id <> t.shipment_id"
            " OR (a.stock_id IS NULL) <> (t.stock_bin_id IS NULL)"
            " OR b.product_id <> a.product_id OR b.warehouse_id <> a.warehouse_id"
        ),
    ),
    "picked_tasks_moved_units": (
        "pick_task",
        (
            "SELECT t.id FROM (SELECT MIN(id) AS id, allocation_id, SUM(picked) AS picked"
            " FROM pick_task GROUP BY allocation_id) t JOIN allocation a ON a.id = t.allocation_id"
            " WHERE t.picked <> a.picked + a.packed + a.shipped"
        ),
    ),
    "picked_units_have_their_task": (
        "allocation",
        (
            "SELECT a.id FROM allocation a LEFT JOIN pick_task t ON t.allocation_id = a.id"
            " LEFT JOIN drop_ship d ON d.shipment_id = a.shipment_id"
            " WHERE a.picked + a.packed > 0 AND t.id IS NULL AND d.shipment_id IS NULL"
        ),
    ),
    "staging_holds_what_is_picked": ("stock", _STAGED),
    "scans_are_of_what_was_picked": (
        "pack_scan",
        (
            "SELECT MIN(s.id) AS id FROM pack_scan s LEFT JOIN allocation a"
            " ON a.id = s.allocation_id AND a.shipment_id = s.shipment_id"
            " AND a.product_id = s.product_id WHERE s.taken_back_by IS NULL"
            " GROUP BY s.allocation_id, s.shipment_id"
            " HAVING MAX(COALESCE(a.picked + a.packed + a.shipped, 0)) < SUM(s.quantity)"
        ),
    ),
    "packed_at_a_bench_is_scanned": (
        "packing",
        (
            "SELECT p.shipment_id AS id FROM packing p JOIN shipment h ON h.id = p.shipment_id"
            " JOIN allocation a ON a.shipment_id = h.id LEFT JOIN (SELECT allocation_id,"
            " SUM(quantity) AS units FROM pack_scan WHERE taken_back_by IS NULL"
            " GROUP BY allocation_id) s ON s.allocation_id = a.id WHERE p.closed_at IS NOT NULL"
            " AND (h.status NOT IN ('packed', 'shipped')"
            " OR COALESCE(s.units, 0) <> a.allocated + a.picked + a.packed + a.shipped)"
        ),
    ),
    "shipped_parcels_left_staging": ("shipment", _SHIPPED),
    "packaging_is_in_the_ledger": ("parcel_material", _PACKAGING),
    "waves_hold_what_is_picked": ("shipment", _UNFIT),
    "picking_asks_for_all_it_can": ("allocation", _UNASKED),
    "order_counts": (
        "orders",
        (
            "SELECT o.id FROM orders o LEFT JOIN (SELECT order_id, COUNT(*) AS n,"
            " SUM(ordered) AS q, SUM(unrouted) AS u, SUM(waiting) AS w FROM order_line"
            " GROUP BY order_id) l ON l.order_id = o.id WHERE o.line_count <> COALESCE(l.n, 0)"
            " OR o.unit_count <> COALESCE(l.q, 0) OR o.unrouted_units <> COALESCE(l.u, 0)"
            " OR o.waiting_units <> COALESCE(l.w, 0)"
        ),
    ),
}


def check_database(connection: Connection, on_progress: Callable[[int, int], None]) -> list[Check]:
    """Runs every check and tells how each came out.

    Args:
        connection: a database.
        on_progress: is told how much is done, of how much; what it raises ends the checks.
    """
    if connection.dialect.name == "postgresql":
        # Without figures about its tables the server may walk through one for each row of another.
        connection.execute(text("SET LOCAL enable_nestloop = off"))
    pages = PAGE_CHECKS[connection.dialect.name]
    looks: list[Callable[[], Check]] = [partial(look, connection) for look in pages]
    looks += [
        partial(_looked, connection, *one) for one in (*_invariants(), *SCHEMA_CHECKS.items())
    ]
    before, all_ = len(looks) * _STEPS, (len(looks) + _CHAIN_LOOKS) * _STEPS
    checks: list[Check] = []
    for done, look in enumerate(looks, 1):
        checks.append(look())
        on_progress(done * _STEPS, all_)

    def on_rows(done: int, total: int) -> None:
        on_progress(before + (all_ - before) * done // max(1, total), all_)

    chain: OneCheck = partial(ledger_chain, on_rows=on_rows)
    checks.append(_looked(connection, _CHAIN, chain))
    on_progress(all_, all_)
    return checks


_CHAIN = "ledger_is_a_chain"
_CHAIN_LOOKS, _STEPS = 40, 100
"""The chain takes about as long as so many other checks, and tells of its way in steps."""


def check_invariants(connection: Connection) -> list[Check]:
    """Runs the checks that tell of rows; not those of pages, tables and guards."""
    return [_looked(connection, *one) for one in (*_invariants(), (_CHAIN, ledger_chain))]


def _invariants() -> list[tuple[str, OneCheck]]:
    return [
        *((name, _query_check(*what)) for name, what in _CHECKS.items()),
        *((name, _query_check(*what)) for name, what in PRESENCE_QUERIES.items()),
        *PRESENCE_CHECKS.items(),
        *RECORD_CHECKS.items(),
    ]


def _looked(connection: Connection, name: str, look: OneCheck) -> Check:
    """One check; one that stumbles over damage does not hold, and tells what the database said."""
    try:
        with connection.begin_nested():
            rows, bad = look(connection)
    except _STUMBLES as error:
        if isinstance(error, DBAPIError) and (is_lost(error) or is_busy(error)):
            raise
        return Check(name, False, 0, driver_words(error))
    return Check(name, bad is None, rows, bad)


_STUMBLES = (SQLAlchemyError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What comes of bytes that were not what they have to be: from the driver, or on their way here."""


def _query_check(table: str, query: str) -> OneCheck:
    def look(connection: Connection) -> tuple[int, str | None]:
        # MIN and not LIMIT 1: a first row that never comes is looked for in the slowest way.
        asked = text(f"SELECT MIN(found.id) FROM ({query}) found")  # noqa: S608 - own names
        if ":today" in query:
            asked = asked.bindparams(bindparam("today", today(connection), type_=Date))
        first = connection.execute(asked).scalar()
        rows = connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608 - own names
        return rows, None if first is None else f"{table} {first}"

    return look
