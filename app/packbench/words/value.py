"""The sentences for what stock is worth: rates, costs of receipts, units without a known cost."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.valuation.layers import ValueMethod
from packbench.domain.valuation.spreading import SpreadBy
from packbench.words.counted import Counted
from packbench.words.language import mark, tr, tr_count

VALUE_SENTENCES: Mapping[Said, str | Counted] = {
    Said.COMES_BY_LEAD_TIME: mark(
        "{number} brings {units} on {day}: its supplier took {days} days in the mean of {orders}"
        " orders."
    ),
    Said.SAME_RATE: mark("{name} has this rate already; nothing was changed."),
    Said.RATE_CHANGED_SINCE: mark("Somebody set another rate of {document} since."),
    Said.NOTHING_CAME: mark("{name} brought nothing into stock over which costs could be spread."),
    Said.SAME_COSTS: mark("{name} has these costs already; nothing was changed."),
    Said.COSTS_CHANGED_SINCE: mark("Somebody said other costs of {document} since."),
    Said.NO_WEIGHT_TO_SPREAD: mark(
        "{sku} has no weight, so costs can't be spread by weight. Say what it weighs, or spread"
        " them by value or quantity."
    ),
    Said.NO_COST_TO_SPREAD: mark(
        "Nobody knows what {sku} cost: its purchase order has no price, or no rate of its currency"
        " is known. Say it, or spread the costs by weight or quantity."
    ),
}

INVALID_VALUES: Mapping[str, str] = {
    "exchange rate": mark(
        "“{value}” is no rate. Type what one unit is worth, above 0, such as 1.0834."
    ),
    "currency of a rate": mark("“{value}” is no currency. Type its code, such as USD."),
    "own currency": mark("{value} is the company's own currency: its rate is always 1."),
    "freight": mark("“{value}” is no amount. Type the freight such as 120 or 120.50."),
    "duty": mark("“{value}” is no amount. Type the duty such as 30 or 30.50."),
    "day of a value": mark("{value} is still to come. Choose today or a day before it."),
    "days of shipping": mark("{value}: choose days in their order."),
}


def method_word(method: ValueMethod) -> str:
    """Which units leave first."""
    words = {
        ValueMethod.FIFO: tr("Oldest first (FIFO)"),
        ValueMethod.AVERAGE: tr("Moving average"),
    }
    return words[method]


def spread_word(by: SpreadBy) -> str:
    """By what costs are spread."""
    words = {
        SpreadBy.VALUE: tr("By value"),
        SpreadBy.WEIGHT: tr("By weight"),
        SpreadBy.QUANTITY: tr("By quantity"),
    }
    return words[by]


def gap_words(unknown: int, assumed: int, missing_rates: list[str]) -> list[str]:
    """What is not in a value, or not of a receipt; empty where nothing is to be told."""
    told = []
    if unknown:
        words = tr_count(
            "{count} unit is without a known cost and not in the value.",
            "{count} units are without a known cost and not in the value.",
            unknown,
        )
        told.append(words.format(count=unknown))
    if missing_rates:
        words = tr("No rate is known of {currencies} for the day of the receipt.")
        told.append(words.format(currencies=", ".join(missing_rates)))
    if assumed:
        words = tr_count(
            "{count} unit counts at the product's own cost: no receipt tells of it.",
            "{count} units count at the product's own cost: no receipt tells of them.",
            assumed,
        )
        told.append(words.format(count=assumed))
    return told
