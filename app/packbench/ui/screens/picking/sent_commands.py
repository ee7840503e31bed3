"""The commands on shipments that are packed or have left."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.domain.orders import OrderStatus, ShipmentStatus
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.picking.sent import NAME
from packbench.ui.screens.picking.table import TAB
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.picking.sending import SentController

_ORDERS = "orders"
_PERHAPS_PACKED = frozenset(OrderStatus) - {
    *(OrderStatus.NEW, OrderStatus.ATTENTION, OrderStatus.BACK_ORDER, OrderStatus.ON_HOLD),
    *(OrderStatus.SHIPPED, OrderStatus.CANCELLED),
}
"""Orders of which a shipment may be packed, whatever the one that is furthest behind."""
Do = Callable[[], "SentController"]


def sent_commands(do: Do) -> list[CommandSpec]:
    """Every command of the list of shipments, and those of carriers."""
    return [*_leaving(do), *_again(do), *_papers(do), *_of_carriers(do)]


def _leaving(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.SHIP_SHIPMENTS,
            tr("Ship…"),
            lambda: do().ship(),
            "truck",
            "Ctrl+F10",
            tr("Ship the selected packed shipments: their carriers make the labels"),
            _packed,
            why_not=tr("Select packed shipments first."),
        ),
        CommandSpec(
            CommandId.VOID_SHIPMENTS,
            tr("Void…"),
            lambda: do().void(),
            "undo-2",
            "Ctrl+Shift+F10",
            tr("Take the selected shipped shipments back: packed as before"),
            _shipped,
            why_not=tr("Select shipped shipments first."),
        ),
        CommandSpec(
            CommandId.TRACK_SHIPMENT,
            tr("Tracking number…"),
            lambda: do().track(),
            "pencil",
            "Ctrl+F7",
            tr("Give the selected shipped shipment its tracking number, or another one"),
            lambda context: _shipped(context) and context.selected == 1,
            why_not=tr("Select one shipped shipment first."),
        ),
    ]


def _again(do: Do) -> list[CommandSpec]:
    """What was printed or seen at the bench, once more."""
    why_not = tr("Select shipments first.")
    return [
        CommandSpec(
            CommandId.PRINT_PARCEL_LABELS,
            tr("Print labels again"),
            lambda: do().print_labels(),
            "printer",
            "Ctrl+F6",
            tr("Print the parcel labels of the selected shipments: the same labels"),
            _any,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.PRINT_SENT_SLIPS,
            tr("Print slips again"),
            lambda: do().print_slips(),
            "clipboard-list",
            "Shift+F6",
            tr("Print the packing slips of the selected shipments once more"),
            _any,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.PACKING_RECORD,
            tr("Packing and pictures…"),
            lambda: do().show_packing(),
            "package-check",
            "Shift+F5",
            tr("Who looked into the selected shipment, and the pictures of its parcels"),
            lambda context: _any(context) and context.selected == 1,
            why_not=tr("Select one shipment first."),
        ),
    ]


def _papers(do: Do) -> list[CommandSpec]:
    """What else is made of shipments."""
    why_not = tr("Select shipments first.")
    return [
        CommandSpec(
            CommandId.CUSTOMS_FORMS,
            tr("Customs forms"),
            lambda: do().show_customs(),
            "clipboard-check",
            "Shift+F1",
            tr("Show the customs forms of the selected shipments: CN22, CN23, commercial invoice"),
            _any,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.GIFT_SLIPS,
            tr("Gift slips"),
            lambda: do().show_gift_slips(),
            "package-check",
            "Shift+F2",
            tr("Show the gift messages of the selected shipments, in large type without a price"),
            _any,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.EXPORT_SENT,
            tr("Export…"),
            lambda: do().export(),
            "download",
            "Shift+F8",
            tr("Write the selected shipments, or all of the filter, to a file"),
            _here,
        ),
    ]


def _of_carriers(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.CLOSE_MANIFEST,
            tr("Manifest of a carrier…"),
            lambda: do().manifest(),
            "clipboard-check",
            "Ctrl+F5",
            tr("Close a carrier's day: list what it takes, and print that"),
            lambda context: context.online,
        ),
    ]


def _here(context: CommandContext) -> bool:
    return context.online and context.tab == TAB and context.view == NAME


def _any(context: CommandContext) -> bool:
    return _here(context) and context.selected > 0


def _packed(context: CommandContext) -> bool:
    known = context.states
    of_orders = context.online and context.tab == _ORDERS and context.selected > 0
    return (_any(context) and (not known or ShipmentStatus.PACKED in known)) or (
        of_orders and (not known or bool(known & _PERHAPS_PACKED))
    )


def _shipped(context: CommandContext) -> bool:
    known = context.states
    return _any(context) and (not known or ShipmentStatus.SHIPPED in known)
