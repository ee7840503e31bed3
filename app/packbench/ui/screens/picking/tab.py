"""The Pick & Pack tab: its views and the commands put together.

Its left half is here: the work. The packing station gets the right half, in the place of the
details, with the issue that brings it.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from packbench.domain.changes import Kind
from packbench.domain.scanning.meaning import Meaning
from packbench.domain.views import ViewTab
from packbench.services.office.lists import filter_values
from packbench.services.office.pick_work import (
    ListedWave,
    ShipmentQuery,
    ShipmentRow,
    WaveContent,
    WaveQuery,
    shipment_list,
    step_counts,
    wave_content,
    wave_counts,
)
from packbench.services.office.sent_work import (
    SentQuery,
    SentRow,
    sent_counts,
    sent_list,
    sent_values,
)
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.picking import sent, steps
from packbench.ui.screens.picking.commands import picking_commands
from packbench.ui.screens.picking.details import WaveDetailsView
from packbench.ui.screens.picking.sent import SentDetailsView
from packbench.ui.screens.picking.sent_commands import sent_commands
from packbench.ui.screens.picking.steps import ShipmentDetailsView
from packbench.ui.screens.picking.table import NAME, NUMBERS, TAB, groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.picking.controller import PickingController
    from packbench.ui.screens.picking.sending import SentController

KEY = TAB
_OF_WAVES = (
    CommandId.BEGIN_WALK,
    CommandId.WALK_ON_SCREEN,
    CommandId.ALL_PICKED,
    CommandId.ONE_TASK,
    CommandId.HAND_OVER,
    CommandId.PRINT_WAVES,
    CommandId.ADD_ORDERS,
    CommandId.TAKE_ORDER_OUT,
    CommandId.CANCEL_WAVE,
)
_IN_PANEL = (
    CommandId.ALL_PICKED,
    CommandId.ONE_TASK,
    CommandId.WALK_ON_SCREEN,
    CommandId.PRINT_WAVES,
    CommandId.CANCEL_WAVE,
)
_OF_SHIPMENTS = (CommandId.RELEASE, CommandId.MEND_SHIPMENTS)
_OF_SENT = (
    CommandId.SHIP_SHIPMENTS,
    CommandId.VOID_SHIPMENTS,
    CommandId.TRACK_SHIPMENT,
    CommandId.PRINT_PARCEL_LABELS,
    CommandId.PRINT_SENT_SLIPS,
    CommandId.PACKING_RECORD,
    CommandId.CUSTOMS_FORMS,
    CommandId.GIFT_SLIPS,
    CommandId.EXPORT_SENT,
    CommandId.CLOSE_MANIFEST,
)
_SENT_IN_PANEL = _OF_SENT[:5]
_VIEWS = (
    *(CommandId.SHOW_WAVES, CommandId.SHOW_STEPS, CommandId.SHOW_SENT),
    CommandId.SHOW_NUMBERS,
)
_KINDS = frozenset({Kind.WAVE, Kind.SHIPMENT, Kind.ORDER, Kind.WAREHOUSE})


def open_wave(place: Workplace, meaning: Meaning) -> None:
    """Opens a wave by a scanned or typed code, and tells where the sheet it stands on is old."""
    from packbench.ui.screens.picking.old_sheets import tell_old_sheet  # noqa: PLC0415 - see Office

    if meaning.record_id is not None:
        place.open_record(TAB, meaning.record_id)
        tell_old_sheet(place, meaning)


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return [
        *picking_commands(cache(partial(_controller, place))),
        *sent_commands(cache(partial(_sent_controller, place))),
    ]


def make_page(place: Workplace) -> ViewsPage:
    """The page, when the tab is first in front; its views when they are."""
    return ViewsPage(
        {
            NAME: partial(_waves, place),
            steps.NAME: partial(_steps, place),
            sent.NAME: partial(_sent, place),
            NUMBERS: partial(_numbers, place),
        }
    )


def _waves(place: Workplace) -> RecordPage[WaveQuery, ListedWave, WaveContent]:
    desk, context = place.desk, place.context
    view = WaveDetailsView(desk.theme, desk.window.registry, _IN_PANEL)
    spec = RecordSpec(
        table=table(context),
        totals=totals_of(context, ViewTab.WAVES),
        kinds=_KINDS,
        commands=(CommandId.RELEASE, None, *_OF_WAVES, None, CommandId.BINS_TO_COUNT, *_VIEWS),
        beside_tabs=(CommandId.RELEASE, *_VIEWS),
        read_groups=lambda: groups(filter_values(context)),
        read_counts=lambda: wave_counts(context),
        read_details=partial(wave_content, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda row: frozenset({row.status}),
        nothing=EmptyText(
            "panel-right",
            tr("No wave selected"),
            tr("Select a row, or scan the code of a pick list."),
        ),
    )
    return RecordPage(spec, desk, context.origin)


def _opens_order(
    place: Workplace, slot: str, read: Callable[[int], ShipmentRow | SentRow | None]
) -> Callable[[int], None]:
    """Brings the order of a shipment's row to the front."""

    def go(row: ShipmentRow | SentRow | None) -> None:
        if row is not None:
            place.open_record("orders", row.order_id)

    def show_order(shipment_id: int) -> None:
        desk = place.desk
        desk.runner.read(slot, lambda: read(shipment_id), go, owner=desk.window)

    return show_order


def _steps(place: Workplace) -> RecordPage[ShipmentQuery, ShipmentRow, ShipmentRow]:
    desk, context = place.desk, place.context
    view = ShipmentDetailsView(place, _OF_SHIPMENTS)

    def read(shipment_id: int) -> ShipmentRow | None:
        return next(iter(shipment_list(context).rows([shipment_id])), None)

    spec = RecordSpec(
        table=steps.table(context),
        totals=totals_of(context, ViewTab.PICK_STEPS),
        kinds=_KINDS,
        commands=(*_OF_SHIPMENTS, None, CommandId.BINS_TO_COUNT, *_VIEWS),
        beside_tabs=(CommandId.RELEASE, *_VIEWS),
        read_groups=lambda: steps.groups(filter_values(context)),
        read_counts=lambda: step_counts(context),
        read_details=read,
        show_details=view.show,
        show_several=view.show_several,
        states=lambda row: frozenset({row.step}),
        nothing=EmptyText(
            "panel-right",
            tr("No shipment selected"),
            tr("Select a row; Enter shows its order."),
        ),
        open=_opens_order(place, "pick_steps.order", read),
    )
    return RecordPage(spec, desk, context.origin)


def _sent(place: Workplace) -> RecordPage[SentQuery, SentRow, SentRow]:
    desk, context = place.desk, place.context
    view = SentDetailsView(place, _SENT_IN_PANEL)

    def read(shipment_id: int) -> SentRow | None:
        return next(iter(sent_list(context).rows([shipment_id])), None)

    spec = RecordSpec(
        table=sent.table(context),
        totals=totals_of(context, ViewTab.SHIPMENTS),
        kinds=_KINDS,
        commands=(*_OF_SENT, None, *_VIEWS),
        beside_tabs=(CommandId.SHIP_SHIPMENTS, *_VIEWS),
        read_groups=lambda: sent.groups(sent_values(context)),
        read_counts=lambda: sent_counts(context),
        read_details=read,
        show_details=view.show,
        show_several=view.show_several,
        states=lambda row: frozenset({row.status}),
        nothing=EmptyText(
            "panel-right",
            tr("No shipment selected"),
            tr("Select a row; Enter shows its order."),
        ),
        open=_opens_order(place, "sent.order", read),
    )
    return RecordPage(spec, desk, context.origin)


def _numbers(place: Workplace) -> Page:
    from packbench.ui.screens.picking.numbers_page import NumbersPage  # noqa: PLC0415 - see Office

    return NumbersPage(place, NUMBERS, (CommandId.EXPORT_NUMBERS, None, *_VIEWS))


def _sent_controller(place: Workplace) -> "SentController":
    from packbench.ui.screens.picking.sending import SentController  # noqa: PLC0415 - see Office

    return SentController(place)


def _controller(place: Workplace) -> "PickingController":
    from packbench.ui.screens.picking.controller import PickingController  # noqa: PLC0415 - see Office

    return PickingController(place)
