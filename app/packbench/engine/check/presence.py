"""Checks that no rows are gone: each table against what the others tell of it.

References tell of rows that others name. These tell of rows that nobody names: by the counts,
numbers and marks that others keep of them, and by what the commands say that they made.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select, text

from packbench.db.daily import SWEPT
from packbench.db.images import OLD_KEYS
from packbench.db.schema import Base, Command, PrintedDocument, StoredSetting
from packbench.db.schema.mapped import aliased
from packbench.domain.custom_fields import COLUMNS_OF, FieldOf
from packbench.engine.check.order_words import order_words
from packbench.engine.check.purchase_papers import purchase_papers
from packbench.engine.check.result import OneCheck
from packbench.engine.check.transfers import TRANSFERS


def _undefined(table: str, columns: Mapping[str, tuple[str, int]]) -> tuple[str, str]:
    """A query of rows with a value in a place that no field has."""
    lacks = (
        f"({column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM custom_field f"  # noqa: S608 - own names
        f" WHERE f.record = '{record}' AND f.place = {place}))"
        for column, (record, place) in columns.items()
    )
    return table, f"SELECT id FROM {table} WHERE {' OR '.join(lacks)}"  # noqa: S608 - the same


def _places(record: FieldOf) -> dict[str, tuple[str, int]]:
    return {one: (record.value, place) for place, one in enumerate(COLUMNS_OF[record], 1)}


PRESENCE_QUERIES: Mapping[str, tuple[str, str]] = {
    # name: (rows that are looked at, query of the bad ones)
    "movements_have_their_stock": (
        "movement",
        (
            "SELECT m.id FROM movement m LEFT JOIN stock s ON s.warehouse_id = m.warehouse_id"
            " AND s.product_id = m.product_id LEFT JOIN stock_bin b"
            " ON b.location_id = m.location_id AND b.product_id = m.product_id AND b.lot = m.lot"
            " WHERE s.id IS NULL OR b.id IS NULL"
        ),
    ),
    "shipments_are_all_there": (
        "orders",
        (
            "SELECT o.id FROM orders o LEFT JOIN (SELECT order_id, COUNT(*) AS n,"
            " MAX(sequence) AS last FROM shipment GROUP BY order_id) s ON s.order_id = o.id"
            " WHERE COALESCE(s.last, 0) > o.shipments_made OR COALESCE(s.n, 0) > o.shipments_made"
        ),
    ),
    "shipments_have_a_decision": (
        "shipment",
        (
            "SELECT s.id FROM shipment s LEFT JOIN (SELECT DISTINCT order_id FROM decision) d"
            " ON d.order_id = s.order_id WHERE d.order_id IS NULL"  # a supplier's follows none
            " AND NOT EXISTS (SELECT 1 FROM drop_ship x WHERE x.shipment_id = s.id)"
        ),
    ),
    "begun_shipments_are_in_a_wave": (
        "shipment",
        (
            "SELECT s.id FROM shipment s LEFT JOIN wave_shipment w ON w.shipment_id = s.id"
            " WHERE s.status = 'picking' AND w.shipment_id IS NULL"
        ),
    ),
    "packed_shipments_have_their_bench": (
        "shipment",
        (
            "SELECT s.id FROM shipment s LEFT JOIN packing p ON p.shipment_id = s.id"
            " WHERE s.status IN ('packed', 'shipped') AND p.closed_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM drop_ship d WHERE d.shipment_id = s.id)"
        ),
    ),
    "numbers_of_parcels_were_given_out": (
        "parcel",
        (
            "SELECT p.id FROM parcel p WHERE (p.sscc IS NOT NULL OR p.own_number IS NOT NULL)"
            " AND NOT EXISTS (SELECT 1 FROM number_range r WHERE r.name = 'parcel' AND r.last > 0)"
        ),
    ),
    "words_at_the_bench_are_kept": (
        "command",
        (
            "SELECT c.id FROM command c WHERE"
            " (c.name = 'pack.check' AND NOT EXISTS"
            " (SELECT 1 FROM second_check s WHERE s.command_id = c.id)) OR"
            " (c.name = 'pack.weight' AND NOT EXISTS"
            " (SELECT 1 FROM weight_overrule w WHERE w.command_id = c.id)) OR"
            " (c.name = 'pack.photo' AND NOT EXISTS"
            " (SELECT 1 FROM parcel_photo p WHERE p.command_id = c.id))"
        ),
    ),
    "tokens_are_kept": (
        "channel_token",
        (
            "SELECT c.id FROM command c WHERE"
            " (c.name = 'channels.token' AND NOT EXISTS"
            " (SELECT 1 FROM channel_token t WHERE t.command_id = c.id)) OR"
            " (c.name = 'channels.revoke' AND NOT EXISTS"
            " (SELECT 1 FROM channel_token t WHERE t.revoked_by = c.id))"
        ),
    ),
    "shipments_are_news": (
        "shipment",
        (
            "SELECT s.id FROM shipment s WHERE s.status = 'shipped' AND NOT EXISTS"
            " (SELECT 1 FROM shipment_news n WHERE n.number = s.number) AND EXISTS"
            " (SELECT 1 FROM command_record r JOIN command c ON c.id = r.command_id"
            " WHERE r.kind = 'shipment' AND r.record_id = s.id"
            " AND c.name IN ('ship', 'shipping.ship_many', 'po.shipped') AND c.id > COALESCE("
            "(SELECT n.command_id FROM shipment_news n WHERE n.number = ''), 0))"
            " UNION ALL SELECT c.id FROM command c WHERE c.name = 'channels.shipments_known'"
            " AND NOT EXISTS (SELECT 1 FROM shipment_mark m)"
        ),
    ),
    "closed_manifests_are_kept": (
        "manifest",
        (
            "SELECT c.id FROM command c WHERE c.name = 'shipping.manifest' AND NOT EXISTS"
            " (SELECT 1 FROM command u WHERE u.undoes_id = c.id) AND NOT EXISTS (SELECT 1"
            " FROM manifest m JOIN manifested_shipment s ON s.manifest_id = m.id"
            " WHERE m.command_id = c.id)"
        ),
    ),
    "receipts_are_kept": (
        "receipt",
        (
            "SELECT r.id FROM receipt r WHERE r.status = 'booked' AND NOT EXISTS"
            " (SELECT 1 FROM receipt_line l WHERE l.receipt_id = r.id)"
            " UNION ALL SELECT c.id FROM command c WHERE"
            " (c.name = 'receiving.book' AND NOT EXISTS"
            " (SELECT 1 FROM receipt r WHERE r.command_id = c.id)) OR"
            " (c.name IN ('receiving.scan', 'receiving.correct') AND NOT EXISTS"
            " (SELECT 1 FROM receipt_line l WHERE l.command_id = c.id))"
        ),
    ),
    "counts_are_kept": (
        "count_sheet",
        (
            "SELECT s.id FROM count_sheet s WHERE"
            " NOT EXISTS (SELECT 1 FROM count_line l WHERE l.sheet_id = s.id) OR"
            " (s.status = 'posted' AND NOT EXISTS (SELECT 1 FROM count_line l JOIN count_entry e"
            " ON e.line_id = l.id WHERE l.sheet_id = s.id AND l.posted IS NOT NULL"
            " AND e.gone_by IS NULL"
            " AND l.posted = e.quantity + COALESCE(e.taken, 0) - e.expected)) OR"
            " (s.status <> 'open' AND EXISTS"
            " (SELECT 1 FROM count_line l WHERE l.sheet_id = s.id AND l.is_open))"
            " UNION ALL SELECT c.id FROM command c WHERE"
            " (c.name = 'counts.new' AND NOT EXISTS"
            " (SELECT 1 FROM count_sheet s WHERE s.command_id = c.id)) OR"
            " (c.name = 'counts.enter' AND NOT EXISTS"
            " (SELECT 1 FROM count_entry e WHERE e.command_id = c.id))"
        ),
    ),
    "transfers_are_in_the_ledger": ("transfer", TRANSFERS),
    "drop_ships_are_whole": (
        "shipment",
        (
            "SELECT s.id FROM shipment s WHERE s.status = 'at_supplier' AND NOT EXISTS"
            " (SELECT 1 FROM drop_ship d JOIN purchase_order p ON p.id = d.purchase_order_id"
            " WHERE d.shipment_id = s.id"
            " AND p.status IN ('draft', 'authorized', 'sent', 'part_received'))"
            " UNION ALL SELECT p.id FROM purchase_order p JOIN (SELECT d.purchase_order_id,"
            " SUM(COALESCE(a.packed, 0)) AS packed, SUM(COALESCE(a.shipped, 0)) AS shipped"
            " FROM drop_ship d LEFT JOIN allocation a ON a.shipment_id = d.shipment_id"
            " GROUP BY d.purchase_order_id) h ON h.purchase_order_id = p.id"
            " JOIN (SELECT purchase_order_id, SUM(ordered) AS ordered, SUM(received) AS received"
            " FROM purchase_order_line GROUP BY purchase_order_id) l"
            " ON l.purchase_order_id = p.id WHERE h.shipped <> l.received OR h.packed <>"
            " CASE WHEN p.status IN ('draft', 'authorized', 'sent', 'part_received')"
            " THEN l.ordered - l.received ELSE 0 END"
        ),
    ),
    "costs_are_of_what_came": (
        "receipt_cost",
        (
            "SELECT c.receipt_id AS id FROM receipt_cost c WHERE NOT EXISTS (SELECT 1"
            " FROM receipt_line l WHERE l.receipt_id = c.receipt_id"
            " AND l.product_id = c.product_id)"
            " UNION ALL SELECT k.id FROM command k WHERE k.name = 'rates.set' AND NOT EXISTS"
            " (SELECT 1 FROM command u WHERE u.undoes_id = k.id)"
            " AND NOT EXISTS (SELECT 1 FROM currency_rate)"
        ),
    ),
    "put_away_is_of_what_came": (
        "put_away_task",
        (
            "SELECT t.id FROM put_away_task t WHERE t.quantity >"
            " (SELECT COALESCE(SUM(l.quantity), 0) FROM receipt_line l WHERE"
            " l.receipt_id = t.receipt_id AND l.product_id = t.product_id AND l.lot = t.lot"
            " AND l.outcome = 'good' AND l.quantity > 0)"
        ),
    ),
    "replenishment_was_moved": (
        "replenish_task",
        (
            "SELECT t.id FROM replenish_task t WHERE t.done <> COALESCE((SELECT SUM(m.quantity)"
            " FROM movement m WHERE m.location_id = t.target_id AND m.product_id = t.product_id"
            " AND m.lot = t.lot AND m.document = 'RP' || t.id AND NOT EXISTS"
            " (SELECT 1 FROM command u WHERE u.undoes_id = m.command_id)), 0)"
            " UNION ALL SELECT c.id FROM command c WHERE c.name = 'replenish.plan' AND NOT EXISTS"
            " (SELECT 1 FROM command u WHERE u.undoes_id = c.id)"
            " AND NOT EXISTS (SELECT 1 FROM replenish_task t WHERE t.command_id = c.id)"
        ),
    ),
    "channels_were_told_what_is_kept": (
        "channel_item",
        (
            "SELECT i.product_id AS id FROM channel_item i JOIN channel_feed f"
            " ON f.channel_id = i.channel_id WHERE i.seq > f.seq"
            " OR (i.seq <= f.mark AND COALESCE(i.told, -1) <> i.available)"
        ),
    ),
    "rules_have_their_history": (
        "channel_rule",
        (
            "SELECT r.id FROM channel_rule r JOIN channel c ON c.id = r.channel_id"
            " WHERE (SELECT h.after FROM rule_change h WHERE h.channel_key = c.code_key"
            " AND h.warehouse_id IS NULL AND (h.product_id = r.product_id"
            " OR (r.product_id IS NULL AND h.sku_key = '')) ORDER BY h.id DESC LIMIT 1) IS NULL"
            " UNION ALL SELECT e.id FROM channel_exclusion e"
            " WHERE (SELECT h.after FROM rule_change h WHERE h.channel = e.channel"
            " AND h.warehouse_id = e.warehouse_id AND (h.product_id = e.product_id"
            " OR (e.product_id IS NULL AND h.sku_key = '')) ORDER BY h.id DESC LIMIT 1) IS NULL"
        ),
    ),
    "channels_have_their_template": (
        "channel_slip",
        (
            "SELECT c.template_key AS id FROM channel_slip c WHERE NOT EXISTS (SELECT 1"
            " FROM slip_template t WHERE t.name_key = c.template_key AND t.current)"
        ),
    ),
    "saved_views_are_kept": (
        "saved_view",
        (
            "SELECT c.id FROM command c WHERE c.name = 'views.save'"
            """ AND c.undo LIKE '{"before"_null,%' AND NOT EXISTS"""
            " (SELECT 1 FROM command u WHERE u.undoes_id = c.id)"
            " AND NOT EXISTS (SELECT 1 FROM saved_view v WHERE v.made_by = c.id)"
        ),
    ),
    "printed_lists_are_kept": (
        "wave_event",
        (
            "SELECT e.wave_id AS id FROM wave_event e JOIN command c ON c.id = e.command_id"
            " WHERE c.name IN ('print.pick_list', 'pick.create', 'pick.release',"
            " 'pick.release_waves') AND NOT EXISTS"
            " (SELECT 1 FROM wave_revision r WHERE r.wave_id = e.wave_id)"
        ),
    ),
    "kept_lists_have_their_command": (
        "wave_revision",
        (
            "SELECT r.wave_id AS id FROM wave_revision r WHERE NOT EXISTS (SELECT 1"
            " FROM wave_event e WHERE e.wave_id = r.wave_id AND e.command_id = r.command_id)"
        ),
    ),
    "imported_orders_keep_what_was_said": (
        "orders",
        (
            "SELECT o.id FROM orders o LEFT JOIN order_said s ON s.order_id = o.id"
            " WHERE o.imported_hash IS NOT NULL AND s.order_id IS NULL"
        ),
    ),
    "stuck_orders_know_since_when": (
        "orders",
        (
            "SELECT o.id FROM orders o WHERE o.imported_hash IS NOT NULL AND EXISTS"
            " (SELECT 1 FROM (SELECT 'hold' AS reason UNION SELECT 'unpaid' UNION SELECT 'address')"
            " r WHERE CASE r.reason WHEN 'hold' THEN o.hold IS NOT NULL"
            " WHEN 'unpaid' THEN o.payment = 'awaiting' ELSE EXISTS (SELECT 1 FROM order_problem p"
            " WHERE p.order_id = o.id AND p.code = 'address_incomplete') END"
            " AND NOT EXISTS (SELECT 1 FROM order_stuck s WHERE s.order_id = o.id"
            " AND s.reason = r.reason AND s.ended_by IS NULL))"
        ),
    ),
    "history_is_kept": (
        "decision",
        (
            "SELECT d.order_id AS id FROM decision d WHERE d.command_id > COALESCE((SELECT"
            " MAX(b.command_id) FROM command_record b WHERE b.record_id < 0), 0) AND NOT EXISTS"
            " (SELECT 1 FROM command_record r WHERE r.kind = 'order'"
            " AND r.record_id = d.order_id AND r.command_id = d.command_id)"
        ),
    ),
    "rules_know_what_they_did": (
        "rule_command",
        (
            "SELECT c.command_id AS id FROM rule_command c WHERE c.rule_id > 0 AND NOT EXISTS"
            " (SELECT 1 FROM rule_act a WHERE a.event_id = c.event_id AND a.rule_id = c.rule_id)"
            " AND NOT EXISTS (SELECT 1 FROM command u WHERE u.undoes_id = c.event_id)"
        ),
    ),
    "problems_are_told": (
        "order_line",
        (
            "SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id"
            " LEFT JOIN order_problem p ON p.order_id = l.order_id"
            " AND p.line = l.line AND p.code = CASE WHEN l.unavailable > 0"
            " THEN 'not_backorderable' ELSE 'unknown_sku' END WHERE p.order_id IS NULL"
            " AND (l.unavailable > 0 OR (l.product_id IS NULL AND l.unrouted > 0"
            " AND o.imported_hash IS NOT NULL))"
        ),
    ),
    "fields_of_orders_are_defined": _undefined("orders", _places(FieldOf.ORDER)),
    "fields_of_products_are_defined": _undefined("product", _places(FieldOf.PRODUCT)),
}

_NEVER_DELETED = (
    *("command", "movement", "decision", "printed_document"),
    *("operator", "station", "pack_scan", "pack_refusal", "shipment_label"),
)
"""Tables whose rows stay for good: a file numbers them without gaps."""

_BROUGHT = frozenset(
    {
        *("product", "barcode", "supplier", "supplier_product", "kit_component", "warehouse"),
        *("warehouse_country", "location", "stock", "channel", "purchase_order"),
        *("purchase_order_line", "channel_exclusion", "channel_rule", "postal_code"),
        *("price_break", "price_history", "reorder_rule", "pick_bin"),
    }
)
"""Tables of which an import writes down which rows it added and took away."""


def _numbers(connection: Connection) -> tuple[int, str | None]:
    """No number is missing in a file; on a server no sequence is behind the rows it has given."""
    sqlite = connection.dialect.name == "sqlite"
    total, bad = 0, None
    for name in _NEVER_DELETED if sqlite else _numbered():
        query = f"SELECT COUNT(*), COALESCE(MAX(id), 0) FROM {name}"  # noqa: S608 - own names
        rows, highest = connection.execute(text(query)).one()
        total += rows
        given = rows if sqlite else _given(connection, name)
        if bad is None and given is not None and given < highest:
            bad = f"{name} {_first_gap(connection, name) if sqlite else highest}"
    return total, bad


def _numbered() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        if [column.name for column in table.primary_key.columns] == ["id"]:
            yield table.name


def _given(connection: Connection, table: str) -> int | None:
    """The last number that a sequence gave; None for a table without one."""
    name = text("SELECT pg_get_serial_sequence(:table, 'id')")
    sequence = connection.execute(name, {"table": table}).scalar()
    if sequence is None:
        return None
    query = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608 - the server's name
    return int(connection.execute(text(query)).scalar_one())


def _first_gap(connection: Connection, table: str) -> int:
    query = (
        f"SELECT MIN(n) FROM (SELECT 1 AS n UNION ALL SELECT id + 1 FROM {table}) numbers"  # noqa: S608 - own names
        f" WHERE n NOT IN (SELECT id FROM {table})"
    )
    return int(connection.execute(text(query)).scalar_one())


def _prints(connection: Connection) -> tuple[int, str | None]:
    """Each command that printed so many documents has so many rows of them."""
    rows = select(PrintedDocument.command_id, func.count()).group_by(PrintedDocument.command_id)
    written = {row[0]: row[1] for row in connection.execute(rows)}
    query = select(Command.id, Command.result).where(Command.name.like("print.%"))
    total, bad = 0, None
    some = {"yield_per": _ROWS_AT_A_TIME}
    for command_id, result in connection.execute(
        query.order_by(Command.id), execution_options=some
    ):
        total += 1
        told = _json(result)
        if bad is None and isinstance(told, int) and told != written.get(command_id, 0):
            bad = f"command {command_id}"
    return total, bad


def _days(connection: Connection) -> tuple[int, str | None]:
    """The day that was swept last, and every setting that somebody chose, are written down."""
    there = set(connection.execute(select(StoredSetting.key)).scalars())
    turns = or_(*(Command.name.startswith(name) for name in _TURNS_DAY))
    told = {SWEPT} if connection.scalar(select(exists().where(turns))) else set()
    chosen = select(Command.content).where(Command.name == "settings.set", _NOT_UNDONE)
    for content in connection.execute(chosen).scalars():
        told |= set(json.loads(content))
    gone = told - there
    return len(told), f"setting {min(gone)}" if gone else None


_TURNS_DAY = ("sweep", "allocate", "stock.")


def _made(connection: Connection) -> tuple[int, str | None]:
    """What commands say that they made, and nobody took away, is there."""
    by_hand = or_(*(Command.name.endswith(verb) for verb in _TAKES_AWAY))
    tells = or_(
        *(Command.name.in_(_NUMBERED_BY), Command.name.startswith("import.")),
        and_(by_hand, Command.undo.startswith(_ROWS_KEPT)),
    )
    query = select(Command.name, Command.result, Command.undo).where(tells, _NOT_UNDONE)
    evidence = _Evidence()
    # Some rows at a time: a check that is stopped ends with the next of them.
    some = {"yield_per": _ROWS_AT_A_TIME}
    for row in connection.execute(query.order_by(Command.id), execution_options=some):
        evidence.add(row.name, _json(row.result), _json(row.undo))
    return evidence.count, evidence.missing(connection)


_ROWS_AT_A_TIME = 200

_undoing = aliased(Command)
_NOT_UNDONE = ~exists().where(_undoing.undoes_id == Command.id)

_NUMBERED_BY = {"po.create": "purchase_order", "pick.create": "wave"}
"""Commands whose result names the record that they made, and its table."""

_TAKES_AWAY = (".delete", ".edit")
"""How commands by hand end that may take away what an import brought: a kit gets other parts."""

_ROWS_KEPT = '{"changes":{"'
"""How that begins which such a command keeps of the rows of master data."""


def _json(kept: str | None) -> Any:
    return None if kept is None else json.loads(kept)


class _Evidence:
    """What there has to be, by what commands wrote down of themselves."""

    def __init__(self) -> None:
        self._rows: dict[str, set[str]] = {}
        self._spans: list[tuple[int, int]] = []
        self._named: dict[str, set[str]] = {}

    def add(self, name: str, result: Any, kept: Any) -> None:
        """Hears one command out that was not taken back, the oldest first."""
        if name in _NUMBERED_BY:
            told = result if isinstance(result, dict) else {}
            number = told.get("number") or told.get("order", {}).get("number")
            if number:
                self._named.setdefault(_NUMBERED_BY[name], set()).add(str(number))
            return
        if not name.startswith("import."):
            self._take_away(kept["changes"])
            return
        if kept is None or kept.get("never"):
            counts = (result or {}).get("imported", 0) + (result or {}).get("updated", 0)
            if counts:  # it may have taken away what it does not tell
                self._rows.clear()
            return
        self._spans += [(first, last) for first, last in kept.get("brought", {}).get("spans", [])]
        for table, (added, _, _) in kept.get("changes", {}).items():
            if table in _BROUGHT:
                self._rows.setdefault(table, set()).update(added)
        self._take_away(kept.get("changes", {}))

    def _take_away(self, changes: Mapping[str, Any]) -> None:
        """What went, by each key that it had."""
        for table in changes.keys() & self._rows.keys():
            for row in changes[table][2]:
                self._rows[table] -= set(_keys_of(table, row))

    @property
    def count(self) -> int:
        """How many rows are told of."""
        orders = sum(last - first + 1 for first, last in self._spans)
        rows = (*self._rows.values(), *self._named.values())
        return orders + sum(len(told) for told in rows)

    def missing(self, connection: Connection) -> str | None:
        """The first that is not there."""
        for first, last in self._spans:
            query = text("SELECT COUNT(*) FROM orders WHERE id BETWEEN :first AND :last")
            there = connection.execute(query, {"first": first, "last": last}).scalar_one()
            if there <= last - first:
                return f"orders {first}-{last}: {last - first + 1 - there} missing"
        for table, told in self._rows.items():
            gone = told - _keys(connection, table)
            if gone:
                return f"{table} {', '.join(map(str, json.loads(min(gone))))}"
        for table, numbers in self._named.items():
            query = text(f"SELECT number FROM {table}")  # noqa: S608 - own names
            absent = numbers - set(map(str, connection.execute(query).scalars()))
            if absent:
                return f"{table} {min(absent)}"
        return None


def _keys_of(table: str, row: Mapping[str, Any]) -> Iterator[str]:
    """The keys by which commands tell of a row, the older ones too."""
    primary = [column.name for column in Base.metadata.tables[table].primary_key.columns]
    for names in (primary, [OLD_KEYS.get(table, "")]):
        if row.keys() >= set(names):
            yield json.dumps([row[name] for name in names])


def _keys(connection: Connection, table: str) -> set[str]:
    columns = Base.metadata.tables[table].primary_key.columns
    ways = [list(columns)]
    if table in OLD_KEYS:
        ways.append([Base.metadata.tables[table].c[OLD_KEYS[table]]])
    return {json.dumps(list(row)) for names in ways for row in connection.execute(select(*names))}


PRESENCE_CHECKS: Mapping[str, OneCheck] = {
    "orders_are_found_by_their_words": order_words,
    "prints_are_written_down": _prints,
    "settings_are_written_down": _days,
    "numbers_have_no_gaps": _numbers,
    "what_commands_made_is_there": _made,
    "purchase_papers_are_kept": purchase_papers,
}
