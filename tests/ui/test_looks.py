"""What the style sheet makes of states: they can be told apart in every scheme."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Scheme, Tone
from packbench.ui.parts.widgets.command_button import CommandButton
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
