"""What a bench checks before it closes: weights, a second person; on both engines."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from helpers.bench import at, pick, scan
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Operator, Order, OrderLine, SecondCheck, WeightOverrule
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scales.readings import ScaleProtocol, ScaleSetup
from packbench.engine.command.context import Context
from packbench.services.channels.verifying import set_verifying
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.packing.checks import set_checks
from packbench.services.packing.checks_made import BenchChecks, checks_for, list_checks
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.parcels import next_parcel, set_parcel
from packbench.services.packing.record import packing_record
from packbench.services.packing.scanning import scan_items, take_back_scan
from packbench.services.packing.second_checks import check_packing
from packbench.services.packing.weighing import overrule_weight, unknown_weights
from packbench.services.scales import get_scale, set_scale
from packbench.words.bench_checks import said_words

GRAMS, PERCENT = BenchSetting.WEIGHT_TOLERANCE_G, BenchSetting.WEIGHT_TOLERANCE_PERCENT


def refused(command: Callable[..., object], *values: Any, **named: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        command(*values, **named)
    return caught.value


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 (2 A of 500 g, 1 B of 200 g) and O2 (1 C, nobody knows its weight) are picked."""
    room = Stockroom(context)
    products = {"A": {"weight_g": 500}, "B": {"weight_g": 200}, "C": {}}
    room.fill({"W1": dict.fromkeys(products, 20)}, products=products)
    room.order("O1", ("A", 2), ("B", 1))
    room.order("O2", ("C", 1))
    room.allocate()
    pick(room)
    yield room
    room.check()


@pytest.mark.parametrize(
    ("tolerances", "right", "wrong"),
    [
        ({(GRAMS, ""): "30"}, (1170, 1200, 1230), (1169, 1231)),
        ({(PERCENT, ""): "2.5"}, (1170, 1230), (1169, 1231)),
        ({(GRAMS, ""): "30", (PERCENT, ""): "10"}, (1080, 1320), (1079, 1321)),
        ({(GRAMS, ""): "0"}, (1200,), (1199,)),
    ],
)
def test_a_parcel_out_of_tolerance_is_not_closed(
    room: Stockroom,
    tolerances: dict[tuple[BenchSetting, str], str],
    right: tuple[int, ...],
    wrong: tuple[int, ...],
) -> None:
    context = room.context
    set_checks(context, tolerances)
    scan(context, "O1-1", "2*A", "B")
    for weight_g in wrong:
        set_parcel(context, "O1-1", weight_g=weight_g)
        before = snapshot(context.database)
        refusal = refused(close_packing, context, "O1-1")
        assert refusal.code is Code.WEIGHT_DIFFERS
        assert (refusal.params["weight_g"], refusal.params["expected_g"]) == (weight_g, 1200)
        assert snapshot(context.database) == before
    for weight_g in right:
        set_parcel(context, "O1-1", weight_g=weight_g)
        assert close_packing(context, "O1-1").status == "packed"
        reopen_packing(context, "O1-1")


def test_each_parcel_is_compared_with_what_is_in_it(room: Stockroom) -> None:
    context = room.context
    set_checks(context, {(GRAMS, ""): "5"})
    scan(context, "O1-1", "2*A")
    set_parcel(context, "O1-1", weight_g=1000)
    next_parcel(context, "O1-1")
    scan_items(context, "O1-1", ["B"])
    set_parcel(context, "O1-1", weight_g=1200)
    refusal = refused(close_packing, context, "O1-1")
    assert (refusal.params["parcel"], refusal.params["expected_g"]) == (2, 200)
    set_parcel(context, "O1-1", weight_g=200)
    assert close_packing(context, "O1-1").status == "packed"


def test_a_weight_is_let_pass_by_a_second_word_that_is_kept(room: Stockroom) -> None:
    context = room.context
    set_checks(context, {(GRAMS, ""): "5"})
    scan(context, "O1-1", "2*A", "B")
    assert refused(overrule_weight, context, "O1-1", "no need").code is Code.NOTHING_TO_DO
    set_parcel(context, "O1-1", weight_g=1300)
    assert refused(overrule_weight, context, "O1-1", "  ").code is Code.INVALID
    assert refused(overrule_weight, context, "O1-1", "x", by="Nobody").code is Code.NOT_FOUND
    overrule_weight(context, "O1-1", "more paper in it")
    undo(context)
    assert refused(close_packing, context, "O1-1").code is Code.WEIGHT_DIFFERS
    overrule_weight(context, "O1-1", "more paper in it")
    set_parcel(context, "O1-1", weight_g=1400)  # it was said of another weight
    assert refused(close_packing, context, "O1-1").code is Code.WEIGHT_DIFFERS
    set_parcel(context, "O1-1", weight_g=1300)
    assert close_packing(context, "O1-1").status == "packed"
    with context.database.read.connect() as connection:
        query = select(Operator.name, WeightOverrule.reason, WeightOverrule.weight_g).join(
            WeightOverrule, WeightOverrule.operator_id == Operator.id
        )
        rows = connection.execute(query.where(WeightOverrule.voided_by.is_(None))).all()
    assert [tuple(row) for row in rows] == [(context.operator, "more paper in it", 1300)]


def test_what_has_no_weight_is_told_and_not_blocked(room: Stockroom) -> None:
    context = room.context
    scan(context, "O2-1", "C")
    assert unknown_weights(context, get_packing(context, "O2-1")) == []
    set_checks(context, {(GRAMS, ""): "5"})
    assert unknown_weights(context, get_packing(context, "O2-1")) == ["C"]
    set_parcel(context, "O2-1", weight_g=9999)
    assert close_packing(context, "O2-1").status == "packed"


def test_settings_are_of_a_station_and_of_a_channel(room: Stockroom) -> None:
    context = room.context
    set_checks(context, {(GRAMS, ""): "30", (PERCENT, "shop"): "2.50", (GRAMS, "shop"): "none"})
    assert checks_for(context).weight_tolerance_g == 30
    assert checks_for(context, "shop") == BenchChecks(None, Decimal("2.50"))
    assert checks_for(at(context, "S2")) == BenchChecks()
    for name, value in [(GRAMS, "-1"), (GRAMS, "x"), (PERCENT, "101"), (PERCENT, "nan")]:
        assert refused(set_checks, context, {(name, ""): value}).code is Code.INVALID
    assert checks_for(context, "SHOP").weight_tolerance_percent == Decimal("2.50")
    undo(context)
    assert list_checks(context) == []
    set_verifying(context, {"Shop": False})
    assert refused(set_checks, context, {(GRAMS, "nope"): "5"}).code is Code.NOT_FOUND
    assert list_checks(context) == []
    [made] = set_checks(context, {(GRAMS, "shop"): "5"})
    assert made.channel == "Shop"


def checked_by_somebody_else(room: Stockroom) -> None:
    """O1 is packed to the last scan, and waits for a second person."""
    set_setting(room.context, "packing.second_check", "yes")
    scan(room.context, "O1-1", "2*A", "B")


def test_nothing_is_closed_until_somebody_else_has_looked(room: Stockroom) -> None:
    context = room.context
    checked_by_somebody_else(room)
    before = snapshot(context.database)
    assert refused(close_packing, context, "O1-1").code is Code.SECOND_CHECK_NEEDED
    assert refused(close_packing, context, "O1-1", short=True).code is Code.SECOND_CHECK_NEEDED
    himself = refused(check_packing, context, "O1-1")
    assert himself.params["why"] is Said.PACKED_BY_HIMSELF
    assert snapshot(context.database) == before
    other = at(context, "S2", "Cleo")
    check_packing(other, "O1-1")
    again = refused(check_packing, at(context, "S3", "Dan"), "O1-1")
    assert (again.code, again.params["who"]) == (Code.NOTHING_TO_DO, "Cleo")
    assert close_packing(context, "O1-1").status == "packed"
    reopen_packing(context, "O1-1")
    assert refused(close_packing, context, "O1-1").code is Code.SECOND_CHECK_NEEDED
    undo(context)
    assert get_packing(context, "O1-1").status == "packed"
    reopen_packing(context, "O1-1")
    check_packing(context, "O1-1", by="Cleo")
    take_back_scan(context, "O1-1")
    assert refused(check_packing, other, "O1-1").code is Code.NOT_ALL_SCANNED
    scan_items(context, "O1-1", ["B"])
    assert refused(close_packing, context, "O1-1").code is Code.SECOND_CHECK_NEEDED
    check_packing(other, "O1-1")
    assert close_packing(context, "O1-1").status == "packed"
    with context.database.read.connect() as connection:
        kept = connection.execute(select(SecondCheck.id)).all()
    assert len(kept) == 3


def test_who_scanned_a_part_of_it_is_no_second_person(room: Stockroom) -> None:
    context = room.context
    checked_by_somebody_else(room)
    take_back_scan(context, "O1-1")
    helper = at(context, context.station, "Cleo")
    scan_items(helper, "O1-1", ["B"])
    assert refused(check_packing, helper, "O1-1").params["who"] == "Cleo"
    check_packing(at(context, context.station, "Dan"), "O1-1")
    assert close_packing(context, "O1-1").status == "packed"


@pytest.mark.parametrize(
    ("above", "currency", "is_needed"),
    [
        ("500", "EUR", True),
        ("501", "EUR", False),
        ("off", "EUR", False),
        ("501 EUR, 400 GBP", "EUR", False),
        ("501 EUR, 400 GBP", "GBP", True),
        ("501 EUR", "CHF", True),
        ("501 EUR, 400 GBP", None, True),
    ],
)
def test_the_value_of_an_order_asks_for_a_second_person(
    room: Stockroom, above: str, currency: str | None, *, is_needed: bool
) -> None:
    context = room.context
    with context.database.write.begin() as connection:
        order_id = connection.execute(select(Order.id).filter_by(number="O1")).scalar_one()
        connection.execute(
            update(OrderLine)
            .where(OrderLine.order_id == order_id, OrderLine.line == 1)
            .values(unit_price=Decimal(250))
        )
        connection.execute(update(Order).where(Order.id == order_id).values(currency=currency))
    set_setting(context, "packing.second_check_above", above)
    scan(context, "O1-1", "2*A", "B")
    if is_needed:
        assert refused(close_packing, context, "O1-1").code is Code.SECOND_CHECK_NEEDED
    else:
        assert close_packing(context, "O1-1").status == "packed"


def test_a_scale_is_of_a_station(room: Stockroom) -> None:
    context = room.context
    setup = ScaleSetup(" /dev/ttyUSB7 ", 4_800, ScaleProtocol.SCP_01, asks=False)
    set_scale(context, setup)
    assert get_scale(context) == ScaleSetup("/dev/ttyUSB7", 4_800, ScaleProtocol.SCP_01, asks=False)
    assert get_scale(at(context, "S2")) is None
    assert refused(set_scale, context, ScaleSetup("x", 12)).params["field"] == "baud"
    assert refused(set_scale, context, ScaleSetup("  ")).params["field"] == "port"
    set_scale(context, None)
    assert get_scale(context) is None
    undo(context)
    assert get_scale(context) is not None


def test_what_was_said_at_the_bench_is_told(room: Stockroom) -> None:
    context = room.context
    checked_by_somebody_else(room)
    set_checks(context, {(GRAMS, ""): "5"})
    set_parcel(context, "O1-1", weight_g=1300)
    overrule_weight(context, "O1-1", "more paper in it")
    check_packing(at(context, "S2", "Cleo"), "O1-1")
    close_packing(context, "O1-1")
    reopen_packing(context, "O1-1")
    weight, check = packing_record(context, "O1-1")
    assert (weight.what, weight.operator, weight.parcel) == ("weight", context.operator, 1)
    assert (weight.weight_g, weight.expected_g, weight.counts) == (1300, 1200, True)
    assert (check.what, check.operator, check.station) == ("checked", "Cleo", "S2")
    assert not check.counts
    assert "Cleo looked into the parcels" in said_words(check, "now")
    assert said_words(check, "now").endswith("It counts no more.")
