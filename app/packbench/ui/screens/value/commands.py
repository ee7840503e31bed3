"""The commands of what stock is worth and of what suppliers did; they run on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def value_commands(place: Workplace) -> list[CommandSpec]:
    """The value of stock, freight and duty, rates, facts of suppliers."""
    return [
        CommandSpec(
            CommandId.STOCK_VALUE,
            tr("Stock value…"),
            partial(_value, place),
            "boxes",
            "Alt+Shift+Y",
            tr("What stock was worth at the end of any day, and what the goods cost that left"),
            _online,
        ),
        CommandSpec(
            CommandId.RECEIPT_COSTS,
            tr("Freight and duty…"),
            partial(_costs, place),
            "truck",
            "Alt+Shift+I",
            tr("Spread what a receipt cost beside its prices over what it brought"),
            _online,
        ),
        CommandSpec(
            CommandId.EXCHANGE_RATES,
            tr("Exchange rates…"),
            partial(_rates, place),
            "refresh-cw",
            "",
            tr("What other currencies are worth in the company's, from a day on"),
            _online,
        ),
        CommandSpec(
            CommandId.SUPPLIER_FACTS,
            tr("What suppliers did…"),
            partial(_facts, place),
            "clipboard-list",
            "Alt+Shift+O",
            tr("Lead times, days kept, what came short or was rejected, prices over time"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _value(place: Workplace) -> None:
    from packbench.ui.screens.value.controller import show_value  # noqa: PLC0415 - see Office

    show_value(place)


def _costs(place: Workplace) -> None:
    from packbench.ui.screens.value.costing import CostingReceipt  # noqa: PLC0415 - the same

    CostingReceipt(place)


def _rates(place: Workplace) -> None:
    from packbench.ui.screens.value.costing import SettingRates  # noqa: PLC0415 - the same

    SettingRates(place)


def _facts(place: Workplace) -> None:
    from packbench.ui.screens.value.controller import show_facts  # noqa: PLC0415 - the same

    show_facts(place)
