"""The bench with a scale at a serial port, played by a pseudo-terminal, and its checks."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select, update

from helpers.bench import at
from helpers.shop import open_dialog, page, press, run, scan, settle, type_into, wait_for
from packbench.db.schema import Operator, Product, WeightOverrule
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.packing import BenchRule
from packbench.domain.scales.readings import ScaleProtocol, ScaleSetup
from packbench.domain.scanning.control_codes import control_code
from packbench.services.office.settings import set_setting
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.packing.checks import set_checks
from packbench.services.packing.checks_made import checks_for, list_checks
from packbench.services.packing.looking import get_packing
from packbench.services.packing.rules import set_rules
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.services.scales import get_scale, set_scale
from packbench.services.stations import show_station
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.screens.packing import bench_scale
from packbench.ui.screens.packing.checks_dialog import ChecksDialog
from packbench.ui.screens.packing.scale_dialog import ScaleDialog
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace

ASK = b"SI\r\n"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Scale:
    """A scale that answers each question with what lies on it; its plug can be pulled."""

    port: Path
    says: bytes = b""
    ends: list[int] = field(default_factory=list)
    asked: int = 0

    def plug_in(self) -> None:
        self.ends = list(os.openpty())
        self.port.symlink_to(os.ttyname(self.ends[1]))
        threading.Thread(target=self._answer, args=(self.ends[0],), daemon=True).start()

    def pull(self) -> None:
        self.port.unlink()
        os.close(self.ends.pop())
        os.close(self.ends.pop())

    def _answer(self, end: int) -> None:
        heard = b""
        try:
            while data := os.read(end, 100):
                heard += data
                while ASK in heard:
                    heard = heard.partition(ASK)[2]
                    self.asked += 1
                    os.write(end, self.says)
        except OSError:
            return  # the plug was pulled

    def show(self, says: bytes) -> None:
        """Until the bench has heard it."""
        self.says = says
        asked = self.asked
        wait_for(lambda: self.asked > asked + 1)


@pytest.fixture
def scale(place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scale]:
    """A bench that weighs; a MUG-2 weighs 400 g, a TEA-1 100 g, by 10 g more or less."""
    monkeypatch.setattr(bench_scale, "PATIENCE_MS", 900)
    made = Scale(tmp_path / "scale")
    made.plug_in()
    with place.context.database.write.begin() as connection:
        for sku, weight_g in (("MUG-2", 400), ("TEA-1", 100)):
            connection.execute(update(Product).where(Product.sku == sku).values(weight_g=weight_g))
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-1001", "SO-1002", "SO-1005"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    set_rules(place.context, {(BenchRule.ASKS_WEIGHT, ""): True})
    set_checks(place.context, {(BenchSetting.WEIGHT_TOLERANCE_G, ""): "10"})
    set_scale(place.context, ScaleSetup(str(made.port), 9_600, ScaleProtocol.MT_SICS))
    yield made
    assert not any(one.name.startswith("scale ") for one in threading.enumerate())
    if made.ends:
        made.pull()


@pytest.fixture
def bench(place: Workplace, scale: Scale) -> Iterator[StationScreen]:
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    found = open_dialog(place, "station_screen")
    assert isinstance(found, StationScreen)
    wait_for(lambda: scale.asked > 0)
    yield found
    press(found, Qt.Key.Key_Escape)


def type_slowly(bench: StationScreen, text: str) -> None:
    """As a person does: no scan is that slow."""
    for character in text:
        QTest.keyClick(bench.windowHandle(), ord(character))
        QTest.qWait(60)
    settle()


def state(place: Workplace, order: str) -> str:
    return get_order(place.context, order).status


def badge(place: Workplace, name: str) -> str:
    """The badge of an operator, who is known by something that he did."""
    set_setting(at(place.context, "office", name), "scanning.sounds", "no")
    show_station(place.context)
    with place.context.database.read.connect() as connection:
        number = connection.execute(select(Operator.id).filter_by(name=name)).scalar_one()
    return own_code(OwnKind.OPERATOR, number)


def test_what_the_scale_shows_closes_the_parcel(
    place: Workplace, bench: StationScreen, scale: Scale
) -> None:
    scale.show(b"S D      0.300 kg\r\n")
    scan(bench, "MUG-2")
    assert bench.order.wanted == ("Weigh the parcel", "")
    assert state(place, "SO-1002") == "picked"  # it is not at rest
    scale.says = b"S S      0.405 kg\r\n"
    wait_for(lambda: bench.is_idle)
    assert bench.band.words == "SO-1002-1 is packed."
    assert get_packing(place.context, "SO-1002-1").parcels[0].weight_g == 405
    scan(bench, "SO-1001")  # the last parcel still lies on it
    scan(bench, "TEA-1")
    scan(bench, "TEA-1")
    wait_for(lambda: "still shows 405 g" in bench.band.words)
    assert get_packing(place.context, "SO-1001-1").parcels[0].weight_g is None
    scale.show(b"S S      0.000 kg\r\n")
    wait_for(lambda: "shows 0 g" in bench.band.words)
    scale.says = b"S S      0.205 kg\r\n"
    wait_for(lambda: state(place, "SO-1001") == "packed")


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (b"", "says nothing"),
        (b"\xff\x00?\r\n", "can't be understood"),
        (b"S D 0.4 kg\r\n", "not at rest"),
        (b"S +\r\n", "too heavy"),
        (b"S S -0.1 kg\r\n", "less than nothing"),
        (b"S I\r\n", "busy"),
    ],
)
def test_a_scale_that_gives_no_weight_is_told_and_one_can_be_typed(
    place: Workplace, bench: StationScreen, scale: Scale, says: bytes, told: str
) -> None:
    scale.says = says
    scan(bench, "MUG-2")
    wait_for(lambda: told in bench.band.words)
    assert bench.band.kind == "look"
    assert "type the grams" in bench.band.words
    assert state(place, "SO-1002") == "picked"
    type_into(bench, "398")
    press(bench, Qt.Key.Key_Return)
    assert state(place, "SO-1002") == "packed"
    assert get_packing(place.context, "SO-1002-1").parcels[0].weight_g == 398


def test_a_scale_that_is_pulled_in_the_middle_of_an_answer_is_told_and_comes_back(
    place: Workplace, bench: StationScreen, scale: Scale
) -> None:
    scale.show(b"S S      0.4")
    scan(bench, "MUG-2")
    scale.pull()
    wait_for(lambda: "can't be reached" in bench.band.words)
    assert state(place, "SO-1002") == "picked"
    scale.says = b"S S      0.400 kg\r\n"
    scale.plug_in()
    wait_for(lambda: state(place, "SO-1002") == "packed")


def test_a_weight_out_of_tolerance_is_weighed_again_or_let_pass(
    place: Workplace, bench: StationScreen, scale: Scale
) -> None:
    scan(bench, "MUG-2")
    scale.says = b"S S      1.430 kg\r\n"
    wait_for(lambda: "1.43 kg" in bench.band.words)
    assert "400 g expected: 1.03 kg too much" in bench.band.words
    assert (bench.band.kind, state(place, "SO-1002")) == ("look", "picked")
    scan(bench, "TEA-1")  # a wrong scan changes nothing, and what waited still does
    assert bench.band.kind == "wrong"
    scan(bench, control_code("DONE"))
    assert "1.03 kg too much" in bench.band.words
    scale.says = b"S S      0.500 kg\r\n"
    wait_for(lambda: "100 g too much" in bench.band.words)
    type_slowly(bench, "a heavy box")
    press(bench, Qt.Key.Key_Return)
    assert bench.band.words == "SO-1002-1 is packed."
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    scan(bench, "TEA-1")
    type_into(bench, "1")
    press(bench, Qt.Key.Key_Return)
    assert "199 g too little" in bench.band.words
    scan(bench, badge(place, "Cleo"))
    assert state(place, "SO-1001") == "packed"
    with place.context.database.read.connect() as connection:
        query = select(Operator.name, WeightOverrule.reason).join(
            WeightOverrule, WeightOverrule.operator_id == Operator.id
        )
        kept = connection.execute(query.order_by(WeightOverrule.id)).all()
    assert [tuple(row) for row in kept] == [("Ana", "a heavy box"), ("Cleo", "by badge")]


def test_a_colleagues_badge_closes_what_a_second_person_has_to_see(
    place: Workplace, bench: StationScreen
) -> None:
    set_rules(place.context, {(BenchRule.ASKS_WEIGHT, ""): False})
    set_setting(place.context, "packing.second_check", "yes")
    scan(bench, "MUG-2")
    assert "A second person" in bench.band.words
    assert (bench.band.kind, state(place, "SO-1002")) == ("look", "picked")
    scan(bench, badge(place, "Ana"))
    assert "Ana packed SO-1002-1" in bench.band.words
    assert state(place, "SO-1002") == "picked"
    scan(bench, badge(place, "Cleo"))
    assert bench.band.words == "SO-1002-1 is packed."
    scan(bench, control_code("UNDO"))
    scan(bench, control_code("DONE"))
    assert "A second person" in bench.band.words
    assert state(place, "SO-1002") == "picked"


@pytest.mark.parametrize("how", ["no", "badge"])
def test_counting_by_hand_can_be_forbidden_or_need_a_badge(
    place: Workplace, bench: StationScreen, how: str
) -> None:
    set_checks(place.context, {(BenchSetting.BY_HAND, ""): how})
    scan(bench, "SO-1001")
    press(bench, Qt.Key.Key_F12)
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    if how == "no":
        assert "Nothing is counted by hand" in bench.band.words
        return
    scan(bench, own_code(OwnKind.OPERATOR, 999))
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    press(bench, Qt.Key.Key_F12)
    scan(bench, badge(place, "Ana"))
    assert bench.order.wanted == ("TEA-1", "1 / 2")
    scan(bench, badge(place, "Ana"))  # a badge counts one
    assert bench.order.wanted == ("TEA-1", "1 / 2")


def test_checks_are_set_in_a_dialog_and_taken_back(place: Workplace) -> None:
    page(place, "orders")
    window = place.desk.window
    run(place, CommandId.BENCH_CHECKS)
    dialog = open_dialog(place, "checks_dialog")
    assert isinstance(dialog, ChecksDialog)
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "x")
    press(dialog, Qt.Key.Key_Return)
    assert "no tolerance" in dialog._refusal.text()
    assert list_checks(place.context) == []
    press(dialog, Qt.Key.Key_Backspace)
    type_into(dialog, "30")
    press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Return)
    checks = checks_for(place.context)
    assert (checks.weight_tolerance_g, checks.by_hand) == (30, "badge")
    window.activateWindow()
    press(window, Qt.Key.Key_Z, CTRL)
    assert list_checks(place.context) == []


def test_the_dialog_of_the_scale_shows_what_it_says(place: Workplace, scale: Scale) -> None:
    page(place, "orders")
    run(place, CommandId.SCALE)
    dialog = open_dialog(place, "scale_dialog")
    assert isinstance(dialog, ScaleDialog)
    press(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: "says nothing" in dialog.told)
    scale.says = b"S S      1.234 kg\r\n"
    wait_for(lambda: dialog.told == "The scale shows 1234 g.")
    dialog._asks.setChecked(False)
    press(dialog, Qt.Key.Key_Return)
    assert get_scale(place.context) == ScaleSetup(str(scale.port), asks=False)


def test_a_weight_that_nobody_knows_is_told_and_keeps_nothing_open(
    place: Workplace, bench: StationScreen
) -> None:
    with place.context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == "MUG-2").values(weight_g=None))
    scan(bench, "MUG-2")
    wait_for(lambda: "Nobody knows the weight of MUG-2" in bench.noted)
    type_into(bench, "9")
    press(bench, Qt.Key.Key_Return)
    assert state(place, "SO-1002") == "packed"
