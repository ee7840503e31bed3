"""The commands of counts, of lots and of serials; they run on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def counting_commands(place: Workplace) -> list[CommandSpec]:
    """Count sheets, lots near expiry, where a lot went, who got a serial."""
    return [
        CommandSpec(
            CommandId.COUNT_SHEETS,
            tr("Count sheets…"),
            partial(_counts, place),
            "clipboard-check",
            "Alt+Shift+H",
            tr("Make count sheets, count by scan, look at differences, post them"),
            _online,
        ),
        CommandSpec(
            CommandId.NEAR_EXPIRY,
            tr("Lots near expiry…"),
            partial(_expiring, place),
            "calendar-x",
            "Alt+Shift+J",
            tr("Lots whose last day is near or over, and who is promised of them"),
            _online,
        ),
        CommandSpec(
            CommandId.TRACE_LOT,
            tr("Trace a lot or an order…"),
            partial(_trace, place),
            "split",
            "Alt+Shift+K",
            tr("Where a lot came from, lies and went; which lots an order got; recall lists"),
            _online,
        ),
        CommandSpec(
            CommandId.SERIALS,
            tr("Serial numbers…"),
            partial(_serials, place),
            "tag",
            "Alt+Shift+M",
            tr("Find who got a serial number, and which ones an order has"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _counts(place: Workplace) -> None:
    from packbench.ui.screens.counting.sheets import CountSheets  # noqa: PLC0415 - see Office

    CountSheets(place)


def _expiring(place: Workplace) -> None:
    from packbench.ui.screens.counting.lots import show_expiring  # noqa: PLC0415 - the same

    show_expiring(place)


def _trace(place: Workplace) -> None:
    from packbench.ui.screens.counting.lots import Tracing  # noqa: PLC0415 - the same

    Tracing(place, place.desk.window)


def _serials(place: Workplace) -> None:
    from packbench.ui.screens.counting.lots import show_serials  # noqa: PLC0415 - the same

    show_serials(place)
