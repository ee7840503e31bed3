"""“Did it ship?”, answered in the first lines: when, with whom, under which number; or where it is.

The number is copied by its button, to be sent to who asks.
"""

from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from packbench.domain.orders import OrderStatus
from packbench.services.orders.looking import OrderView, ShipmentView
from packbench.services.orders.whereabouts import Whereabouts
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.theme.tokens import SPACE
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import Facts
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.states import capital
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.states import status_word

_BUTTONS = 3  # shipments with a button each; of more the list below tells


def shipped_view(order: OrderView, where: Whereabouts, place: Workplace) -> QWidget:
    """What is told to somebody who asks for an order."""
    view = QWidget()
    view.setObjectName("did_it_ship")
    layout = QVBoxLayout(view)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    sent = [one for one in order.shipments if one.shipped_at is not None]
    facts = [fact for one in sent for fact in _sent_facts(one)]
    facts += _open_facts(order, where, some_left=bool(sent))
    layout.addWidget(Facts(facts, place.desk.theme))
    numbers = [one.tracking for one in sent if one.tracking][:_BUTTONS]
    if numbers:
        row = CommandRow(place.desk.window.registry, ())
        for number in reversed(numbers):
            row.add_first(_copying(number, place))
        layout.addWidget(row)
    return view


def _sent_facts(shipment: ShipmentView) -> list[tuple[str, Cell]]:
    at = formats.moment(shipment.shipped_at)
    words = tr("{when} ({moment}), from {warehouse}")
    told = words.format(when=at.text, moment=at.tip, warehouse=shipment.warehouse)
    facts = [(tr("Shipped"), Cell(capital(told), bold=True))]
    facts.append((tr("Carrier"), formats.words(shipment.carrier)))
    facts.append((tr("Tracking"), Cell(shipment.tracking or tr("none yet"), bold=True)))
    facts.append((tr("Parcels"), Cell(_parcels(shipment))))
    return facts


def _parcels(shipment: ShipmentView) -> str:
    number = QLocale().toString
    units = sum(one.quantity for one in shipment.lines)
    parcels = tr_count("{count} parcel", "{count} parcels", len(shipment.parcels))
    words = tr_count("{parcels}, {count} unit", "{parcels}, {count} units", units)
    told = parcels.format(count=number(len(shipment.parcels)))
    return words.format(parcels=told, count=number(units))


def _open_facts(order: OrderView, where: Whereabouts, *, some_left: bool) -> list[tuple[str, Cell]]:
    """Where it stands, or the rest of it, since when, and what is promised."""
    status = OrderStatus(order.status)
    if status is OrderStatus.CANCELLED:
        return [(tr("Shipped"), Cell(tr("No: it is cancelled"), bold=True))]
    if not where.is_open:
        return []
    since = formats.moment(where.since) if where.since is not None else None
    stands = capital(status_word(status))
    told = stands if since is None else tr("{state}, {since}")
    if since is not None:
        told = told.format(state=stands, since=since.text)
    name = tr("The rest") if some_left else tr("Shipped")
    words = told if some_left else tr("Not yet: {state}").format(state=told)
    facts = [(name, Cell(words, bold=True, tip=since.tip if since else ""))]
    if where.waits:
        facts.append((tr("Waits for"), Cell(_waits(where))))
    if order.ship_by:
        facts.append((tr("To leave by"), formats.day(order.ship_by)))
    return facts


def _waits(where: Whereabouts) -> str:
    units = tr_count("{count} unit", "{count} units", where.waits)
    told = units.format(count=QLocale().toString(where.waits))
    if where.expected_on is None:
        return tr("{units}; nobody knows yet when they come").format(units=told)
    day = formats.day_in_words(where.expected_on)
    return tr("{units}, expected {day}").format(units=told, day=day)


def _copying(number: str, place: Workplace) -> QPushButton:
    button = QPushButton(on_button(tr("Copy {tracking}").format(tracking=number)))
    button.setObjectName("copy_tracking")
    button.setAutoDefault(False)
    button.clicked.connect(partial(_copy, number, place))
    return button


def _copy(number: str, place: Workplace) -> None:
    QApplication.clipboard().setText(number)
    words = tr("Copied: {tracking}").format(tracking=number)
    place.desk.window.messages.post(Level.INFO, words)
