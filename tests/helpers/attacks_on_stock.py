"""Attacks on stock: its sums, its places, and the movements that it is the sum of."""

from helpers.attack import POSTGRES, SQLITE, Attack

_NEXT = ", ledger_seq = ledger_seq + 1"
_COLUMNS = (
    "(at, command_id, warehouse_id, product_id, location_id, lot, quantity, unavailable, cause)"
)


def _stock(what: str, row: str = "stock") -> str:
    return f"UPDATE stock SET {what} WHERE id = {{{row}}}"


def _bin(what: str, row: str = "bin") -> str:
    return f"UPDATE stock_bin SET {what} WHERE id = {{{row}}}"


def _move(
    units: str, *, verb: str = "INSERT", ids: tuple[str, str] | None = None, **where: str
) -> str:
    """A movement like the first, elsewhere where that is said."""
    usual = {"warehouse_id": "{W1}", "product_id": "{A}", "location_id": "{floor}", "lot": "''"}
    place = ", ".join({**usual, **where}.values())
    columns = _COLUMNS if ids is None else _COLUMNS.replace("(at", "(id, at")
    given = "" if ids is None else f"{ids[1]}, "
    return (
        f"{verb} INTO movement {columns} SELECT {given}at, command_id, {place}, {units}, 0,"
        " 'adjustment' FROM movement WHERE id = {movement}"
    )


_SUMS = (
    Attack("more on hand", _stock("on_hand = 1000")),
    Attack("more on hand by one", _stock("on_hand = on_hand + 1")),
    Attack("less on hand", _stock("on_hand = 0, allocated = 0")),
    Attack("more unavailable", _stock("unavailable = 1")),
    Attack("fewer promised", _stock("allocated = 0")),
    Attack("more promised than there is", _stock("allocated = 1000")),
    Attack("less than nothing promised", _stock("allocated = -1")),
    Attack("promised beyond every number", _stock("allocated = 9223372036854775807")),
    Attack("no number promised", _stock("allocated = NULL")),
    Attack("the count of the ledger", _stock("ledger_seq = 0")),
    Attack("the last movement that counts", _stock("counted_to = 0")),
    Attack("the last movement to come", _stock("counted_to = 999999")),
    Attack("bin: more on hand", _bin("on_hand = 1000")),
    Attack("bin: less on hand", _bin("on_hand = on_hand - 1")),
    Attack("bin: more unavailable", _bin("unavailable = 1")),
    Attack("bin: fewer held", _bin("allocated = 0")),
    Attack("bin: more held than there is", _bin("allocated = 1000")),
    Attack("safety below nothing", _stock("safety = -1")),
    Attack("stock moves to another warehouse", _stock("warehouse_id = {W2}", "stock_b")),
    Attack("stock becomes another product's", _stock("product_id = {C}")),
    Attack("stock gets another id", _stock("id = 999999")),
    Attack("bin: moves to another location", _bin("location_id = {floor_w2}, warehouse_id = {W2}")),
    Attack("bin: becomes another product's", _bin("product_id = {B}")),
    Attack("bin: another lot", _bin("lot = 'L2'", "lot")),
    Attack("bin: lives longer", _bin("expires_on = '2999-01-01'", "lot")),
    Attack("bin: never expires", _bin("expires_on = NULL", "lot")),
    Attack("bin: expires after all", _bin("expires_on = '2020-01-01'")),
    Attack("stock is deleted", "DELETE FROM stock WHERE id = {stock}"),
    Attack("bin: is deleted", "DELETE FROM stock_bin WHERE id = {bin}"),
    Attack("all stock is deleted", "DELETE FROM pick_task; DELETE FROM allocation;"
           " DELETE FROM stock_bin; DELETE FROM stock"),
    Attack("a new stock row with units",
           "INSERT INTO stock (warehouse_id, product_id, on_hand) VALUES ({W2}, {C}, 10)"),
    Attack("a new stock row with promises",
           "INSERT INTO stock (warehouse_id, product_id, on_hand, allocated)"
           " VALUES ({W2}, {C}, 10, 5)"),
    Attack("a new stock row that counts ahead",
           "INSERT INTO stock (warehouse_id, product_id, counted_to) VALUES ({W2}, {C}, 99)"),
    Attack("bin: a new row with units",
           "INSERT INTO stock_bin (warehouse_id, product_id, location_id, lot, on_hand)"
           " VALUES ({W1}, {A}, {floor}, 'L9', 10)"),
    Attack("bin: a new row of another warehouse",
           "INSERT INTO stock_bin (warehouse_id, product_id, location_id, lot)"
           " VALUES ({W1}, {A}, {floor_w2}, 'L9')", (), POSTGRES),
    Attack("a product is deleted", "DELETE FROM product WHERE id = {A}"),
    Attack("a warehouse is deleted", "DELETE FROM warehouse WHERE id = {W1}"),
    Attack("a location is deleted", "DELETE FROM location WHERE id = {floor}"),
    Attack("a product gets another id", "UPDATE product SET id = 999999 WHERE id = {A}"),
    Attack("a warehouse gets another id", "UPDATE warehouse SET id = 999999 WHERE id = {W1}"),
    Attack("a location moves", "UPDATE location SET warehouse_id = {W2}, code_key = 'x'"
           " WHERE id = {floor}"),
)  # fmt: skip

_MOVEMENTS = (
    Attack("a movement is changed", "UPDATE movement SET quantity = 50 WHERE id = {movement}"),
    Attack("a movement's note is changed", "UPDATE movement SET note = 'x'"),
    Attack("a movement gets another id", "UPDATE movement SET id = 999 WHERE id = {movement}"),
    Attack("a movement goes to another product",
           "UPDATE movement SET product_id = {B} WHERE id = {movement}"),
    Attack("a movement is of another command", "UPDATE movement SET command_id = {command}"),
    Attack("a movement is deleted", "DELETE FROM movement WHERE id = {movement}"),
    Attack("all movements are deleted", "DELETE FROM movement"),
    Attack("a loss below what is promised", _move("-9")),
    Attack("damage below what is promised", _move("0").replace("0, 0, 'adj", "0, 9, 'adj")),
    Attack("a movement of nothing", _move("0")),
    Attack("a movement beyond bounds", _move("1000000001")),
    Attack("a movement beyond every number", _move("9223372036854775807")),
    Attack("a movement without reason", _move("1").replace("'adjustment'", "'because'")),
    Attack("a movement before all others", _move("1", ids=("id", "-5"))),
    Attack("a movement under a known number", _move("1", ids=("id", "{movement}"))),
    Attack("a movement at a place of another warehouse", _move("1", location_id="{floor_w2}")),
    Attack("a movement in a lot that is not there", _move("1", lot="'L9'")),
    Attack("a movement of a product that was never there", _move("1", product_id="{C}")),
    Attack("a movement of no command", _move("1").replace("command_id, {W1}", "999999, {W1}"),
           (), POSTGRES),
    Attack("a movement of no command, foreign keys off",
           _move("1").replace("command_id, {W1}", "999999, {W1}"),
           ("references_hold", "ledger_is_a_chain"), SQLITE),
)  # fmt: skip

_AROUND_SQLITE = (
    Attack("on hand with its count", _stock(f"on_hand = 1000{_NEXT}"), (), SQLITE),
    Attack("on hand with its count and last movement",
           _stock(f"on_hand = 1000{_NEXT}, counted_to = 999999"), (), SQLITE),
    Attack("unavailable with its count", _stock(f"unavailable = 1{_NEXT}"), (), SQLITE),
    Attack("fewer promised with their count", _stock(f"allocated = 0{_NEXT}"), (), SQLITE),
    Attack("one less promised with its count", _stock(f"allocated = allocated - 1{_NEXT}"),
           (), SQLITE),
    Attack("one more promised with its count", _stock(f"allocated = allocated + 1{_NEXT}"),
           ("allocated_is_sum_of_promises",), SQLITE),
    Attack("bin: on hand with its count", _bin(f"on_hand = 1000{_NEXT}"), (), SQLITE),
    Attack("bin: unavailable with its count", _bin(f"unavailable = 1{_NEXT}"), (), SQLITE),
    Attack("bin: fewer held with their count", _bin(f"allocated = 0{_NEXT}"), (), SQLITE),
    Attack("bin: one more held with its count", _bin(f"allocated = allocated + 1{_NEXT}"),
           ("bin_allocated_is_sum_of_tasks",), SQLITE),
    Attack("promised text", _stock(f"allocated = 'x'{_NEXT}"), (), SQLITE),
    Attack("half a unit promised", _stock(f"allocated = allocated + 0.5{_NEXT}"), (), SQLITE),
    Attack("more promised than there is, CHECKs off",
           "PRAGMA ignore_check_constraints = ON;" + _stock(f"allocated = 1000{_NEXT}"),
           (), SQLITE),
    Attack("a loss below what is promised, CHECKs off",
           "PRAGMA ignore_check_constraints = ON;" + _move("-9"), (), SQLITE),
    Attack("safety below nothing, CHECKs off",
           "PRAGMA ignore_check_constraints = ON;" + _stock("safety = -1"),
           ("constraints_hold",), SQLITE),
    Attack("stock replaced by an empty row",
           "INSERT OR REPLACE INTO stock (id, warehouse_id, product_id)"
           " SELECT id, warehouse_id, product_id FROM stock WHERE id = {stock}", (), SQLITE),
    Attack("stock replaced under another id",
           "INSERT OR REPLACE INTO stock (warehouse_id, product_id) VALUES ({W1}, {A})",
           (), SQLITE),
    Attack("bin: replaced by an empty row",
           "INSERT OR REPLACE INTO stock_bin (warehouse_id, product_id, location_id, lot)"
           " VALUES ({W1}, {A}, {floor}, '')", (), SQLITE),
    Attack("a movement replaced", _move("50", verb="INSERT OR REPLACE", ids=("id", "{movement}")),
           (), SQLITE),
    Attack("the last movement replaced",
           _move("50", verb="INSERT OR REPLACE", ids=("id", "{last_movement}")), (), SQLITE),
    Attack("a movement replaced by one of another product",
           _move("50", verb="REPLACE", ids=("id", "{last_movement}"), product_id="{B}"),
           (), SQLITE),
    Attack("a movement changed or replaced",
           "UPDATE OR REPLACE movement SET id = {last_movement} WHERE id = {movement}",
           (), SQLITE),
    Attack("a movement's conflict is an update",
           _move("50", ids=("id", "{movement}")) + " ON CONFLICT (id) DO UPDATE SET quantity = 50",
           (), SQLITE),
    Attack("a movement of a warehouse that is not there", _move("1", warehouse_id="999999"),
           (), SQLITE),
    Attack("a product's id replaced", "UPDATE OR REPLACE product SET id = {A} WHERE id = {B}",
           (), SQLITE),
)  # fmt: skip


def _behind(statement: str) -> str:
    """The statement inside a trigger of the client's own, on a table of the client's own."""
    return (
        "CREATE TEMP TABLE door (x int);"
        " CREATE FUNCTION pg_temp.push() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {statement}; RETURN NULL; END $$;"
        " CREATE TRIGGER push AFTER INSERT ON door FOR EACH ROW EXECUTE FUNCTION pg_temp.push();"
        " INSERT INTO door VALUES (1)"
    )


_SHADOW = "CREATE TEMP TABLE {0} AS SELECT * FROM public.{0};"
_OVERSELL = "UPDATE public.allocation SET allocated = 1000 WHERE id = {ready}"

_AROUND_POSTGRES = (
    Attack("a trigger: on hand", _behind(_stock("on_hand = 1000")), (), POSTGRES),
    Attack("a trigger: unavailable", _behind(_stock("unavailable = 1")), (), POSTGRES),
    Attack("a trigger: fewer promised", _behind(_stock("allocated = 0")), (), POSTGRES),
    Attack("a trigger: fewer promised, then sold again",
           _behind(_stock("allocated = 0") + "; UPDATE allocation SET allocated = 10"
                   " WHERE id = {ready}"), (), POSTGRES),
    Attack("a trigger: one less promised with its count",
           _behind(_stock(f"allocated = allocated - 1{_NEXT}")), (), POSTGRES),
    Attack("a trigger: one more promised", _behind(_stock("allocated = allocated + 1")),
           ("allocated_is_sum_of_promises",), POSTGRES),
    Attack("a trigger: more promised than there is", _behind(_stock("allocated = 1000")),
           (), POSTGRES),
    Attack("a trigger: bin, on hand", _behind(_bin("on_hand = 1000")), (), POSTGRES),
    Attack("a trigger: bin, fewer held", _behind(_bin("allocated = 0")), (), POSTGRES),
    Attack("a trigger: bin, one more held", _behind(_bin("allocated = allocated + 1")),
           ("bin_allocated_is_sum_of_tasks",), POSTGRES),
    Attack("a trigger: the last movement that counts", _behind(_stock("counted_to = 0")),
           (), POSTGRES),
    Attack("a trigger: on hand with a last movement to come",
           _behind(_stock("on_hand = 1000, counted_to = 999999")), (), POSTGRES),
    Attack("our own function on a table of the client's",
           "CREATE TEMP TABLE door (id int, stock_id bigint, allocated int, picked int,"
           " packed int);"
           " INSERT INTO door SELECT 1, id, 2, 0, 0 FROM stock WHERE id = {stock};"
           " CREATE TRIGGER push AFTER DELETE ON door REFERENCING OLD TABLE AS removed"
           " FOR EACH STATEMENT EXECUTE FUNCTION public.allocation_delete(); DELETE FROM door",
           (), POSTGRES),
    Attack("a temporary stock takes the update", _SHADOW.format("stock") + _OVERSELL, (), POSTGRES),
    Attack("a temporary product says unmanaged",
           _SHADOW.format("product") + "UPDATE pg_temp.product SET manage_stock = false;"
           "INSERT INTO public.allocation (order_line_id, shipment_id, warehouse_id, product_id,"
           " allocated) VALUES ({ready_line}, {ready_shipment}, {W1}, {C}, 5)", (), POSTGRES),
    Attack("a temporary bin takes the update",
           _SHADOW.format("stock_bin") + "UPDATE pick_task SET quantity = 1000 WHERE id = {task}",
           (), POSTGRES),
    Attack("another schema goes first",
           "CREATE SCHEMA evil; CREATE TABLE evil.stock AS SELECT * FROM public.stock;"
           "SET LOCAL search_path = evil, public;" + _OVERSELL, (), POSTGRES),
    Attack("an operator of another schema goes first",
           "CREATE SCHEMA evil; CREATE FUNCTION evil.more(bigint, numeric) RETURNS numeric"
           " LANGUAGE sql AS 'SELECT 0::numeric'; CREATE OPERATOR evil.+ (LEFTARG = bigint,"
           " RIGHTARG = numeric, FUNCTION = evil.more);"
           "SET LOCAL search_path = evil, public, pg_catalog;" + _OVERSELL, (), POSTGRES),
    Attack("constraints are put off",
           "SET CONSTRAINTS ALL DEFERRED;" + _behind(_stock("allocated = 0")), (), POSTGRES),
    Attack("a common table expression",
           "WITH gone AS (UPDATE stock SET allocated = 0 RETURNING 1) SELECT * FROM gone",
           (), POSTGRES),
    Attack("movements are emptied", "TRUNCATE movement", (), POSTGRES),
    Attack("everything is emptied", "TRUNCATE orders CASCADE", (), POSTGRES),
    Attack("promises are emptied", "TRUNCATE allocation, pick_task, pack_scan", (), POSTGRES),
    Attack("tasks are emptied", "TRUNCATE pick_task", (), POSTGRES),
    Attack("stock is emptied", "TRUNCATE stock CASCADE", (), POSTGRES),
    Attack("movements by COPY's way in", "INSERT INTO movement OVERRIDING SYSTEM VALUE"
           " SELECT * FROM movement WHERE id = {movement}", (), POSTGRES),
    Attack("a promise's conflict is an update",
           "INSERT INTO allocation SELECT * FROM allocation WHERE id = {ready}"
           " ON CONFLICT (id) DO UPDATE SET allocated = 1000", (), POSTGRES),
)  # fmt: skip

STOCK = (*_SUMS, *_MOVEMENTS, *_AROUND_SQLITE, *_AROUND_POSTGRES)
