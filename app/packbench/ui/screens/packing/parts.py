"""Parts of the bench's screen: what waits here, the order that is open."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from packbench.domain.slots import slot_label
from packbench.services.packing.looking import PackView, WaitingToPack
from packbench.ui import company_clock
from packbench.ui.parts.bridge.runner import Runner
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
from packbench.ui.parts.widgets.item_picture import ItemPicture
from packbench.words.language import tr, tr_count

_COUNTED_DOWN_MS = 30_000
_MOST_METHODS = 12


class IdleBench(IdleView):
    """No order is open: what to scan, and what waits here."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(tr("Scan a list, an order, a slot or an item."), 1, theme, parent)
        self.rows.wraps = True
        self._waiting: Sequence[WaitingToPack] = ()
        self._minute = QTimer(self)
        self._minute.setInterval(_COUNTED_DOWN_MS)
        self._minute.timeout.connect(lambda: self.show_waiting(self._waiting))

    def showEvent(self, event: QShowEvent) -> None:
        """Counts down while somebody can see it."""
        self._minute.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Counts no more."""
        self._minute.stop()
        super().hideEvent(event)

    def show_waiting(self, rows: Sequence[WaitingToPack]) -> None:
        """What is picked and waits to be packed here, by shipping method."""
        self._waiting = rows
        number = QLocale().toString
        count = sum(row.shipments for row in rows)
        words = tr_count(
            "{count} shipment waits to be packed.", "{count} shipments wait to be packed.", count
        )
        self.tell(words.format(count=number(count)) if count else tr("Nothing waits to be packed."))
        self.rows.show(_cells(row) for row in rows[:_MOST_METHODS])


def _cells(row: WaitingToPack) -> tuple[str, ...]:
    number = QLocale().toString
    days = "" if row.ship_by is None else formats.day(row.ship_by).text
    units = tr_count("{count} unit", "{count} units", row.units)
    return (
        row.method or tr("no shipping method"),
        number(row.shipments),
        units.format(count=number(row.units)),
        tr("by {day}").format(day=days) if days else "",
        _cut_off_words(row),
    )


class BenchOrder(QWidget):
    """The shipment at the bench: what is wanted next, and the rest of it."""

    def __init__(self, runner: Runner, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.picture = ItemPicture(runner, theme, self)
        self._head = station_label(theme, SCALE_STATION, self, bold=True)
        self._note = station_label(theme, SCALE_STATION_REST, self)
        self._sku = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._name = station_label(theme, SCALE_STATION, self)
        self._count = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._parcels = station_label(theme, SCALE_STATION_REST, self)
        self._box = station_label(theme, SCALE_STATION_REST, self, bold=True)
        self.lines = BenchLines(theme, self)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE_INSIDE)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._head)
        layout.addWidget(self._note)
        layout.addLayout(self._lay_out_wanted(), 1)
        layout.addWidget(self.lines, 3)
        layout.addWidget(self._box)
        layout.addWidget(self._parcels)

    def _lay_out_wanted(self) -> QHBoxLayout:
        """The item with its picture beside it."""
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        for part in (self._sku, self._name, self._count):
            words.addWidget(part)
        words.addStretch()
        row = QHBoxLayout()
        row.addWidget(self.picture, 1)
        row.addLayout(words, 3)
        return row

    @property
    def wanted(self) -> tuple[str, str]:
        """The item that is wanted next, and how many are in; the shipment's end has none."""
        return self._sku.text(), self._count.text()

    @property
    def told(self) -> tuple[str, str]:
        """The head of the order, and its parcels."""
        return self._head.text(), self._parcels.text()

    @property
    def box(self) -> str:
        """What is told of the box."""
        return self._box.text()

    def show_box(self, words: str) -> None:
        """The box of the parcel, or which one it needs; empty for nothing."""
        self._box.setText(words)
        self._box.setVisible(bool(words))

    def show_packing(self, view: PackView, *, asks_weight: bool) -> None:
        """The shipment as it is now."""
        self._head.setText(_head(view))
        notes = [text for text in (view.order.note, view.order.gift_message) if text]
        self._note.setText(" · ".join(notes))
        self._note.setVisible(bool(notes))
        self._show_wanted(view, asks_weight=asks_weight)
        self.lines.show_lines(view.lines)
        parcels = _parcels(view)
        self._parcels.setText(parcels)
        self._parcels.setVisible(bool(parcels))

    def _show_wanted(self, view: PackView, *, asks_weight: bool) -> None:
        number = QLocale().toString
        line = view.wanted
        self.picture.show_product("" if line is None else line.sku)
        self.picture.setVisible(line is not None)
        if line is None:
            self._sku.setText(tr("Weigh the parcel") if asks_weight else tr("All is in"))
            told = tr("Type the grams, then Enter.") if asks_weight else tr("DONE closes it.")
            self._name.setText(told)
            self._count.setText("")
            return
        words = tr("{scanned} / {expected}")
        self._sku.setText(line.sku)
        name = line.name
        if line.kit:
            name = tr("{name} · part of {kit}").format(name=name, kit=line.kit)
        lots = ", ".join(one.lot for one in line.lots)
        if lots:
            name = tr("{name} · lot {lots}").format(name=name, lots=lots)
        self._name.setText(name)
        self._count.setText(
            words.format(scanned=number(line.scanned), expected=number(line.expected))
        )


def _cut_off_words(row: WaitingToPack) -> str:
    """Until when the carrier takes what is packed today, and how long that still is."""
    if row.cut_off is None:
        return row.carrier
    at = company_clock.local(row.cut_off)
    minutes = int((row.cut_off - company_clock.now()).total_seconds() // 60)
    who = tr("{carrier} {time}").format(carrier=row.carrier, time=f"{at:%H:%M}")
    if minutes < 0:
        return tr("{who}: gone for today").format(who=who)
    hours, rest = divmod(minutes, 60)
    left = tr("{hours} h {minutes} min") if hours else tr("{minutes} min")
    words = tr("{who}: in {left}")
    return words.format(who=who, left=left.format(hours=hours, minutes=rest))


def _head(view: PackView) -> str:
    parts = [view.order.number, view.order.country, view.order.method]
    if view.slot is not None:
        parts.append(tr("slot {slot}").format(slot=slot_label(view.slot)))
    return " · ".join(part for part in parts if part)


def _parcels(view: PackView) -> str:
    number = QLocale().toString
    if len(view.parcels) <= 1:
        return ""
    open_one = next((one for one in view.parcels if one.closed_at is None), view.parcels[-1])
    words = tr_count(
        "Parcel {parcel}: {count} unit in it",
        "Parcel {parcel}: {count} units in it",
        open_one.units,
    )
    return words.format(parcel=number(open_one.sequence), count=number(open_one.units))
