"""Attacks on what was done and by whom, on settings, and on the guards themselves."""

from helpers.attack import POSTGRES, SQLITE, Attack

_SENT = ("commands_are_as_they_were_sent",)

RECORDS = (
    *(
        Attack(f"{table}: {what}", statement)
        for table in ("command", "decision", "operator", "station")
        for what, statement in (
            ("all are deleted", f"DELETE FROM {table}"),
            ("one is deleted", f"DELETE FROM {table} WHERE id = (SELECT MAX(id) FROM {table})"),
        )
    ),
    Attack("a command by another name", "UPDATE command SET name = 'x' WHERE id = {command}"),
    Attack("a command of other content",
           "UPDATE command SET content = '{{}}x' WHERE id = {command}"),
    Attack("a command under another key", "UPDATE command SET key = 'x' WHERE id = {command}"),
    Attack("a command with another hash", "UPDATE command SET content_hash = 'x'"),
    Attack("a command of another operator",
           "INSERT INTO operator (name) VALUES ('Eve'); UPDATE command SET operator_id ="
           " (SELECT id FROM operator WHERE name = 'Eve')"),
    Attack("a command at another time", "UPDATE command SET at = '2020-01-01 00:00:00'"),
    Attack("a command with another result", "UPDATE command SET result = '0' WHERE id = {command}"),
    Attack("a command without result", "UPDATE command SET result = NULL WHERE id = {command}"),
    Attack("a command that can be undone now",
           "UPDATE command SET undo = '[]' WHERE id = {command}"),
    Attack("a command that undid another", "UPDATE command SET undoes_id = id"),
    Attack("a command with another id", "UPDATE command SET id = 999999 WHERE id = {command}"),
    Attack("a command that was never sent",
           "INSERT INTO command (key, name, content_hash, content, operator_id, station_id, at)"
           " SELECT 'k', name, content_hash, content, operator_id, station_id, at FROM command"
           " WHERE id = {command}", _SENT),
    Attack("a command with a hash of something else",
           "INSERT INTO command (key, name, content_hash, content, operator_id, station_id, at,"
           " result) SELECT 'k', name, 'x', content, operator_id, station_id, at, '0' FROM command"
           " WHERE id = {command}", _SENT),
    Attack("a decision is rewritten", "UPDATE decision SET body = '{{}}'"),
    Attack("a decision of another order", "UPDATE decision SET order_id = {READY}"),
    Attack("an operator by another name", "UPDATE operator SET name = 'Eve'"),
    Attack("an operator with another id", "UPDATE operator SET id = 999999"),
    Attack("a station by another name", "UPDATE station SET name = 'other'"),
    Attack("a setting that is no value",
           "INSERT INTO setting (key, value) VALUES ('allocation.auto_release', 'perhaps')",
           ("settings_have_known_values",)),
    Attack("a reason that is no word", "UPDATE waiting SET reason = 'so'"),
    Attack("a negative limit", "UPDATE product SET preorder_limit = -1 WHERE id = {A}"),
    Attack("a limit below what is promised",
           "UPDATE product SET preorder_limit = 1 WHERE sku = 'P'",
           ("preorders_are_within_limits",)),
    Attack("a command replaced",
           "INSERT OR REPLACE INTO command SELECT id, key, 'x', content_hash, content, operator_id,"
           " station_id, at, result, undoes_id, undo, notice FROM command WHERE id = {command}",
           (), SQLITE, passed_over=True),
    Attack("a command replaced by its key",
           "INSERT OR REPLACE INTO command (key, name, content_hash, content, operator_id,"
           " station_id, at) SELECT key, 'x', content_hash, content, operator_id, station_id, at"
           " FROM command WHERE id = {command}", (), SQLITE, passed_over=True),
    Attack("an operator replaced",
           "INSERT OR REPLACE INTO operator (name) SELECT name FROM operator",
           (), SQLITE, passed_over=True),
    Attack("a station replaced", "INSERT OR REPLACE INTO station (name) SELECT name FROM station",
           (), SQLITE, passed_over=True),
    Attack("a decision replaced", "INSERT OR REPLACE INTO decision (id, order_id, command_id, at,"
           " body) SELECT id, order_id, command_id, at, 'x' FROM decision", (), SQLITE),
    *(
        Attack(f"{table}: all are emptied", f"TRUNCATE {table} CASCADE", (), POSTGRES)
        for table in ("command", "decision", "operator", "station", "waiting", "wave")
    ),
)  # fmt: skip

_STANDING = ("guards_are_in_place",)
_WAVES = ("waves_hold_what_is_picked",)

WAVES = (
    Attack("an order in a wave is not paid",
           "UPDATE orders SET payment = 'awaiting' WHERE number = 'WAVE'", _WAVES),
    Attack("an order in a wave is on hold",
           "UPDATE orders SET hold = 'park', status = 'on_hold' WHERE number = 'WAVE'", _WAVES),
    Attack("a shipment leaves its wave by itself", "DELETE FROM wave_shipment",
           (*_WAVES, "begun_shipments_are_in_a_wave")),
    Attack("a wave is cancelled under its shipments", "UPDATE wave SET status = 'cancelled'",
           _WAVES),
    Attack("a wave goes to another warehouse", "UPDATE wave SET warehouse_id = {W2}", _WAVES),
    Attack("a ready shipment is in a wave",
           "INSERT INTO wave_shipment (wave_id, shipment_id, slot)"
           " VALUES ({wave}, {ready_shipment}, 77)", _WAVES),
)  # fmt: skip


def _replica(statement: str) -> str:
    """As a replica the session runs no trigger and keeps no foreign key."""
    return f"SET LOCAL session_replication_role = replica; {statement}"


_ON_POSTGRES = (
    Attack("a CHECK that asks for less under its name",
           "ALTER TABLE stock DROP CONSTRAINT ck_stock_promise_is_covered; ALTER TABLE stock"
           " ADD CONSTRAINT ck_stock_promise_is_covered CHECK (allocated >= 0)", _STANDING),
    Attack("a foreign key that deletes what refers",
           "ALTER TABLE waiting DROP CONSTRAINT fk_waiting_order_id;"
           " ALTER TABLE waiting ADD CONSTRAINT fk_waiting_order_id"
           " FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE", _STANDING),
    Attack("a trigger is dropped", "DROP TRIGGER allocation_inserted ON allocation", _STANDING),
    Attack("a guard is dropped", "DROP TRIGGER stock_sums_guarded ON stock", _STANDING),
    Attack("a trigger is disabled", "ALTER TABLE allocation DISABLE TRIGGER allocation_inserted",
           _STANDING),
    Attack("all triggers are disabled", "ALTER TABLE stock DISABLE TRIGGER ALL", _STANDING),
    Attack("user triggers are disabled", "ALTER TABLE movement DISABLE TRIGGER USER", _STANDING),
    Attack("a trigger fires on replicas only",
           "ALTER TABLE allocation ENABLE REPLICA TRIGGER allocation_inserted", _STANDING),
    Attack("a CHECK is dropped", "ALTER TABLE stock DROP CONSTRAINT ck_stock_promise_is_covered",
           _STANDING),
    Attack("a foreign key is dropped",
           "ALTER TABLE allocation DROP CONSTRAINT fk_allocation_order_line_id", _STANDING),
    Attack("a function does nothing",
           "CREATE OR REPLACE FUNCTION allocation_insert() RETURNS trigger LANGUAGE plpgsql"
           " AS $$ BEGIN RETURN NULL; END $$", _STANDING),
    Attack("a function looks elsewhere first",
           "ALTER FUNCTION allocation_insert() RESET search_path", _STANDING),
    Attack("a trigger does something else",
           "DROP TRIGGER movement_never_changed ON movement; CREATE TRIGGER movement_never_changed"
           " BEFORE UPDATE ON movement FOR EACH ROW WHEN (false)"
           " EXECUTE FUNCTION refuse('never')", _STANDING),
    Attack("a trigger that nobody asked for",
           "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS"
           " $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER evil BEFORE INSERT ON allocation"
           " FOR EACH ROW EXECUTE FUNCTION evil()", _STANDING),
    Attack("a rule that nobody asked for",
           "CREATE RULE evil AS ON INSERT TO movement DO INSTEAD NOTHING", _STANDING),
    Attack("rows are hidden", "ALTER TABLE allocation ENABLE ROW LEVEL SECURITY", _STANDING),
    Attack("a child table", "CREATE TABLE evil () INHERITS (stock)", _STANDING),
    Attack("replica: a promise without its stock", _replica(
        "DELETE FROM allocation WHERE id = {ready_b}"),
        ("allocated_is_sum_of_promises", "lines_equal_their_promises")),
    Attack("replica: sums", _replica("UPDATE stock SET on_hand = 1000 WHERE id = {stock}"),
           ("on_hand_is_sum_of_movements",)),
    Attack("replica: a movement is changed",
           _replica("UPDATE movement SET quantity = 50 WHERE id = {movement}"),
           ("on_hand_is_sum_of_movements", "bins_are_sum_of_movements", "ledger_is_a_chain")),
    Attack("replica: another product",
           _replica("UPDATE allocation SET product_id = {B} WHERE id = {ready}"),
           ("promises_are_of_their_line", "promises_have_stock", "references_hold")),
    Attack("replica: a parent is gone", _replica("DELETE FROM product WHERE id = {C}"
           "; DELETE FROM station"), ("references_hold",)),
    Attack("replica: a task of another product's bin",
           _replica("UPDATE pick_task SET stock_bin_id = {bin_b} WHERE id = {task}"),
           ("bin_allocated_is_sum_of_tasks", "tasks_are_of_their_promise")),
)  # fmt: skip

_ON_SQLITE = (
    Attack("a CHECK that asks for less, in the schema's text",
           "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql,"
           " 'CHECK (allocated >= 0', 'CHECK (1 OR allocated >= 0') WHERE name = 'stock'",
           _STANDING),
    Attack("a column under another's name",
           "ALTER TABLE stock RENAME COLUMN safety TO other;"
           " ALTER TABLE stock RENAME COLUMN minimum TO safety;"
           " ALTER TABLE stock RENAME COLUMN other TO minimum", _STANDING),
    Attack("neither yes nor no", "UPDATE orders SET ship_partial = 7 WHERE number = 'FREE'",
           ("constraints_hold",)),
    Attack("a moment that is none", "UPDATE movement SET at = 'yesterday'"),
    Attack("an order of no moment",
           "UPDATE orders SET ordered_at = 'yesterday' WHERE number = 'FREE'",
           ("constraints_hold", "queue_keys_follow_fields")),
    Attack("a priority in words", "UPDATE orders SET priority = 'first' WHERE number = 'FREE'",
           ("constraints_hold", "queue_keys_follow_fields")),
    Attack("a trigger is dropped", "DROP TRIGGER allocation_inserted", _STANDING),
    Attack("a guard is dropped", "DROP TRIGGER stock_sums_guarded", _STANDING),
    Attack("a trigger does something else",
           "DROP TRIGGER movement_never_updated; CREATE TRIGGER movement_never_updated"
           " BEFORE UPDATE ON movement WHEN 0 BEGIN SELECT 1; END", _STANDING),
    Attack("a trigger that nobody asked for",
           "CREATE TRIGGER evil AFTER INSERT ON allocation BEGIN SELECT 1; END", _STANDING),
    Attack("a table without its CHECKs",
           "CREATE TABLE copy AS SELECT * FROM setting; DROP TABLE setting;"
           " ALTER TABLE copy RENAME TO setting", _STANDING),
    Attack("a temporary trigger: on hand",
           "CREATE TEMP TABLE door (x); CREATE TEMP TRIGGER push AFTER INSERT ON door BEGIN"
           " UPDATE stock SET on_hand = 1000, ledger_seq = ledger_seq + 1; END;"
           " INSERT INTO door VALUES (1)"),
    Attack("a temporary stock takes the update",
           "CREATE TEMP TABLE stock AS SELECT * FROM main.stock;"
           " UPDATE main.allocation SET allocated = 1000 WHERE id = {ready}"),
    Attack("a parent is gone, foreign keys off",
           "DELETE FROM wave WHERE id = {wave}",
           ("references_hold", "what_commands_made_is_there", *_WAVES)),
    Attack("a supplier that is not there, foreign keys off",
           "UPDATE product SET supplier_id = 999999 WHERE id = {A}", ("references_hold",)),
    Attack("a movement deleted while its guard is gone",
           "DROP TRIGGER movement_never_deleted; DELETE FROM movement WHERE id = {movement}",
           (*_STANDING, "on_hand_is_sum_of_movements", "bins_are_sum_of_movements",
            "numbers_have_no_gaps", "ledger_is_a_chain")),
    Attack("a movement as text, its guard is gone",
           "DROP TRIGGER movement_never_updated; UPDATE movement SET quantity = quantity || 'x'"
           " WHERE id = {movement}"),
    Attack("another product while its guard is gone",
           "DROP TRIGGER allocation_keeps_its_place; UPDATE allocation SET product_id = {B}"
           " WHERE id = {ready}",
           (*_STANDING, "promises_are_of_their_line", "promises_have_stock", "references_hold")),
)  # fmt: skip


def _only(attacks: tuple[Attack, ...], engines: tuple[str, ...]) -> tuple[Attack, ...]:
    return tuple(Attack(one.name, one.sql, one.seen, engines) for one in attacks)


GUARDS = (*_only(_ON_POSTGRES, POSTGRES), *_only(_ON_SQLITE, SQLITE))
