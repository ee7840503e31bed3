"""The commands of the dock: count in, put away, put right, print."""

from functools import partial
from typing import TYPE_CHECKING

from packbench.domain.printers import PrintKind
from packbench.engine.command.context import Context
from packbench.services.office.lists import purchase_order_list
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:  # it takes time to load what makes PDFs
    from packbench.services.documents.printing import RenderedDocument

_PURCHASE_ORDERS = "purchase_orders"
"""The view whose rows are purchase orders."""


def dock_commands(place: Workplace) -> list[CommandSpec]:
    """The commands; a single purchase order that is selected is opened at once."""
    return [
        CommandSpec(
            CommandId.RECEIVING_DOCK,
            tr("Receiving dock"),
            partial(_open, place),
            "truck",
            "Alt+Shift+R",
            tr("Count deliveries in over the whole screen, by scans"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.PUT_AWAY,
            tr("Put away…"),
            partial(_put_away, place),
            "warehouse",
            "Alt+Shift+T",
            tr("Carry what came in to its bins, each confirmed by a scan of item and bin"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.CORRECT_RECEIPT,
            tr("Put a count right…"),
            partial(_correct, place),
            "clipboard-check",
            "Alt+Shift+U",
            tr("Say how many came in fact of what was received; shows first what that does"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.RECEIVING_SHEET,
            tr("Receiving sheets"),
            partial(_show_sheets, place),
            "printer",
            "",
            tr("The selected purchase orders on paper, to be counted with a pen"),
            _some_orders,
            why_not=tr("Select purchase orders in their tab first."),
        ),
    ]


def _some_orders(context: CommandContext) -> bool:
    return context.online and context.view == _PURCHASE_ORDERS and context.selected > 0


def _open(place: Workplace) -> None:
    page, context, desk = place.desk.window.tabs.page, place.context, place.desk
    ids = []
    if page is not None and page.view == _PURCHASE_ORDERS:
        ids = list(place.selected_ids())
    if len(ids) != 1:
        _open_dock(place, None)
        return
    desk.runner.read(
        "receiving.chosen",
        partial(_number, context, ids[0]),
        partial(_open_dock, place),
        owner=desk.window,
    )


def _number(context: Context, purchase_order_id: int) -> str | None:
    rows = purchase_order_list(context).rows([purchase_order_id])
    return rows[0].number if rows else None


def _open_dock(place: Workplace, number: str | None) -> None:
    from packbench.ui.screens.receiving.dock import ReceivingDock  # noqa: PLC0415 - see Office

    ReceivingDock(place, number)


def _correct(place: Workplace) -> None:
    from packbench.ui.screens.receiving.correcting import CorrectingCount  # noqa: PLC0415 - the same

    CorrectingCount(place)


def _show_sheets(place: Workplace) -> None:
    from packbench.services.receiving.sheets import receiving_sheets  # noqa: PLC0415 - the same
    from packbench.ui.showing import Showing  # noqa: PLC0415 - the same

    context, ids = place.context, list(place.selected_ids())

    def make(_force: bool) -> "list[RenderedDocument]":
        numbers = [row.number for row in purchase_order_list(context).rows(ids)]
        return [receiving_sheets(context, numbers).document]

    Showing(place).make(PrintKind.RECEIVING_SHEET, tr("Making the receiving sheets"), make)


def _put_away(place: Workplace) -> None:
    from packbench.ui.screens.receiving.put_away import PutAwayOnScreen  # noqa: PLC0415 - the same

    PutAwayOnScreen(place)
