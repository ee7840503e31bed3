"""The band of the verdict flashes until it was seen, however busy the window is."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from packbench.ui.parts.station.band import VerdictBand
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Band


def test_the_flash_begins_when_it_is_painted(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    band = VerdictBand(theme, window)
    band.tell(Band.WRONG, "Not in this order.")
    assert band.property("flash") == "yes"
    assert not band._flash.isActive()  # nobody has seen it yet

    window.show()
    qtbot.waitUntil(lambda: band.property("flash") == "no")
    band.tell(Band.WRONG, "Not in this order.")
    band.tell(Band.WRONG, "Not in this order.")  # the same words again flash again, and end
    assert band.property("flash") == "yes"
    qtbot.waitUntil(lambda: band.property("flash") == "no")
