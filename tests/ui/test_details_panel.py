"""The panel in a narrow window: words wrap, nothing is cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Scheme, Tone
from packbench.ui.parts.widgets.details_panel import DetailsPanel, Facts, LongValue
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows

EMAIL = "wilhelmine.oberhofer-schneider25@mail.example.org"
EXPECTED = Cell("Enough is expected on 14 December 2031", icon="clock", tone=Tone.MOVING)
ROWS = (
    TextRow(Cell("GRD-205-ASH", bold=True), Cell("24 waiting")),
    TextRow(Cell("Waiting for the rest", icon="hourglass"), Cell("place 1,234"), inside=True),
    TextRow(EXPECTED, inside=True),
)


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> DetailsPanel:
    made = DetailsPanel("orders", theme)
    qtbot.addWidget(made)
    made.resize(made.minimumWidth(), 600)
    return made


def test_a_long_e_mail_takes_the_lines_that_it_needs_and_can_be_copied(
    panel: DetailsPanel, theme: Theme, qtbot: QtBot
) -> None:
    facts = Facts([("E-mail", Cell(EMAIL)), ("Country", Cell("DE"))], theme)
    panel.show_record("S-1", None, "", [facts])
    panel.show()
    value = facts.findChild(LongValue)
    assert value is not None
    line = value.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: value.height() >= 3 * line)
    assert value.document().size().width() <= value.width()
    assert value.document().size().height() <= value.height()
    QTest.mouseDClick(value.viewport(), Qt.MouseButton.LeftButton)
    value.selectAll()
    QTest.keySequence(value, "Ctrl+C")
    assert QApplication.clipboard().text() == EMAIL


def test_two_texts_stand_below_each_other_where_they_do_not_fit(theme: Theme, qtbot: QtBot) -> None:
    rows = TextRows(ROWS, "Lines", theme)
    qtbot.addWidget(rows)
    wide, narrow = 600, 200
    assert [rows.height_of(row, wide) for row in range(3)] == [rows.row_height()] * 3
    first, *others = [rows.height_of(row, narrow) - rows.row_height() for row in range(3)]
    assert first == 0
    assert min(others) >= rows.fontMetrics().lineSpacing()
    assert rows.heightForWidth(narrow) == 3 * rows.row_height() + sum(others)


@pytest.mark.parametrize("scheme", Scheme)
def test_what_wraps_is_painted_to_its_end(
    theme: Theme, qapp: QApplication, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.choose(qapp, scheme)
    rows = TextRows((TextRow(EXPECTED),), "Lines", theme)
    qtbot.addWidget(rows)
    rows.resize(200, rows.heightForWidth(200))
    rows.show()
    image, ink = rows.grab().toImage(), QColor(theme.tokens.on_surface(Tone.MOVING)).rgb()
    inked = {y for y in range(image.height()) for x in range(200) if image.pixel(x, y) == ink}
    assert max(inked) > rows.height() - rows.row_height()
    assert not inked & set(range(rows.height() - 2, rows.height()))  # not cut at the foot either


def test_a_word_longer_than_a_line_breaks(theme: Theme, qtbot: QtBot) -> None:
    rows = TextRows((TextRow(Cell(EMAIL)),), "Lines", theme)
    qtbot.addWidget(rows)
    assert rows.heightForWidth(160) > 2 * rows.fontMetrics().lineSpacing()
