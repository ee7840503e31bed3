from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.parts.widgets.filter_bar import FilterBar
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState, sentence

GROUPS = (
    FilterGroup(
        "reason",
        "reason",
        (Choice("out", "out of stock"), Choice("hold", "on hold")),
        spread=True,
    ),
    FilterGroup("country", "country", (Choice("AT", "AT"), Choice("DE", "DE"))),
)


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> FilterBar:
    made = FilterBar("orders", GROUPS, theme)
    qtbot.addWidget(made)
    made.show()
    return made


def field(bar: FilterBar) -> QLineEdit:
    found = bar.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def chip(bar: FilterBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def test_chips_read_as_a_sentence() -> None:
    state = FilterState("blue", {"country": frozenset({"DE", "AT"}), "reason": frozenset({"out"})})
    assert sentence(state, GROUPS) == "reason: out of stock · country: AT, DE · “blue”"
    assert sentence(FilterState(), GROUPS) == ""


def test_a_chip_filters_and_shows_its_count(bar: FilterBar) -> None:
    told: list[FilterState] = []
    bar.filter_changed.connect(told.append)
    bar.set_counts({"reason": {"out": 1_204}})
    assert chip(bar, "chip_reason_out").text() == "out of stock  1,204"
    chip(bar, "chip_reason_out").click()
    assert told == [FilterState("", {"reason": frozenset({"out"})})]
    chip(bar, "chip_reason_out").click()
    assert told[1:] == [FilterState()]


def test_chips_that_are_counted_wait_until_they_are_known_to_have_rows(bar: FilterBar) -> None:
    bar.set_groups((replace(GROUPS[0], counted=True), GROUPS[1]))
    out, hold = bar._chips["reason", "out"], bar._chips["reason", "hold"]
    assert (out.isVisible(), hold.isVisible()) == (False, False)
    bar.set_counts({"reason": {"out": 7}})
    assert (out.isVisible(), hold.isVisible()) == (True, False)
    bar.set_state(FilterState("", {"reason": frozenset({"hold"})}))
    assert hold.isVisible()  # so that it can be taken away


def test_a_menu_of_values_stays_open_while_they_are_ticked(bar: FilterBar, qtbot: QtBot) -> None:
    menu = chip(bar, "chip_country").menu()
    menu.popup(bar.mapToGlobal(bar.rect().bottomLeft()))
    qtbot.waitUntil(menu.isVisible)
    for action in menu.actions():
        place = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert menu.isVisible()
    menu.close()
    assert bar.state.of("country") == {"AT", "DE"}
    assert chip(bar, "chip_country").text() == "country: AT, DE"


def test_a_value_can_be_typed(bar: FilterBar, qtbot: QtBot) -> None:
    QTest.keyClicks(field(bar), "country: de")
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert bar.state == FilterState("", {"country": frozenset({"DE"})})
    qtbot.waitUntil(lambda: field(bar).text() == "")
    qtbot.waitUntil(lambda: not bar._typing.isActive())
    assert bar.state == FilterState("", {"country": frozenset({"DE"})})


def test_typed_words_filter_after_a_pause(bar: FilterBar, qtbot: QtBot) -> None:
    told: list[FilterState] = []
    bar.filter_changed.connect(told.append)
    QTest.keyClicks(field(bar), "blue box")
    assert told == []
    qtbot.waitUntil(lambda: told == [FilterState("blue box")])


def test_enter_filters_at_once_and_goes_to_the_rows(bar: FilterBar) -> None:
    left: list[None] = []
    bar.left.connect(lambda: left.append(None))
    QTest.keyClicks(field(bar), "blue")
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert bar.state == FilterState("blue")
    assert left == [None]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("country: xx", "No country is “xx”. Type one of these: AT, DE"),
        ("country:", "Type one of these after “country:”: AT, DE"),
        ("colour: red", "There is no filter “colour”. You can filter by reason, country, SKU."),
        ("SKU:", "Type what to look for after “SKU:”."),
    ],
)
def test_a_filter_that_there_is_not_is_told_and_hides_nothing(
    bar: FilterBar, typed: str, told: str
) -> None:
    heard: list[str] = []
    bar.refused.connect(heard.append)
    bar.set_groups((*GROUPS, FilterGroup("sku", "SKU", given=True)))
    QTest.keyClicks(field(bar), typed)
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert heard == [told]
    assert field(bar).text() == typed
    assert bar.state.values == {}


def test_words_are_not_taken_for_a_filter(bar: FilterBar) -> None:
    left: list[None] = []
    bar.left.connect(lambda: left.append(None))
    QTest.keyClicks(field(bar), "12:30")
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert left == [None]
    assert bar.state == FilterState("12:30")


@pytest.mark.parametrize("typed", ["out of", "reason: out", "stock"])
def test_enter_takes_the_only_suggestion(bar: FilterBar, qtbot: QtBot, typed: str) -> None:
    left: list[None] = []
    bar.left.connect(lambda: left.append(None))
    QTest.keyClicks(field(bar), typed)
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert bar.state == FilterState("", {"reason": frozenset({"out"})})
    assert left == [None]
    qtbot.waitUntil(lambda: field(bar).text() == "")


@pytest.mark.parametrize("typed", ["o", "4", "eason"])
def test_enter_takes_no_suggestion_that_may_not_be_meant(bar: FilterBar, typed: str) -> None:
    older = FilterGroup("older", "older than", (Choice("14", "14 days"),))
    bar.set_groups((*GROUPS, older))
    QTest.keyClicks(field(bar), typed)
    QTest.keyClick(field(bar), Qt.Key.Key_Return)
    assert bar.state == FilterState(typed)


def test_the_words_typed_before_a_filter_was_named_filter_no_more(
    bar: FilterBar, qtbot: QtBot
) -> None:
    QTest.keyClicks(field(bar), "coun")
    qtbot.waitUntil(lambda: bar.state == FilterState("coun"))
    QTest.keyClicks(field(bar), "try: D")
    qtbot.waitUntil(lambda: bar.state == FilterState())
    assert field(bar).text() == "country: D"


def test_clearing_empties_field_and_chips(bar: FilterBar) -> None:
    bar.set_state(FilterState("blue", {"reason": frozenset({"out"})}))
    assert field(bar).text() == "blue"
    bar.clear_all()
    assert bar.state == FilterState()
    assert field(bar).text() == ""
    assert chip(bar, "chip_reason_out").property("set") is False


@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_icon_of_a_chip_can_be_seen_whether_it_is_chosen_or_not(
    bar: FilterBar, theme: Theme, qapp: QApplication, scheme: Scheme
) -> None:
    theme.choose(qapp, scheme)
    country = chip(bar, "chip_country")
    assert darkest_stroke(country) == QColor(theme.tokens.text)
    bar.set_state(FilterState("", {"country": frozenset({"AT"})}))
    assert darkest_stroke(country) == QColor(theme.tokens.selection.text)


def darkest_stroke(chip: QToolButton) -> QColor:
    """The colour of the icon where it covers most of its ground."""
    drawn = chip.icon().pixmap(chip.iconSize()).toImage()
    places = [(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
    x, y = max(places, key=lambda place: drawn.pixelColor(*place).alpha())
    colour = drawn.pixelColor(x, y)
    colour.setAlpha(255)
    return colour
