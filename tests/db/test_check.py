"""`db check` sees every kind of damage, by name and by the row where it is."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update

from helpers.attacks_on_promises import LINES, PROMISES, SHIPMENTS
from helpers.attacks_on_records import GUARDS, RECORDS, WAVES
from helpers.attacks_on_stock import STOCK
from helpers.bench import pick, scan
from helpers.databases import Slot, postgres_database, sqlite_database
from helpers.importing import Files
from helpers.sample import add_location, warehouse_id_of
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.schema import Base, Product, ShipmentNews
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.boxes import Box
from packbench.domain.camera import Picture
from packbench.domain.count_sheets import CountChoice
from packbench.domain.order_rules import Action, Deed, RuleBody, RuleEvent
from packbench.domain.views import ViewState, ViewTab
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.channels.excluding import Excluded, exclude
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.channels.verifying import set_verifying
from packbench.services.counting.entering import CountOf, enter_count
from packbench.services.counting.posting import post_sheet
from packbench.services.counting.sheets import NewCount, make_sheet
from packbench.services.masters import saving
from packbench.services.masters.kinds import PICK_BINS
from packbench.services.office import administration
from packbench.services.office.views import save_view
from packbench.services.packing.boxes import set_boxes
from packbench.services.packing.checks import set_checks
from packbench.services.packing.closing import close_packing
from packbench.services.packing.parcels import set_parcel
from packbench.services.packing.photos import attach_photo
from packbench.services.packing.second_checks import check_packing
from packbench.services.packing.weighing import overrule_weight
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.services.purchasing.drop_ship import drop_ship
from packbench.services.purchasing.milestones import attach, set_milestone
from packbench.services.purchasing.orders import NewPurchaseLine, change_status, create
from packbench.services.receiving.receipts import book_receipt, open_receipt
from packbench.services.receiving.scanning import count_in
from packbench.services.replenishing.doing import carry
from packbench.services.replenishing.planning import plan_replenishment
from packbench.services.rules import keeping
from packbench.services.serving.shipment_feed import acknowledge_shipments, shipment_feed
from packbench.services.serving.tokens import make_token, revoke_token
from packbench.services.shipping.manifests import close_manifest
from packbench.services.shipping.sending import ship_shipment
from packbench.services.slips.templates import SlipsChange, SlipTemplate, change_slips
from packbench.services.stock.changes import move
from packbench.services.transfers.moving import TransferGoods
from packbench.services.transfers.sending import NewTransfer, send_transfer
from packbench.services.value.costs import SpreadBy, set_costs
from packbench.services.value.rates import set_rate
from packbench.words.checks import CHECKS, check_advice

Furnish = Callable[[Context], object]


def at_work(database: Database) -> Context:
    return Context(database, operator="Ana", station="station 3")


@pytest.fixture(scope="module")
def furnished(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, Furnish], str]]:
    """Databases that were furnished once, by engine; every damage is done to a copy."""
    made: dict[tuple[str, Furnish], str] = {}
    with ExitStack() as stack:

        def template_of(kind: str, furnish: Furnish) -> str:
            if (kind, furnish) not in made:
                empty = request.getfixturevalue(f"{kind}_template")
                if kind == "sqlite":
                    own = sqlite_database(empty, tmp_path_factory.mktemp("furnished"))
                else:
                    own = postgres_database(request.getfixturevalue("postgres_server"), empty)
                database = stack.enter_context(own)
                furnish(at_work(database))
                assert failing(database) == {}
                database.dispose()  # while somebody is connected, none is copied
                name = database.url.rpartition("/")[2]
                made[kind, furnish] = str(database.path or name)
            return made[kind, furnish]

        yield template_of


@pytest.fixture(params=["sqlite", "postgres"])
def copy_of(
    request: pytest.FixtureRequest, furnished: Callable[[str, Furnish], str]
) -> Iterator[Callable[[Furnish], Context]]:
    """Gives a copy of what was furnished; the test runs once on each engine."""
    slot: Slot = request.getfixturevalue(f"{request.param}_slot")
    with ExitStack() as stack:
        yield lambda furnish: at_work(
            stack.enter_context(slot.copy_of(furnished(request.param, furnish)))
        )


def fill_room(context: Context) -> None:
    """A bit of everything: a wave, a ready order, one that waits, a kit."""
    room = Stockroom(context)
    room.fill(
        {"W1": {"A": 10, "B": 5}},
        kits={"K": {"A": 2, "B": 1}},
        products={"P": {"backorder": "preorder"}},
    )
    room.order("WAVE", ("A", 3))
    room.order("READY", ("A", 2), ("B", 1))
    room.order("KIT", ("K", 1))
    room.order("WAITS", ("A", 9))
    room.order("AHEAD", ("P", 2))
    room.allocate()
    picking.create_wave(context, WaveRequest(orders=["WAVE"]))


@pytest.fixture
def room(copy_of: Callable[[Furnish], Context]) -> Stockroom:
    return Stockroom(copy_of(fill_room))


def break_open(connection: Connection) -> None:
    """Takes away all that keeps the database from being damaged."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        return
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for table in Base.metadata.tables:
        query = text(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = :t ::regclass"
        )
        for name in connection.execute(query, {"t": table}).scalars().all():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))


BROKEN_OPEN = {"guards_are_in_place", "constraints_hold"}
"""Told of the database that was broken open, and of rows that no CHECK let in; test_attacks.py
shows them one by one."""


def test_every_check_has_plain_words(database: Database) -> None:
    known = {one.name for one in administration.check(database).checks}
    assert known <= set(CHECKS)
    others = {"file_is_sound", "tables_are_sound", "indexes_are_sound"}
    assert set(CHECKS) - known <= others
    assert all(check_advice(name) for name in CHECKS)


def failing(database: Database) -> dict[str, str | None]:
    result = administration.check(database)
    assert result.ok == all(one.ok for one in result.checks)
    return {one.name: one.first_bad for one in result.checks if not one.ok}


OF_FILES = {
    *("file_is_sound", "tables_are_complete", "tables_are_sound", "indexes_are_sound"),
    *("movements_have_their_stock", "prints_are_written_down"),
    *("imported_orders_keep_what_was_said", "stuck_orders_know_since_when"),
}
"""Proved by damaged files, and by rows that are gone of a fuller database (tests/e2e)."""

ATTACKS = (*PROMISES, *LINES, *SHIPMENTS, *STOCK, *RECORDS, *GUARDS, *WAVES)

LINE_OF = "WHERE order_id = (SELECT id FROM orders WHERE number = '{}')"

DAMAGE = {
    "UPDATE stock SET allocated = on_hand + 1 WHERE on_hand = 10": {
        "promises_are_covered",
        "allocated_is_sum_of_promises",
    },
    "UPDATE stock SET allocated = -1 WHERE on_hand = 10": {
        "promises_are_covered",
        "allocated_is_sum_of_promises",
    },
    "UPDATE stock SET allocated = allocated - 1 WHERE on_hand = 10": {
        "allocated_is_sum_of_promises"
    },
    "UPDATE stock SET on_hand = on_hand + 1 WHERE on_hand = 10": {"on_hand_is_sum_of_movements"},
    "UPDATE stock SET unavailable = 1 WHERE on_hand = 5": {"on_hand_is_sum_of_movements"},
    "UPDATE stock_bin SET on_hand = on_hand + 1 WHERE on_hand = 10": {"bins_are_sum_of_movements"},
    "UPDATE stock_bin SET allocated = on_hand + 1 WHERE on_hand = 10": {
        "bins_cover_their_tasks",
        "bin_allocated_is_sum_of_tasks",
    },
    "UPDATE stock_bin SET allocated = allocated - 1 WHERE on_hand = 10": {
        "bin_allocated_is_sum_of_tasks"
    },
    "UPDATE movement SET quantity = quantity + 1 WHERE quantity = 10": {
        "on_hand_is_sum_of_movements",
        "bins_are_sum_of_movements",
        "ledger_is_a_chain",
    },
    "UPDATE movement SET note = 'as it was agreed' WHERE quantity = 5": {"ledger_is_a_chain"},
    "UPDATE ledger_head SET movements = movements + 1": {"ledger_is_a_chain"},
    "DELETE FROM movement WHERE quantity = 5": {
        "on_hand_is_sum_of_movements",
        "bins_are_sum_of_movements",
        "ledger_is_a_chain",
    },
    f"UPDATE order_line SET allocated = allocated + 1 {LINE_OF.format('WAVE')}": {
        "every_unit_in_one_bucket",
        "lines_equal_their_promises",
    },
    f"UPDATE order_line SET allocated = 0, cancelled = 3 {LINE_OF.format('WAVE')}": {
        "lines_equal_their_promises",
        "statuses_follow_from_lines",
    },
    "UPDATE allocation SET allocated = allocated + 1 WHERE per_unit = 2": {
        "allocated_is_sum_of_promises",
        "kit_units_are_whole",
    },
    "UPDATE allocation SET allocated = allocated + 2 WHERE per_unit = 2": {
        "allocated_is_sum_of_promises",
        "kit_units_are_whole",
        "lines_equal_their_promises",
    },
    "DELETE FROM waiting": {"waiting_room_is_complete"},
    "UPDATE waiting SET marked = 1000": {"marked_units_wait"},
    "UPDATE waiting SET reason = 'manual'": {"marked_units_wait"},
    "UPDATE waiting SET queue_key = 'x'": {"waiting_room_is_in_order"},
    "UPDATE waiting SET product_id = (SELECT id FROM product WHERE sku = 'B')": {
        "waiting_room_is_in_order"
    },
    "UPDATE waiting SET order_id = (SELECT id FROM orders WHERE number = 'KIT')": {
        "waiting_room_is_in_order"
    },
    "INSERT INTO waiting (order_line_id, order_id, product_id, reason, since, queue_key)"
    " SELECT l.id, o.id, l.product_id, 'manual', o.ordered_at, o.queue_key FROM order_line l"
    " JOIN orders o ON o.id = l.order_id WHERE o.number = 'WAVE'": {"waiting_room_is_complete"},
    f"UPDATE shipment SET order_id = (SELECT id FROM orders WHERE number = 'WAITS'),"
    f" sequence = 9 {LINE_OF.format('WAVE')}": {
        "promises_belong_to_their_shipment",
        "shipments_are_all_there",
        "statuses_follow_from_lines",
    },
    "UPDATE product SET preorder_limit = 1 WHERE sku = 'P'": {"preorders_are_within_limits"},
    "UPDATE orders SET unit_count = 7 WHERE number = 'WAVE'": {"order_counts"},
    "UPDATE orders SET waiting_units = 0 WHERE number = 'WAITS'": {"order_counts"},
    "UPDATE orders SET status = 'shipped' WHERE number = 'WAVE'": {"statuses_follow_from_lines"},
    "UPDATE shipment SET status = 'packed' WHERE status = 'picking'": {
        "statuses_follow_from_lines",
        "shipments_agree_with_promises",
        "packed_shipments_have_their_bench",
    },
    "UPDATE pick_task SET short = 1": {
        "bin_allocated_is_sum_of_tasks",
        "picking_asks_for_all_it_can",
    },
    "UPDATE pick_task SET quantity = quantity + 1": {
        "bin_allocated_is_sum_of_tasks",
        "tasks_ask_for_what_is_promised",
    },
    "DELETE FROM decision": {"shipments_have_a_decision"},
    "UPDATE order_search SET words = 'x'": {"orders_are_found_by_their_words"},
    "UPDATE order_search SET words = words || '1' WHERE order_id = 1": {
        "orders_are_found_by_their_words"
    },
    "DELETE FROM wave_shipment": {
        "begun_shipments_are_in_a_wave",
        "waves_hold_what_is_picked",
    },
    "UPDATE order_line SET unavailable = waiting, waiting = 0 WHERE waiting > 4": {
        *("marked_units_wait", "order_counts", "problems_are_told", "waiting_room_is_complete")
    },
    "DELETE FROM setting WHERE key = 'sweep.day'": {"settings_are_written_down"},
    "DELETE FROM wave_revision": {"printed_lists_are_kept"},
    "DELETE FROM command_record WHERE kind = 'order'": {"history_is_kept"},
    "DELETE FROM wave_event": {"kept_lists_have_their_command"},
    "UPDATE wave SET number = 'P77'": {"what_commands_made_is_there"},
    "UPDATE orders SET order_field_20 = 'x'": {"fields_of_orders_are_defined"},
    "UPDATE product SET product_field_1 = 'x'": {"fields_of_products_are_defined"},
}


BENCH_DAMAGE: dict[str, set[str]] = {
    "UPDATE pack_scan SET quantity = quantity + 1": {
        "scans_are_of_what_was_picked",
        "packed_at_a_bench_is_scanned",
    },
    "UPDATE pack_scan SET taken_back_by = command_id": {"packed_at_a_bench_is_scanned"},
    "UPDATE pack_scan SET product_id = 1 WHERE product_id = 2": {"scans_are_of_what_was_picked"},
    "DELETE FROM pack_scan": {"packed_at_a_bench_is_scanned"},
    "DELETE FROM packing": {"packed_shipments_have_their_bench"},
    "UPDATE shipment SET shipped_at = NULL": {"shipped_parcels_left_staging"},
    "UPDATE parcel SET own_number = 'PB00000019'": {"numbers_of_parcels_were_given_out"},
    "DELETE FROM manifested_shipment": {"closed_manifests_are_kept"},
    "DELETE FROM parcel_material": {"packaging_is_in_the_ledger"},
    "DELETE FROM second_check": {"words_at_the_bench_are_kept"},
    "DELETE FROM weight_overrule": {"words_at_the_bench_are_kept"},
    "DELETE FROM parcel_photo": {"words_at_the_bench_are_kept"},
    "DELETE FROM rule_act": {"rules_know_what_they_did"},
    "UPDATE slip_template SET name_key = 'x'": {"channels_have_their_template"},
    "DELETE FROM saved_view": {"saved_views_are_kept"},
    "UPDATE movement SET document = 'O9-1' WHERE cause = 'ship'": {
        "shipped_parcels_left_staging",
        "ledger_is_a_chain",
    },
    "UPDATE channel_item SET told = told + 1": {"channels_were_told_what_is_kept"},
    "DELETE FROM channel_token": {"tokens_are_kept"},
    "UPDATE channel_token SET revoked_by = NULL": {"tokens_are_kept"},
    "DELETE FROM shipment_news": {"shipments_are_news"},
    "DELETE FROM shipment_mark": {"shipments_are_news"},
    "DELETE FROM rule_change": {"rules_have_their_history"},
    "UPDATE rule_change SET after = NULL, before = '{}'": {"rules_have_their_history"},
}


DOCK_DAMAGE: dict[str, set[str]] = {
    "DELETE FROM receipt_line": {
        *("receipts_are_kept", "put_away_is_of_what_came", "costs_are_of_what_came"),
    },
    "DELETE FROM count_entry": {"counts_are_kept"},
    "UPDATE count_line SET is_open = TRUE": {"counts_are_kept"},
    "UPDATE receipt SET command_id = 1": {"receipts_are_kept"},
    "UPDATE transfer_line SET received = received + 1": {"transfers_are_in_the_ledger"},
    "UPDATE transfer SET status = 'closed', ended_by = 1, ended_at = sent_at": {
        "transfers_are_in_the_ledger"
    },
    "UPDATE put_away_task SET quantity = quantity + 9": {"put_away_is_of_what_came"},
    "UPDATE replenish_task SET done = 0": {"replenishment_was_moved"},
    "DELETE FROM replenish_task": {"replenishment_was_moved"},
    "DELETE FROM currency_rate": {"costs_are_of_what_came"},
    "DELETE FROM drop_ship": {"drop_ships_are_whole", "picked_units_have_their_task"},
    "UPDATE purchase_order SET status = 'closed'": {"drop_ships_are_whole"},
}


def say_all(context: Context, shipment: str) -> None:
    """A second person looked, a weight was let pass, and a picture was taken."""
    with context.database.write.begin() as connection:
        connection.execute(update(Product).values(weight_g=10))
    set_checks(context, {(BenchSetting.WEIGHT_TOLERANCE_G, ""): "1"})
    set_parcel(context, shipment, weight_g=999)
    overrule_weight(context, shipment, "a large box")
    check_packing(replace(context, operator="Cleo"), shipment)
    attach_photo(context, shipment, Picture("a.jpg", b"x"))


def fill_bench(context: Context) -> None:
    """SENT was packed in a box, shipped and handed over."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 10, "B": 5, "CARTON": 3}})
    set_boxes(context, [Box("S", "Small", 200, 200, 200, weight_g=50, material="CARTON")])
    tag = RuleBody("Tag", RuleEvent.ALLOCATED, (), (Action(Deed.TAG, "new"),))
    keeping.create(context, tag)
    keeping.switch(context, [tag.name], on=True)
    room.order("SENT", ("A", 3), ("B", 2))
    room.allocate()
    pick(room)
    scan(context, "SENT-1", "S", "3*A", "2*B")
    say_all(context, "SENT-1")
    close_packing(context, "SENT-1")
    ship_shipment(context, "SENT-1", carrier="DHL")
    close_manifest(context, "DHL")
    change_slips(context, SlipsChange(write=(SlipTemplate("S"),), assign={"": "S"}))
    save_view(context, ViewTab.ORDERS, "late", ViewState())
    acknowledge(context, "shop", inventory(context, "shop").cursor)
    set_verifying(context, {"shop": False})
    exclude(context, Excluded("shop", "A", "W1"))
    revoke_token(context, make_token(context, "shop").hint)
    with context.database.write.begin() as connection:
        connection.execute(update(ShipmentNews).values(channel="shop"))
    acknowledge_shipments(context, "shop", shipment_feed(context, "shop").cursor)
    acknowledge(context, "shop", inventory(context, "shop").cursor)


@pytest.mark.parametrize(("statement", "names"), BENCH_DAMAGE.items())
def test_damage_at_the_bench_is_seen(
    copy_of: Callable[[Furnish], Context], statement: str, names: set[str]
) -> None:
    require_seen(copy_of(fill_bench).database, statement, names)


def fill_dock(context: Context) -> None:
    """Two of A came, with costs, and went to its pick bin; S sends D of DIRECT; T is on its way."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "D": 0, "T": 5}, "W2": {"T": 0}})
    send_transfer(context, NewTransfer("W1", "W2", [TransferGoods("T", 5)]))
    with context.database.write.begin() as connection:
        connection.execute(
            text("INSERT INTO supplier (code, code_key, name) VALUES ('S', 's', '')")
        )
        connection.execute(text("UPDATE product SET supplier_id = 1 WHERE sku = 'D'"))
    room.order("DIRECT", ("D", 1), street="Lane 1", city="Graz", country="AT")
    room.allocate()
    drop_ship(context, [Chosen("DIRECT")])
    line = NewPurchaseLine("A", 2)
    number = create(context, supplier="S", warehouse="W1", lines=[line]).number
    change_status(context, number, "authorize")
    receipt = open_receipt(context, number).receipt
    count_in(context, receipt, ["2*A"])
    book_receipt(context, receipt)
    set_costs(context, receipt, ("3", ""), SpreadBy.QUANTITY)
    set_rate(context, "USD", "0.9")
    make_sheet(context, NewCount("W1", CountChoice.RANDOM, "9"))
    enter_count(context, "CS1", CountOf("FLOOR", "A", "2"))
    post_sheet(context, "CS1")
    with context.database.write.begin() as connection:
        for code in ("P-1", "R-1"):
            add_location(connection, warehouse_id_of(connection, "W1"), code)
    move(context, "W1", "A", 2, source="FLOOR", target="R-1")
    filled = {"warehouse": "W1", "location": "P-1", "sku": "A", "minimum": "1", "maximum": "2"}
    saving.create(context, PICK_BINS, filled)
    plan_replenishment(context, "W1")
    carry(context, "RP1")


@pytest.mark.parametrize(("statement", "names"), DOCK_DAMAGE.items())
def test_damage_at_the_dock_is_seen(
    copy_of: Callable[[Furnish], Context], statement: str, names: set[str]
) -> None:
    require_seen(copy_of(fill_dock).database, statement, names)


@pytest.mark.parametrize("table", ["purchase_milestone", "purchase_attachment"])
def test_papers_of_purchase_orders_that_are_gone_are_seen(
    context: Context, tmp_path: Path, table: str
) -> None:
    Stockroom(context).fill({"W1": {"A": 1}})
    Files(context, tmp_path).load("suppliers", "code,name\nS,Seller\n")
    create(context, supplier="S", warehouse="W1", lines=[NewPurchaseLine("A", 4)])
    change_status(context, "PO1", "authorize")
    set_milestone(context, ["PO1"], "shipped", date(2031, 1, 2))
    attach(context, ["PO1"], str(tmp_path / "offer.pdf"))
    assert failing(context.database) == {}
    with context.database.write.begin() as connection:
        assert connection.execute(text(f"DELETE FROM {table}")).rowcount == 1
    assert set(failing(context.database)) == {"purchase_papers_are_kept"}


def test_all_is_well_before(room: Stockroom) -> None:
    assert failing(room.context.database) == {}


@pytest.mark.parametrize(("statement", "names"), DAMAGE.items())
def test_damage_is_seen(room: Stockroom, statement: str, names: set[str]) -> None:
    require_seen(room.context.database, statement, names)


def require_seen(database: Database, statement: str, names: set[str]) -> None:
    with database.write.begin() as connection:
        break_open(connection)
        assert connection.execute(text(statement)).rowcount > 0
    database.dispose()  # the guards of SQLite that were switched off belong to the connection
    found = failing(database)
    assert set(found) - BROKEN_OPEN == names
    assert "guards_are_in_place" in found
    assert all(found.values())


def test_every_check_is_proved_by_some_damage(room: Stockroom) -> None:
    known = {one.name for one in administration.check(room.context.database).checks}
    damage = {name for names in (DAMAGE | BENCH_DAMAGE | DOCK_DAMAGE).values() for name in names}
    attacks = {name for attack in ATTACKS for name in attack.seen}
    assert known - OF_FILES == damage | attacks | {"purchase_papers_are_kept"}  # proved above


def test_the_rows_are_counted_and_the_bad_one_named(room: Stockroom) -> None:
    database = room.context.database
    with database.write.begin() as connection:
        break_open(connection)
        connection.execute(text("UPDATE orders SET unit_count = 7 WHERE number = 'KIT'"))
        bad = connection.execute(text("SELECT id FROM orders WHERE number = 'KIT'")).scalar_one()
    checks = administration.check(database).checks
    (check,) = [one for one in checks if not one.ok and one.name not in BROKEN_OPEN]
    assert (check.name, check.rows_checked, check.first_bad) == ("order_counts", 5, f"orders {bad}")


def test_progress_goes_to_the_end(room: Stockroom) -> None:
    seen: list[tuple[int, int]] = []
    result = administration.check(room.context.database, lambda done, of: seen.append((done, of)))
    done = [percent for percent, _ in seen]
    assert len(done) >= len(result.checks)
    assert done == sorted(done)
    assert seen[-1] == (100, 100)
    assert {of for _, of in seen} == {100}
