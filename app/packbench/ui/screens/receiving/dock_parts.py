"""Parts of the dock's screen: what is expected here, and the delivery that is counted."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from packbench.services.receiving.at_dock import ExpectedOrder, ReceiptView
from packbench.ui.parts.station.lines import BenchLines, station_label
from packbench.ui.parts.station.rows import IdleView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_STATION,
    SCALE_STATION_REST,
    SCALE_STATION_WANTED,
    SPACE_INSIDE,
)
from packbench.words.language import tr, tr_count

_MOST_EXPECTED, _FEW_EXPECTED = 10, 7
_LOW_SCREEN_PX = 850
"""On a screen of less height fewer fit."""


class IdleDock(IdleView):
    """Nothing is counted: what to scan, and what is expected here."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(tr("Scan a purchase order, or an item."), 0, theme, parent)

    def show_expected(self, orders: Sequence[ExpectedOrder]) -> None:
        """What can be received here, the oldest expected first."""
        number = QLocale().toString
        words = tr_count(
            "{count} purchase order is expected here.",
            "{count} purchase orders are expected here.",
            len(orders),
        )
        nothing = tr("No purchase order is expected here.")
        self.tell(words.format(count=number(len(orders))) if orders else nothing)
        low = self.screen().size().height() < _LOW_SCREEN_PX
        self.rows.show(_cells(one) for one in orders[: _FEW_EXPECTED if low else _MOST_EXPECTED])


def _cells(one: ExpectedOrder) -> tuple[str, ...]:
    units = tr_count("{count} unit", "{count} units", one.open)
    day = "" if one.expected_on is None else formats.day(one.expected_on).text
    return one.number, one.supplier, day, units.format(count=QLocale().toString(one.open))


class DockOrder(QWidget):
    """The delivery that is counted: what was scanned last, large, and the rest of it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._head = station_label(theme, SCALE_STATION, self, bold=True)
        self._elsewhere = station_label(theme, SCALE_STATION_REST, self)
        self._sku = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._name = station_label(theme, SCALE_STATION, self)
        self._count = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._bad = station_label(theme, SCALE_STATION_REST, self)
        self.lines = BenchLines(theme, self)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE_INSIDE)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._head)
        layout.addWidget(self._elsewhere)
        layout.addStretch(1)
        for part in (self._sku, self._name, self._count, self._bad):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self.lines, 12)

    @property
    def wanted(self) -> tuple[str, str]:
        """The item that is shown large, and its count."""
        return self._sku.text(), self._count.text()

    @property
    def told(self) -> tuple[str, str]:
        """The head of the delivery, and who else counts it."""
        return self._head.text(), self._elsewhere.text()

    def show_receipt(self, view: ReceiptView) -> None:
        """The delivery as it is now."""
        number = QLocale().toString
        parts = [
            *(view.purchase_order or tr("no purchase order"), view.supplier or "", view.warehouse),
            tr("delivery note {note}").format(note=view.delivery_note)
            if view.delivery_note
            else "",
            tr("{counted} of {expected} units").format(
                counted=number(view.counted), expected=number(view.expected)
            ),
        ]
        self._head.setText(" · ".join(part for part in parts if part))
        also = tr("also counted at {station} by {who}: {units}")
        told = [
            also.format(station=one.station, who=one.operator, units=number(one.units))
            for one in view.elsewhere
        ]
        self._elsewhere.setText(" · ".join(told))
        self._elsewhere.setVisible(bool(told))
        self._show_wanted(view)
        self.lines.show_lines(view.lines)

    def _show_wanted(self, view: ReceiptView) -> None:
        number = QLocale().toString
        line = view.wanted
        if line is None:
            self._sku.setText(tr("Scan what came"))
            for part in (self._name, self._count, self._bad):
                part.setText("")
            return
        count = tr("{counted} / {expected}") if line.expected else tr("{counted}")
        self._sku.setText(line.sku)
        lots = ", ".join(line.lots)
        named = tr("{name} · lot {lots}").format(name=line.name, lots=lots) if lots else line.name
        self._name.setText(named)
        self._count.setText(
            count.format(counted=number(line.counted), expected=number(line.expected))
        )
        bad = []
        if line.damaged:
            bad.append(tr("{count} damaged").format(count=number(line.damaged)))
        if line.rejected:
            bad.append(tr("{count} rejected").format(count=number(line.rejected)))
        self._bad.setText(" · ".join(bad))
