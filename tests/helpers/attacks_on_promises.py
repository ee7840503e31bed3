"""Attacks on what is promised: promises, the lines that hold them, shipments and pick tasks."""

from helpers.attack import SQLITE, Attack

_LINES = ("lines_equal_their_promises",)
_INSERT = (
    "INSERT INTO allocation (order_line_id, shipment_id, warehouse_id, product_id, stock_id,"
    " per_unit, parts, allocated) VALUES ({line}, {shipment}, {warehouse}, {product}, {stock},"
    " {per_unit}, {parts}, {units})"
)


def _insert(**changed: str) -> str:
    """A promise of a unit of A for the line that waits, in the shipment of the ready order."""
    usual = {
        "line": "{waits_line}",
        "shipment": "{ready_shipment}",
        "warehouse": "{W1}",
        "product": "{A}",
        "stock": "{stock}",
        "per_unit": "1",
        "parts": "1",
        "units": "1",
    }
    return _INSERT.format(**{**usual, **changed})


_NEW_SHIPMENT = (
    "INSERT INTO shipment (order_id, warehouse_id, sequence, number)"
    " VALUES ({order}, {warehouse}, 9, 'new'); "
)
_MADE = "(SELECT id FROM shipment WHERE number = 'new')"


def _insert_made(order: str, warehouse: str = "{W1}", **changed: str) -> str:
    """The same in a shipment that the attacker makes for it."""
    head = _NEW_SHIPMENT.format(order=order, warehouse=warehouse)
    return head + _insert(shipment=_MADE, warehouse=warehouse, **changed)


_UPDATE = "UPDATE allocation SET {} WHERE id = {{{}}}"


def _set(what: str, row: str) -> str:
    return _UPDATE.format(what, row)


PROMISES = (
    Attack("more than there is", _set("allocated = 1000", "ready")),
    Attack("more picked than there is", _set("picked = 1000", "ready")),
    Attack("more packed than there is", _set("packed = 1000", "ready")),
    Attack("a negative promise", _set("allocated = -1", "ready")),
    Attack("a negative pick", _set("allocated = 3, picked = -1", "ready")),
    Attack("an empty promise", _set("allocated = 0", "ready")),
    Attack("no number at all", _set("allocated = NULL", "ready")),
    Attack("a promise beyond every number", _set("allocated = 9223372036854775807", "ready")),
    Attack("a pick beyond every number", _set("picked = 9223372036854775807", "ready")),
    Attack("one unit less", _set("allocated = allocated - 1", "ready"), _LINES),
    Attack("one unit more", _set("allocated = allocated + 1", "ready"), _LINES),
    Attack("a unit is called shipped", _set("allocated = 1, shipped = 1", "ready"),
           (*_LINES, "shipments_agree_with_promises", "shipped_parcels_left_staging")),
    Attack("a unit is called picked", _set("allocated = 1, picked = 1", "ready"),
           (*_LINES, "shipments_agree_with_promises", "staging_holds_what_is_picked",
            "picked_units_have_their_task")),
    Attack("another product", _set("product_id = {B}", "ready")),
    Attack("another product with its stock", _set("product_id = {C}, stock_id = NULL", "ready")),
    Attack("no product", _set("product_id = NULL", "ready")),
    Attack("another line", _set("order_line_id = {waits_line}", "ready")),
    Attack("another shipment", _set("shipment_id = {kit_shipment}", "ready")),
    Attack("another warehouse", _set("warehouse_id = {W2}", "ready")),
    Attack("another stock row", _set("stock_id = {stock_w2}", "ready")),
    Attack("no stock row", _set("stock_id = NULL", "ready")),
    Attack("a stock row that is not there", _set("stock_id = 999999", "ready")),
    Attack("another size of a unit", _set("per_unit = 2", "ready")),
    Attack("no size of a unit", _set("per_unit = 0", "ready")),
    Attack("another number of parts", _set("parts = 2", "ready")),
    Attack("another id", _set("id = 999999", "ready")),
    Attack("unmanaged: another product", _set("product_id = {A}", "unmanaged")),
    Attack("unmanaged: another unit size", _set("per_unit = 2", "unmanaged")),
    Attack("unmanaged: another line", _set("order_line_id = {ready_line}", "unmanaged")),
    Attack("unmanaged: more units", _set("allocated = 1000", "unmanaged"), _LINES),
    Attack("unmanaged: less units", _set("allocated = 1", "unmanaged"), _LINES),
    Attack("unmanaged: deleted", "DELETE FROM allocation WHERE id = {unmanaged}",
           (*_LINES, "shipments_agree_with_promises")),
    Attack("stock taken off while not managed",
           "UPDATE product SET manage_stock = (1 = 0) WHERE id = {A};"
           + _set("stock_id = NULL", "ready")
           + "; UPDATE product SET manage_stock = (1 = 1) WHERE id = {A}"),
    Attack("promised while not managed, managed again",
           "UPDATE product SET manage_stock = (1 = 0) WHERE id = {A};"
           + _insert_made("{WAITS}", stock="NULL", units="5")
           + "; UPDATE product SET manage_stock = (1 = 1) WHERE id = {A};"
           " UPDATE order_line SET waiting = waiting - 5, allocated = allocated + 5"
           " WHERE id = {waits_line}",
           ("promises_have_stock", "order_counts", "statuses_follow_from_lines",
            "shipments_are_all_there")),
    Attack("an unmanaged product is managed from now on",
           "UPDATE product SET manage_stock = (1 = 1) WHERE id = {U}", ("promises_have_stock",)),
    Attack("a promise is deleted", "DELETE FROM allocation WHERE id = {ready_b}", _LINES),
    Attack("a promise with tasks is deleted", "DELETE FROM allocation WHERE id = {picking}"),
    Attack("a kit's part is deleted", "DELETE FROM allocation WHERE id = {kit_b}",
           ("kit_units_are_whole",)),
    Attack("a kit's other part is deleted", "DELETE FROM allocation WHERE id = {kit_a}",
           ("kit_units_are_whole",)),
    Attack("a kit's part has half a unit", _set("allocated = 1", "kit_a"),
           ("kit_units_are_whole",)),
    Attack("a kit's part has more", _set("allocated = 4", "kit_a"),
           ("kit_units_are_whole", *_LINES)),
    Attack("a kit's part has another recipe", _set("per_unit = 1", "kit_a")),
    Attack("a kit's part is alone from now on", _set("parts = 1", "kit_a")),
    Attack("a kit's part is put on another stock row", _set("stock_id = {stock_b}", "kit_a")),
    Attack("a new promise beyond the stock", _insert_made("{WAITS}", units="1000")),
    Attack("a new promise in another order's shipment", _insert()),
    Attack("a new promise without stock row", _insert_made("{WAITS}", stock="NULL")),
    Attack("a new promise of another product",
           _insert_made("{WAITS}", product="{B}", stock="{stock_b}")),
    Attack("a new promise with the stock of another warehouse",
           _insert_made("{WAITS}", stock="{stock_w2}")),
    Attack("a new promise of another unit size", _insert_made("{WAITS}", per_unit="2", units="2")),
    Attack("a new promise with too many parts", _insert_made("{WAITS}", parts="2")),
    Attack("a new promise for no line", _insert_made("{WAITS}", line="999999")),
    Attack("a new promise of nothing", _insert_made("{WAITS}", units="0")),
    Attack("a new promise of less than nothing", _insert_made("{WAITS}", units="-5")),
    Attack("a new promise that no line knows", _insert_made("{WAITS}"),
           (*_LINES, "statuses_follow_from_lines", "shipments_are_all_there")),
    Attack("a new promise in a second shipment of another warehouse",
           _insert_made("{WAITS}", "{W2}", stock="{stock_w2}"),
           (*_LINES, "statuses_follow_from_lines", "shipments_are_all_there")),
    Attack("a kit's part in a shipment of its own",
           _insert_made("(SELECT id FROM orders WHERE number = 'KIT')", line="{kit_line}",
                        product="{A}", per_unit="2", parts="2", units="2"),
           ("kit_units_are_whole", *_LINES, "shipments_are_all_there")),
    Attack("a kit itself is promised",
           _insert_made("(SELECT id FROM orders WHERE number = 'KIT')", line="{kit_line}",
                        product="{K}", stock="NULL")),
    Attack("promise text that begins with a number", _set("allocated = '2x'", "ready"),
           ("constraints_hold",), SQLITE),
    Attack("promise text without a number", _set("allocated = 'x'", "ready"), (), SQLITE),
    Attack("half a unit", _set("allocated = 2.5", "ready"), (), SQLITE),
    Attack("a promise replaced by a smaller one",
           _insert(line="{ready_line}", units="1").replace("INSERT", "INSERT OR REPLACE"),
           (), SQLITE),
    Attack("a promise replaced by its id",
           "INSERT OR REPLACE INTO allocation SELECT id, order_line_id, shipment_id, warehouse_id,"
           " product_id, stock_id, per_unit, 1, picked, packed, shipped, parts FROM allocation"
           " WHERE id = {ready}", (), SQLITE),
    Attack("a promise set aside by another", "UPDATE OR REPLACE allocation SET id = {ready_b}"
           " WHERE id = {ready}", (), SQLITE),
    Attack("a promise on a stock row that is not there", _insert_made("{WAITS}", stock="999999"),
           (), SQLITE),
    Attack("more than there is, CHECKs off",
           "PRAGMA ignore_check_constraints = ON;" + _set("allocated = 1000", "ready"), (), SQLITE),
    Attack("a negative unmanaged promise, CHECKs off",
           "PRAGMA ignore_check_constraints = ON;" + _set("allocated = -5", "unmanaged"),
           ("constraints_hold", *_LINES), SQLITE),
)  # fmt: skip

_BUCKETS = "UPDATE order_line SET {} WHERE id = {{{}}}"


def _line(what: str, row: str) -> str:
    return _BUCKETS.format(what, row)


LINES = (
    Attack("a line gets another product", _line("product_id = {B}", "ready_line")),
    Attack("a line gets no product", _line("product_id = NULL", "ready_line")),
    Attack("a line moves to another order", _line("order_id = {WAITS}, line = 9", "ready_line")),
    Attack("a line gets another id", _line("id = 999999", "ready_line")),
    Attack("a waiting line gets another product", _line("product_id = {B}", "waits_line"),
           ("waiting_room_is_in_order",)),
    Attack("a waiting line moves to another order",
           _line("order_id = {READY}, line = 9", "waits_line"),
           ("waiting_room_is_in_order", "order_counts")),
    Attack("a line with more ordered", _line("ordered = ordered + 1", "ready_line")),
    Attack("a line with a unit twice", _line("waiting = waiting + 1", "ready_line")),
    Attack("a line with less than nothing", _line("allocated = -1, waiting = 3", "ready_line")),
    Attack("a line's promise is called waiting",
           _line("allocated = allocated - 1, waiting = 1", "ready_line"),
           (*_LINES, "waiting_room_is_complete", "order_counts")),
    Attack("a line's promise is called shipped", _line("allocated = 0, shipped = 2", "ready_line"),
           _LINES),
    Attack("a line's promise is called cancelled",
           _line("allocated = 0, cancelled = 2", "ready_line"), _LINES),
    Attack("a waiting unit is called allocated",
           _line("waiting = waiting - 1, allocated = allocated + 1", "waits_line"),
           (*_LINES, "order_counts")),
    Attack("a promised line is deleted", "DELETE FROM order_line WHERE id = {ready_line}"),
    Attack("a promised order is deleted", "DELETE FROM orders WHERE id = {READY}"),
    Attack("an order gets another id", "UPDATE orders SET id = 999999 WHERE id = {READY}"),
    Attack("a queue key apart from its fields",
           "UPDATE orders SET queue_key = '0' WHERE id = {WAITS}",
           ("queue_keys_follow_fields", "waiting_room_is_in_order")),
    Attack("queue keys in both places",
           "UPDATE orders SET queue_key = '0' WHERE id = {WAITS};"
           " UPDATE waiting SET queue_key = '0' WHERE order_id = {WAITS}",
           ("queue_keys_follow_fields",)),
    Attack("a priority apart from its key", "UPDATE orders SET priority = 5 WHERE id = {WAITS}",
           ("queue_keys_follow_fields",)),
    Attack("an order date apart from its key",
           "UPDATE orders SET ordered_at = '2020-01-01 00:00:00.000000' WHERE id = {WAITS}",
           ("queue_keys_follow_fields",)),
    Attack("a ship-by date apart from its key",
           "UPDATE orders SET ship_by = '2020-01-01' WHERE id = {WAITS}",
           ("queue_keys_follow_fields",)),
    Attack("a queue key in the waiting room", "UPDATE waiting SET queue_key = '0'",
           ("waiting_room_is_in_order",)),
    Attack("out of the waiting room", "DELETE FROM waiting WHERE order_line_id = {waits_line}",
           ("waiting_room_is_complete",)),
    Attack("marks in the waiting room", "UPDATE waiting SET reason = 'manual'",
           ("marked_units_wait",)),
    Attack("a status by hand", "UPDATE orders SET status = 'shipped' WHERE id = {READY}",
           ("statuses_follow_from_lines",)),
    Attack("a status that is no word", "UPDATE orders SET status = 'done'"),
    Attack("counts of an order", "UPDATE orders SET waiting_units = 0 WHERE id = {WAITS}",
           ("order_counts",)),
    Attack("a line without sum, CHECKs off",
           "PRAGMA ignore_check_constraints = ON;" + _line("ordered = 99", "ready_line"),
           ("every_unit_in_one_bucket", "order_counts", "constraints_hold"), SQLITE),
    Attack("a promised line replaced",
           "INSERT OR REPLACE INTO order_line (id, order_id, line, product_id, sku, sku_key,"
           " ordered, waiting) SELECT id, order_id, line, {B}, 'B', 'b', 2, 2 FROM order_line"
           " WHERE id = {ready_line}",
           ("lines_equal_their_promises", "waiting_room_is_complete", "order_counts",
            "promises_are_of_their_line"), SQLITE),
)  # fmt: skip

_SHIPMENT = "UPDATE shipment SET {} WHERE id = {{{}}}"
_SHIPPED = ("statuses_follow_from_lines", "shipments_agree_with_promises")


def _ship(what: str, row: str = "ready_shipment") -> str:
    return _SHIPMENT.format(what, row)


def _task(what: str) -> str:
    return f"UPDATE pick_task SET {what} WHERE id = {{task}}"


_UNASKED = ("picking_asks_for_all_it_can",)

SHIPMENTS = (
    Attack("a shipment of another order", _ship("order_id = {WAITS}, sequence = 9")),
    Attack("a shipment of another warehouse", _ship("warehouse_id = {W2}")),
    Attack("a shipment under another number", _ship("number = 'other'")),
    Attack("a shipment with another id", _ship("id = 999999")),
    Attack("a ready shipment is called shipped", _ship("status = 'shipped'"),
           (*_SHIPPED, "shipped_parcels_left_staging", "packed_shipments_have_their_bench")),
    Attack("a ready shipment is called packed", _ship("status = 'packed'"),
           (*_SHIPPED, "packed_shipments_have_their_bench")),
    Attack("a ready shipment is called cancelled", _ship("status = 'cancelled'"), _SHIPPED),
    Attack("a shipment in picking is called picked", _ship("status = 'picked'", "wave_shipment"),
           _SHIPPED),
    Attack("a state that is no word", _ship("status = 'gone'")),
    Attack("a shipment with promises is deleted",
           "DELETE FROM shipment WHERE id = {ready_shipment}"),
    Attack("an empty shipment is made", _NEW_SHIPMENT.format(order="{WAITS}", warehouse="{W1}"),
           (*_SHIPPED, "shipments_are_all_there")),
    Attack("a task is deleted", "DELETE FROM pick_task WHERE id = {task}", _UNASKED),
    Attack("a task is marked picked", _task("picked = quantity"),
           (*_UNASKED, "picked_tasks_moved_units")),
    Attack("a task is marked picked in part", _task("picked = 1"),
           (*_UNASKED, "picked_tasks_moved_units")),
    Attack("a task is marked short", _task("short = quantity"), _UNASKED),
    Attack("a task asks for less", _task("quantity = 1"), _UNASKED),
    Attack("a task asks for more", _task("quantity = quantity + 1"),
           ("tasks_ask_for_what_is_promised",)),
    Attack("a task asks for more than there is", _task("quantity = 1000")),
    Attack("a task asks for nothing", _task("quantity = 0")),
    Attack("a task is short of less than nothing", _task("short = -5")),
    Attack("a task of another promise", _task("allocation_id = {ready}")),
    Attack("a task of another shipment", _task("shipment_id = {ready_shipment}")),
    Attack("a task in a bin of another product", _task("stock_bin_id = {bin_b}")),
    Attack("a task without bin", _task("stock_bin_id = NULL")),
    Attack("a task in a bin that is not there", _task("stock_bin_id = 999999")),
    Attack("a task with another id", _task("id = 999999")),
    Attack("a new task for another promise",
           "INSERT INTO pick_task (wave_id, task, sequence, shipment_id, allocation_id,"
           " stock_bin_id, quantity) VALUES ({wave}, 99, 99, {wave_shipment}, {ready}, {bin}, 1)"),
    Attack("a new task in a bin of another product",
           "INSERT INTO pick_task (wave_id, task, sequence, shipment_id, allocation_id,"
           " stock_bin_id, quantity) VALUES ({wave}, 99, 99, {wave_shipment}, {picking}, {bin_b},"
           " 1)"),
    Attack("a second task for the same units",
           "INSERT INTO pick_task (wave_id, task, sequence, shipment_id, allocation_id,"
           " stock_bin_id, quantity) VALUES ({wave}, 99, 99, {wave_shipment}, {picking}, {bin}, 1)",
           ("tasks_ask_for_what_is_promised",)),
    Attack("a task replaced",
           "INSERT OR REPLACE INTO pick_task (id, wave_id, task, sequence, shipment_id,"
           " allocation_id, stock_bin_id, quantity) SELECT id, wave_id, task, sequence,"
           " shipment_id, allocation_id, stock_bin_id, 1 FROM pick_task WHERE id = {task}",
           (), SQLITE),
)  # fmt: skip
