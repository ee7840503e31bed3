"""The commands that open the packing bench, its rules and its boxes."""

from collections.abc import Callable
from functools import partial

from packbench.engine.command.context import Context
from packbench.services.office.pick_work import shipment_list, to_pack_of_order
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_ORDERS = "orders"
_STEPS = "pick_steps"
"""The view whose rows are shipments."""


def bench_commands(place: Workplace) -> list[CommandSpec]:
    """The commands; a single shipment or order that is selected is opened at once."""
    return [
        CommandSpec(
            CommandId.PACKING_BENCH,
            tr("Packing bench"),
            partial(_open, place),
            "package-check",
            "F11",
            tr("Pack over the whole screen, by scans"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.BENCH_RULES,
            tr("Rules of the packing bench…"),
            partial(_ask_rules, place),
            "sliders-horizontal",
            "Alt+F11",
            tr("What this station does by itself: close, weigh, ship"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.BOXES,
            tr("Boxes…"),
            partial(_show_boxes, place),
            "boxes",
            "Shift+F4",
            tr("What parcels are packed in: sides, weights, barcodes, packaging used up"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.BENCH_CHECKS,
            tr("Checks of the packing bench…"),
            partial(_ask_checks, place),
            "clipboard-check",
            "",
            tr("What this station checks and shows: weights, pictures, counting by hand"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.SCALE,
            tr("Scale…"),
            partial(_ask_scale, place),
            "sliders-horizontal",
            "",
            tr("Where this station's scale is, and what it shows"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.CAMERA,
            tr("Camera…"),
            partial(_ask_camera, place),
            "sliders-horizontal",
            "",
            tr("What takes the pictures of parcels on this computer"),
        ),
    ]


def open_at_start(place: Workplace) -> None:
    """Opens the bench where this station starts with it."""
    context = place.context

    def look() -> bool:
        from packbench.services.packing.rules import rules_for  # noqa: PLC0415 - see Office

        return rules_for(context).starts_here

    def show(starts: bool) -> None:
        if starts:
            _open_bench(place, None)

    place.desk.runner.read("packing.start", look, show, owner=place.desk.window)


def _open(place: Workplace) -> None:
    page, context, desk = place.desk.window.tabs.page, place.context, place.desk
    views: dict[str, Callable[[Context, int], list[str]]] = {
        _STEPS: lambda context, id_: [row.number for row in shipment_list(context).rows([id_])],
        _ORDERS: to_pack_of_order,
    }
    numbers = views.get(page.view) if page is not None else None
    ids = list(place.selected_ids()) if numbers is not None else []
    if numbers is None or len(ids) != 1:
        _open_bench(place, None)
        return
    desk.runner.read(
        "packing.chosen",
        lambda: numbers(context, ids[0]),
        lambda numbers: _open_bench(place, next(iter(numbers), None)),
        owner=desk.window,
    )


def _open_bench(place: Workplace, shipment: str | None) -> None:
    from packbench.ui.screens.packing.bench import PackingBench  # noqa: PLC0415 - see Office

    PackingBench(place, shipment)


def _ask_rules(place: Workplace) -> None:
    from packbench.ui.screens.packing.ruling import ask_rules  # noqa: PLC0415 - see Office

    ask_rules(place)


def _show_boxes(place: Workplace) -> None:
    from packbench.ui.screens.packing.box_types import BoxTypes  # noqa: PLC0415 - see Office

    BoxTypes(place).show()


def _ask_checks(place: Workplace) -> None:
    from packbench.ui.screens.packing.setting_up import ask_checks  # noqa: PLC0415 - see Office

    ask_checks(place)


def _ask_scale(place: Workplace) -> None:
    from packbench.ui.screens.packing.setting_up import ask_scale  # noqa: PLC0415 - see Office

    ask_scale(place)


def _ask_camera(place: Workplace) -> None:
    from packbench.ui.screens.packing.camera_setting import ask_camera  # noqa: PLC0415 - see Office

    ask_camera(place)
