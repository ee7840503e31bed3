"""What the style sheet makes of states: they can be told apart in every scheme."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.delegates import fitted
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Scheme, Tone
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.ui.parts.widgets.pill import Pill


@pytest.mark.parametrize("scheme", Scheme)
def test_the_word_of_a_pill_can_be_read_after_another_state_was_shown(
    theme: Theme, qapp: QApplication, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.choose(qapp, scheme)
    holder = QWidget()
    qtbot.addWidget(holder)
    pill = Pill(theme, holder)
    holder.show()
    [_, word] = pill.findChildren(QLabel)
    for tone in Tone:
        pill.show_state("Not stocked", "package", tone)
        pair = theme.tokens.tones[tone]
        assert word.palette().color(word.foregroundRole()) == QColor(pair.text)
        assert picture(pill).pixelColor(QPoint(4, pill.height() // 2)) == QColor(pair.ground)


@pytest.mark.parametrize("scheme", Scheme)
def test_what_is_chosen_is_told_apart_from_what_has_the_keyboard(
    theme: Theme, qapp: QApplication, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.choose(qapp, scheme)
    holder = QWidget()
    qtbot.addWidget(holder)
    action = QAction(theme.icon("package"), "By product", holder)
    action.setCheckable(True)
    button = CommandButton(action, "flat", holder)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    inside = QPoint(6, button.height() // 2)

    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    focused = picture(button)
    action.setChecked(True)
    chosen_and_focused = picture(button)
    button.clearFocus()
    chosen = picture(button)

    colours = theme.tokens
    assert focused.pixelColor(inside) == QColor(colours.window)
    assert chosen.pixelColor(inside) == QColor(colours.selection.ground)
    assert chosen_and_focused.pixelColor(inside) == QColor(colours.selection.ground)
    edge = QPoint(button.width() // 2, 0)
    assert focused.pixelColor(edge) == QColor(colours.focus)
    assert chosen_and_focused.pixelColor(edge) == QColor(colours.focus)
    assert chosen.pixelColor(edge) != QColor(colours.focus)
    inks = {chosen.pixelColor(x, y).name() for x in range(26) for y in range(button.height())}
    assert QColor(colours.selection.text).name() in inks  # the icon can be seen, too


@pytest.mark.parametrize("scheme", Scheme)
def test_a_tick_can_be_seen_in_every_look(
    theme: Theme, qapp: QApplication, qtbot: QtBot, scheme: Scheme
) -> None:
    """The box has the colour of the accent, the tick in it that of words on it; a row too."""
    theme.choose(qapp, scheme)
    box, rows = QCheckBox("Keep"), QListWidget()
    qtbot.addWidget(box)
    qtbot.addWidget(rows)
    box.show()
    rows.show()
    box.setChecked(True)
    item = QListWidgetItem("Rank", rows)
    item.setCheckState(Qt.CheckState.Checked)
    colours, left = theme.tokens, QRect(0, 0, 20, 24)
    for widget in (box, rows.viewport()):
        wanted = {QColor(colours.accent).name(), QColor(colours.on_accent).name()}
        assert wanted <= inks(picture(widget), left)
    ticked = picture(box)
    box.setChecked(False)
    assert picture(box) != ticked


@pytest.mark.parametrize("scheme", Scheme)
def test_the_icon_of_the_main_button_has_the_colour_of_its_words(
    theme: Theme, qapp: QApplication, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.choose(qapp, scheme)
    holder = QWidget()
    qtbot.addWidget(holder)
    action = QAction(theme.icon("file-input"), "Import files…", holder)
    button = CommandButton(action, parent=holder, main_of=theme)
    holder.show()
    colours = theme.tokens
    icon_side = QRect(0, 0, 26, button.height())
    assert QColor(colours.on_accent).name() in inks(picture(button), icon_side)


@pytest.mark.usefixtures("theme")
def test_figures_stand_where_the_text_of_other_fields_does(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = QVBoxLayout(holder)
    line, number, away = QLineEdit("88"), NumberField(), QLineEdit()
    number.setValue(88)
    holder.setFixedWidth(300)
    for widget in (line, number, away):
        layout.addWidget(widget)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    away.setFocus()
    qtbot.waitUntil(away.hasFocus)
    assert abs(first_ink(picture(line)) - first_ink(picture(number))) <= 1


def first_ink(image: QImage) -> int:
    """Where the text of a field begins: the first dark column behind its edge."""
    ground = image.pixelColor(image.width() // 2, image.height() // 2)
    columns = (
        x
        for x in range(4, image.width() // 2)
        for y in range(6, image.height() - 6)
        if abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 60
    )
    return next(columns)


def inks(image: QImage, part: QRect) -> set[str]:
    inside = part.intersected(image.rect())
    return {
        image.pixelColor(x, y).name()
        for x in range(inside.left(), inside.right() + 1)
        for y in range(inside.top(), inside.bottom() + 1)
    }


def picture(widget: QWidget) -> QImage:
    """As it is painted with what lies under it."""
    inside = widget.geometry()
    parent = widget.parentWidget()
    return parent.grab(inside).toImage() if parent else widget.grab().toImage()


@pytest.mark.parametrize("scheme", Scheme)
def test_the_icon_of_a_selected_entry_can_be_seen_on_its_ground(
    theme: Theme, qapp: QApplication, scheme: Scheme
) -> None:
    theme.choose(qapp, scheme)
    image = theme.icon("package").pixmap(16, 16, QIcon.Mode.Selected).toImage()
    inks = {image.pixelColor(x, y).name() for x in range(16) for y in range(16)}
    assert QColor(theme.tokens.selection.text).name() in inks


def test_an_email_that_does_not_fit_is_cut_in_its_middle(theme: Theme) -> None:
    address = "somebody.with.a.long.name@a-long-domain.example.org"
    room = theme.font_metrics().averageCharWidth() * 20
    shown = fitted(formats.email(address), room, theme.font_metrics())
    assert shown.startswith("some")
    assert shown.endswith(".org")
    assert "…" in shown
    assert fitted(Cell("W" * 60), room, theme.font_metrics()).endswith("…")
    assert formats.email(None) == formats.words(None)
