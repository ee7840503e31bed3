"""The commands of the stock ledger; they run on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def ledger_commands(place: Workplace) -> list[CommandSpec]:
    """What moved, and the proof that nobody changed it."""
    return [
        CommandSpec(
            CommandId.MOVEMENTS,
            tr("Movements…"),
            partial(_movements, place),
            "clock",
            "Alt+M",
            tr("What moved of a product, bin, lot or order, and what was where at any moment"),
            _online,
        ),
        CommandSpec(
            CommandId.LEDGER_PROOF,
            tr("Proof of the ledger…"),
            partial(_proof, place),
            "lock",
            "",
            tr("Write down where the movements of each warehouse end, and compare it later"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _movements(place: Workplace) -> None:
    from packbench.ui.screens.ledger.controller import show_movements  # noqa: PLC0415 - see Office

    show_movements(place)


def _proof(place: Workplace) -> None:
    from packbench.ui.screens.ledger.controller import show_proof  # noqa: PLC0415 - the same

    show_proof(place)
