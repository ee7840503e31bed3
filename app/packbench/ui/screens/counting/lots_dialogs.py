"""Lots near expiry, where a lot went, and serial numbers: what is shown of them."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.tracing.expiring import ExpiringLot, NearExpiry
from packbench.services.tracing.lots import LotArrival, LotDelivery, LotPlace, LotTrace, OrderLots
from packbench.services.tracing.serials import FoundSerials, PackedSerial
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.counting import serials_left_words
from packbench.words.language import tr, tr_count
from packbench.words.states import cause_words, status_word

_SIZE = QSize(1120, 680)


class AskingDialog(KeyDialog):
    """A field above, what it finds below; Enter in the field asks.

    Args:
        titles: of the window, and of the field with `&` before its letter.
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: what was typed is to be found.
        exported: what is shown is to be written to a file.
    """

    wanted = Signal(str)
    exported = Signal()

    def __init__(self, titles: tuple[str, str], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.held_by: object = None
        title, label = titles
        self.setWindowTitle(title)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(label.replace("&", ""))
        self._label = PlainLabel(label, self)
        self._label.setBuddy(self.field)
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE_INSIDE)
        self.export = QPushButton(tr("&Export…"), self)
        self.export.setAutoDefault(False)
        self.export.setEnabled(False)
        self.export.clicked.connect(self.exported.emit)

    @property
    def told(self) -> str:
        """What was found, or why not."""
        return self._told.text()

    def ask(self) -> None:
        """Asks for what stands in the field."""
        self.field.selectAll()  # what is typed next is asked instead
        self.wanted.emit(self.field.text())

    def tell(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        """What is to be said of what was found."""
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def take_scan(self, scan: Scan) -> None:
        """A scan is what is asked for."""
        self.field.setText(scan.text.strip())
        self.ask()

    def lay_out(self, *tables: QWidget) -> None:
        """Field, answer, tables and buttons; the button that asks is the default one."""
        find = QPushButton(tr("Find"), self)
        find.setProperty("look", "main")
        find.setDefault(True)
        find.clicked.connect(self.ask)
        head = QHBoxLayout()
        head.setSpacing(SPACE_INSIDE)
        for one in (self._label, self.field):
            head.addWidget(one)
        head.addWidget(find)
        head.addStretch()
        self.field.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self.buttons.addStretch()
        self.buttons.addWidget(close)
        self.buttons.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(head)
        layout.addWidget(self._told)
        for table in tables:
            layout.addWidget(table, 1)
        layout.addLayout(self.buttons)
        self.field.setFocus()
        self.resize_within_screen(_SIZE)


class ExpiringDialog(AskingDialog):
    """Lots near expiry; Alt+T traces the one in hand.

    Signals:
        traced: a lot and its SKU are to be traced.
    """

    traced = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__((tr("Lots near expiry"), tr("Within &days")), theme, parent)
        self.setObjectName("expiring_dialog")
        self.found: NearExpiry | None = None
        self.table = ListTable(tr("Lots near expiry"), _expiring_columns(), theme, self)
        self._trace = QPushButton(tr("&Trace the lot…"), self)
        self._trace.setAutoDefault(False)
        self._trace.clicked.connect(self.trace)
        self.table.doubleClicked.connect(lambda _: self.trace())
        self.buttons.addWidget(self._trace)
        self.lay_out(self.table)

    def show_lots(self, found: NearExpiry) -> None:
        """Shows these."""
        self.found = found
        self.field.setText(str(found.days))
        self.field.selectAll()
        self.table.rows.show(found.lots)
        self.table.take_in_hand(0)
        over = sum(one.on_hand for one in found.lots if one.days < 0)
        near = sum(one.on_hand for one in found.lots if one.days >= 0)
        number = QLocale().toString
        words = tr("{near} units expire within {days} days; {over} units are expired.")
        if not found.lots:
            words = tr("No lot expires within {days} days.")
        self.tell(words.format(near=number(near), days=found.days, over=number(over)))
        for one in (self.export, self._trace):
            one.setEnabled(bool(found.lots))

    def trace(self) -> None:
        """Asks where the lot in hand went."""
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        if 0 <= row < len(shown):
            self.traced.emit(shown[row].lot, shown[row].sku)


class TraceDialog(AskingDialog):
    """A lot or an order that is typed or scanned, and what is known of it.

    Signals:
        printed: the recall list is wanted on paper.
    """

    printed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__((tr("Trace"), tr("&Lot or order")), theme, parent)
        self.setObjectName("trace_dialog")
        self.deliveries = ListTable(tr("Who got it"), _delivery_columns(), theme, self)
        self.places = ListTable(tr("Where it lies"), _place_columns(), theme, self)
        self.arrivals = ListTable(tr("Where it came from"), _arrival_columns(), theme, self)
        self.trace: LotTrace | None = None
        self.shown: Sequence[LotDelivery] = ()
        self._print = QPushButton(tr("&Recall list…"), self)
        self._print.setAutoDefault(False)
        self._print.setEnabled(False)
        self._print.clicked.connect(self.printed.emit)
        self.buttons.addWidget(self._print)
        parts: list[QWidget] = []
        for words, table in (
            (tr("Where it came from"), self.arrivals),
            (tr("Where it lies"), self.places),
            (tr("Who got it"), self.deliveries),
        ):
            parts.append(_titled(words, table, theme, self))
        self.lay_out(*parts)
        self.tell(tr("Scan or type a lot, or the number of an order."))

    def show_trace(self, trace: LotTrace) -> None:
        """Shows a lot."""
        self.trace = trace
        orders = len({one.order for one in trace.deliveries})
        words = tr_count(
            "Lot {lot} of {skus}: {count} order got {units} units; {here} units lie here.",
            "Lot {lot} of {skus}: {count} orders got {units} units; {here} units lie here.",
            orders,
        )
        number = QLocale().toString
        self.tell(
            words.format(
                lot=trace.lot,
                skus=", ".join(trace.skus),
                count=number(orders),
                units=number(sum(one.units for one in trace.deliveries)),
                here=number(sum(one.on_hand for one in trace.places)),
            )
        )
        self._show(trace.arrivals, trace.places, trace.deliveries)

    def show_order(self, found: OrderLots) -> None:
        """Shows the lots of an order."""
        self.trace = None
        lots = len({(one.sku, one.lot) for one in found.deliveries})
        words = tr_count(
            "Order {order} got goods of {count} lot.",
            "Order {order} got goods of {count} lots.",
            lots,
        )
        self.tell(words.format(order=found.order, count=QLocale().toString(lots)))
        self._show(found.arrivals, [], found.deliveries)

    def refuse(self, words: str) -> None:
        """Says why nothing is shown."""
        self.trace = None
        self._show([], [], [])
        self.tell(words, Tone.WRONG)

    def _show(
        self,
        arrivals: Sequence[LotArrival],
        places: Sequence[LotPlace],
        deliveries: Sequence[LotDelivery],
    ) -> None:
        self.shown = deliveries
        self.arrivals.rows.show(arrivals)
        self.places.rows.show(places)
        self.deliveries.rows.show(deliveries)
        self.export.setEnabled(bool(deliveries))
        self._print.setEnabled(self.trace is not None)


class SerialsDialog(AskingDialog):
    """Serial numbers that were packed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        title, label = tr("Serial numbers"), tr("&Serial, SKU, order or shipment")
        super().__init__((title, label), theme, parent)
        self.setObjectName("serials_dialog")
        self.table = ListTable(tr("Serial numbers"), _serial_columns(), theme, self)
        self.lay_out(self.table)

    def show_serials(self, found: FoundSerials) -> None:
        """Shows these."""
        self.table.rows.show(found.rows)
        self.table.take_in_hand(0)
        words = tr_count(
            "{count} serial number was packed.",
            "{count} serial numbers were packed.",
            len(found.rows),
        )
        told = words.format(count=QLocale().toString(len(found.rows)))
        if not found.rows:
            nothing = tr("No serial number was packed yet.")
            typed = self.field.text().strip()
            told = tr("No serial number of that was packed.") if typed else nothing
        self.tell(serials_left_words(len(found.rows)) if found.more else told)
        self.export.setEnabled(bool(found.rows))


def _titled(words: str, table: QWidget, theme: Theme, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    label = PlainLabel(words, box)
    label.setFont(theme.font(bold=True))
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(label)
    layout.addWidget(table, 1)
    return box


def _expiring_columns() -> list[ListColumn[ExpiringLot]]:
    return [
        ListColumn(tr("Last day"), lambda one: _day(one.expires_on), 10),
        ListColumn(tr("Left"), _left, 12),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name, bold=True), 11),
        ListColumn(tr("Lot"), lambda one: Cell(one.lot), 10),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 8),
        ListColumn(tr("Bin"), lambda one: Cell(one.location), 8),
        ListColumn(tr("On hand"), lambda one: formats.number(one.on_hand), 8, Align.END),
        ListColumn(tr("Unavailable"), lambda one: formats.number(one.unavailable), 9, Align.END),
        ListColumn(tr("To pick"), lambda one: formats.number(one.to_pick), 6, Align.END),
        ListColumn(tr("Name"), lambda one: Cell(one.name), 20),
    ]


def _left(one: ExpiringLot) -> Cell:
    if one.days < 0:
        return formats.state(tr("Expired"), "calendar-x", Tone.WRONG)
    words = tr_count("{count} day", "{count} days", one.days)
    told = words.format(count=QLocale().toString(one.days)) if one.days else tr("Today")
    return formats.state(told, "hourglass", Tone.ATTENTION)


def _arrival_columns() -> list[ListColumn[LotArrival]]:
    return [
        ListColumn(tr("Came"), lambda one: Cell(formats.exact(one.at)), 14),
        ListColumn(tr("How"), lambda one: Cell(cause_words(one.cause)), 8),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, bold=True), 12),
        ListColumn(tr("Lot"), lambda one: Cell(one.lot), 10),
        ListColumn(tr("Units"), lambda one: formats.number(one.units), 6, Align.END),
        ListColumn(tr("Supplier"), lambda one: _text(one.supplier), 13),
        ListColumn(tr("Purchase order"), lambda one: _text(one.purchase_order), 12),
        ListColumn(tr("Receipt"), lambda one: _text(one.receipt), 8),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 10),
    ]


def _place_columns() -> list[ListColumn[LotPlace]]:
    return [
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 10),
        ListColumn(tr("Bin"), lambda one: Cell(one.location, bold=True), 12),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku), 14),
        ListColumn(tr("On hand"), lambda one: formats.number(one.on_hand), 8, Align.END),
        ListColumn(tr("Unavailable"), lambda one: formats.number(one.unavailable), 9, Align.END),
        ListColumn(tr("Last day"), lambda one: _day(one.expires_on), 12),
    ]


def _delivery_columns() -> list[ListColumn[LotDelivery]]:
    return [
        ListColumn(tr("Order"), lambda one: Cell(one.order, bold=True), 10),
        ListColumn(tr("Customer"), lambda one: _text(one.customer), 14),
        ListColumn(tr("E-mail"), lambda one: _text(one.email), 14),
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment), 10),
        ListColumn(tr("State"), lambda one: Cell(status_word(one.status)), 10),
        ListColumn(tr("Shipped"), _shipped, 14),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name), 10),
        ListColumn(tr("Lot"), lambda one: Cell(one.lot), 10),
        ListColumn(tr("Units"), lambda one: formats.number(one.units), 7, Align.END),
    ]


def _serial_columns() -> list[ListColumn[PackedSerial]]:
    return [
        ListColumn(tr("Serial"), lambda one: Cell(one.serial, bold=True), 18),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name), 14),
        ListColumn(tr("Order"), lambda one: Cell(one.order), 12),
        ListColumn(tr("Customer"), lambda one: _text(one.customer), 18),
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment), 12),
        ListColumn(tr("State"), lambda one: Cell(status_word(one.status)), 10),
        ListColumn(tr("Packed"), lambda one: Cell(formats.exact(one.packed_at)), 14),
        ListColumn(tr("Who"), lambda one: Cell(one.operator), 10),
    ]


def _shipped(one: LotDelivery) -> Cell:
    if one.shipped_at is None:
        return Cell("–", muted=True)
    return Cell(formats.exact(one.shipped_at))


def _text(words: str) -> Cell:
    return Cell(words) if words else Cell("–", muted=True)


def _day(day: object) -> Cell:
    if day is None:
        return Cell("–", muted=True)
    at = QDate.fromString(str(day), "yyyy-MM-dd")
    return Cell(QLocale().toString(at, QLocale.FormatType.ShortFormat))
