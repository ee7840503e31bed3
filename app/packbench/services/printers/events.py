"""What this station prints by itself when something happens: a table of events.

A command is done before anything of it is printed: what fails there is given back to be told.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from packbench.db.queries.records.customs import customs_way
from packbench.db.queries.records.documents import lists_out_of_date
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.print_events import (
    bins_by_id,
    goods_put_back,
    labels_made_by,
    number_of_command,
    packed_by,
    packed_without_slip,
    units_received,
)
from packbench.db.queries.records.printers import printers_of
from packbench.db.queries.records.slips import gift_rule_of
from packbench.db.today import now
from packbench.documents.label_formats import PLACE_SIZES, PRODUCT_SIZES
from packbench.documents.put_away import PutAwayList, render_put_away
from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.printers import JobView, PrinterChoice, PrintEvent, PrintKind, kind_of_event
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.domain.slips import GiftRule
from packbench.engine.command.context import Context
from packbench.services.customs import leaves
from packbench.services.documents.customs import customs_forms
from packbench.services.documents.labels import (
    BinSelection,
    LabelForm,
    bin_labels,
    received_labels,
)
from packbench.services.documents.printing import (
    gift_slips,
    packing_slips,
    page_size_mm,
    pick_lists,
    printed_at,
)
from packbench.services.packing.rules import rules_for
from packbench.services.printers.parcels import print_parcel_labels
from packbench.services.printers.printing import print_document, print_new_lists
from packbench.services.printers.sending import Printable, send

_REMEMBERED = timedelta(days=1)
Printed = JobView | EnvironmentFault | Refusal
Printer = Callable[[Context, ChangeSet, PrinterChoice], Sequence[Printed]]


def print_events(context: Context, changes: ChangeSet) -> list[Printed]:
    """Prints what this station prints by itself of what a command changed here.

    Args:
        context: the station's.
        changes: of one command of this station, with its id.
    """
    with context.database.read.connect() as connection:
        choices = printers_of(connection, context.station)
    done: list[Printed] = []
    for event, (kind, make) in _EVENTS.items():
        choice = choices.get(kind_of_event(event))
        if choice is not None and choice.automatic and _is_told(changes, kind):
            done += _tried(make, context, changes, choice)
    return done


def slips_not_printed(context: Context) -> list[str]:
    """Shipments whose slip this station should have printed within a day, and has not.

    A station that loses its power between the closing and the print knows of them afterwards.
    None where it prints no slips by itself.
    """
    with context.database.read.connect() as connection:
        choice = printers_of(connection, context.station).get(PrintKind.PACKING_SLIP)
        if choice is None or not choice.automatic:
            return []
        since = now(connection) - _REMEMBERED
        return packed_without_slip(connection, context.station, since)


def _is_told(changes: ChangeSet, kind: Kind) -> bool:
    """Whether records of a kind changed; of stock it is never told which."""
    return bool(changes.ids.get(kind)) or (kind is Kind.STOCK and kind in changes.ids)


def _tried(
    make: Printer, context: Context, changes: ChangeSet, choice: PrinterChoice
) -> Sequence[Printed]:
    try:
        return make(context, changes, choice)
    except (EnvironmentFault, Refusal) as failed:
        return [failed]


def _wave_made(context: Context, changes: ChangeSet, _choice: PrinterChoice) -> Sequence[Printed]:
    return print_new_lists(context, changes.ids[Kind.WAVE])


def _wave_changed(context: Context, changes: ChangeSet, choice: PrinterChoice) -> Sequence[Printed]:
    """The lists of waves of which the paper in somebody's hand is out of date now."""
    with context.database.read.connect() as connection:
        numbers = lists_out_of_date(connection, changes.ids[Kind.WAVE])
    return [
        print_document(context, PrintKind.PICK_LIST, made, choice)
        for number in numbers
        for made in pick_lists(context, [number], force=True)
    ]


def _goods_back(context: Context, changes: ChangeSet, choice: PrinterChoice) -> Sequence[Printed]:
    """What was picked, and goes back into its bins since its order was taken out of picking."""
    with context.database.read.connect() as connection:
        made = _put_away_lists(context, connection, changes.command)
    page_mm = page_size_mm(context, on_a_sheet=True)
    return [
        send(
            context,
            Printable(
                PrintKind.PICK_LIST,
                f"put-away-{one.number}-{one.warehouse}",
                render_put_away(one),
                page_mm=page_mm,
            ),
            choice,
        )
        for one in made
    ]


def _put_away_lists(context: Context, connection: Connection, command_id: int) -> list[PutAwayList]:
    printed = printed_at(context)
    number = number_of_command(connection, command_id)
    return [
        PutAwayList(number, warehouse, goods, printed)
        for warehouse, goods in goods_put_back(connection, command_id, _code_of_bin).items()
    ]


def _code_of_bin(location_id: int) -> str:
    return own_code(OwnKind.LOCATION, location_id)


def _bins_made(context: Context, changes: ChangeSet, choice: PrinterChoice) -> Sequence[Printed]:
    with context.database.read.connect() as connection:
        by_warehouse = bins_by_id(connection, changes.ids[Kind.LOCATION])
    form = LabelForm(PLACE_SIZES[0], choice.form, force=True)
    return [
        send(context, bin_labels(context, BinSelection(codes, place), form).printable, choice)
        for place, codes in by_warehouse.items()
    ]


def _goods_received(
    context: Context, changes: ChangeSet, choice: PrinterChoice
) -> Sequence[Printed]:
    """A label for each unit that a receipt booked, with a purchase order or without one."""
    with context.database.read.connect() as connection:
        units = units_received(connection, changes.command)
    if not units:
        return []
    form = LabelForm(PRODUCT_SIZES[0], choice.form, force=True)
    return [send(context, received_labels(context, units, form).printable, choice)]


def _packed(context: Context, changes: ChangeSet, choice: PrinterChoice) -> Sequence[Printed]:
    """The slips of shipments that a command packed; of one that is packed again, the new one."""
    with context.database.read.connect() as connection:
        numbers = packed_by(connection, changes.command, changes.ids[Kind.SHIPMENT])
        gifts = {number: gift_rule_of(connection, number) for number in numbers}
    slips = [
        print_document(
            context,
            PrintKind.PACKING_SLIP,
            packing_slips(context, [number], force=True),
            choice,
        )
        for number in numbers
        if gifts[number] is not GiftRule.SLIP_INSTEAD
    ]
    with_gift = [number for number in numbers if gifts[number] is not GiftRule.ON_SLIP]
    return [*slips, *_gift_slips(context, with_gift, choice)]


def _gift_slips(
    context: Context, numbers: Sequence[str], choice: PrinterChoice
) -> Sequence[Printed]:
    """The gift slips of packed shipments whose template has them on paper of their own."""
    return [
        print_document(
            context, PrintKind.PACKING_SLIP, gift_slips(context, [one], force=True), choice
        )
        for one in numbers
    ]


def _leaves_area(context: Context, changes: ChangeSet, choice: PrinterChoice) -> Sequence[Printed]:
    """The customs forms of what a command packed and leaves the area, where the bench has them.

    Where something is missing, the refusal is given back to be told: the parcel stays packed.
    """
    with context.database.read.connect() as connection:
        numbers = packed_by(connection, changes.command, changes.ids[Kind.SHIPMENT])
        ways = [customs_way(connection, find_shipment_id(connection, one)) for one in numbers]
        leaving = [way for way in ways if leaves(connection, way)]
    done: list[Printed] = []
    for way in leaving:
        if rules_for(context, way.channel).prints_customs:
            done += _tried(partial(_print_customs, way.shipment), context, changes, choice)
    return done


def _print_customs(
    shipment: str, context: Context, _changes: ChangeSet, choice: PrinterChoice
) -> Sequence[Printed]:
    made = customs_forms(context, [shipment], force=True)
    return [print_document(context, PrintKind.CUSTOMS_FORMS, made, choice)]


def _shipped(context: Context, changes: ChangeSet, choice: PrinterChoice) -> Sequence[Printed]:
    """The labels of what a command shipped; each label once, however often this is tried."""
    with context.database.read.connect() as connection:
        shipped = labels_made_by(connection, changes.command)
    return [
        one
        for shipment in shipped
        for one in print_parcel_labels(context, [shipment], choice, once=True)
    ]


_EVENTS: Mapping[PrintEvent, tuple[Kind, Printer]] = {
    PrintEvent.WAVE_MADE: (Kind.WAVE, _wave_made),
    PrintEvent.WAVE_CHANGED: (Kind.WAVE, _wave_changed),
    PrintEvent.GOODS_BACK: (Kind.WAVE, _goods_back),
    PrintEvent.BINS_MADE: (Kind.LOCATION, _bins_made),
    PrintEvent.GOODS_RECEIVED: (Kind.STOCK, _goods_received),
    PrintEvent.PACKED: (Kind.SHIPMENT, _packed),
    PrintEvent.SHIPPED: (Kind.SHIPMENT, _shipped),
    PrintEvent.LEAVES_CUSTOMS_AREA: (Kind.SHIPMENT, _leaves_area),
}
"""By event: what must have changed, and what prints it. What it prints on: `EVENTS_OF_KINDS`."""
