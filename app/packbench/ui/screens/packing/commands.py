"""The commands that open the packing bench and its rules."""

from functools import partial

from packbench.services.office.pick_work import shipment_list
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_STEPS = "pick_steps"
"""The view whose rows are shipments."""


def bench_commands(place: Workplace) -> list[CommandSpec]:
    """The commands; a single shipment that is selected is opened at the bench at once."""
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
            "Ctrl+F1",
            tr("What this station does by itself: close, weigh, ship"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.BENCH_CHECKS,
            tr("Checks of the packing bench…"),
            partial(_ask_checks, place),
            "clipboard-check",
            "Ctrl+Shift+V",
            tr("What this station checks and shows: weights, pictures, counting by hand"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.SCALE,
            tr("Scale…"),
            partial(_ask_scale, place),
            "sliders-horizontal",
            "Ctrl+Shift+U",
            tr("Where this station's scale is, and what it shows"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.CAMERA,
            tr("Camera…"),
            partial(_ask_camera, place),
            "sliders-horizontal",
            "Shift+F4",
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
    ids = place.selected_ids() if page is not None and page.view == _STEPS else []
    if len(ids) != 1:
        _open_bench(place, None)
        return
    desk.runner.read(
        "packing.chosen",
        lambda: [row.number for row in shipment_list(context).rows(ids)],
        lambda numbers: _open_bench(place, next(iter(numbers), None)),
        owner=desk.window,
    )


def _open_bench(place: Workplace, shipment: str | None) -> None:
    from packbench.ui.screens.packing.bench import PackingBench  # noqa: PLC0415 - see Office

    PackingBench(place, shipment)


def _ask_rules(place: Workplace) -> None:
    from packbench.ui.screens.packing.ruling import ask_rules  # noqa: PLC0415 - see Office

    ask_rules(place)


def _ask_checks(place: Workplace) -> None:
    from packbench.ui.screens.packing.setting_up import ask_checks  # noqa: PLC0415 - see Office

    ask_checks(place)


def _ask_scale(place: Workplace) -> None:
    from packbench.ui.screens.packing.setting_up import ask_scale  # noqa: PLC0415 - see Office

    ask_scale(place)


def _ask_camera(place: Workplace) -> None:
    from packbench.ui.screens.packing.camera_setting import ask_camera  # noqa: PLC0415 - see Office

    ask_camera(place)
