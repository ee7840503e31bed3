"""The words of replenishment: why something is carried, or is not, and which bin is better."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.replenishing import ReplenishReason
from packbench.words.counted import Counted
from packbench.words.language import mark, tr, tr_count

REPLENISH_SENTENCES: Mapping[Said, str | Counted] = {
    Said.REPLENISH_NONE: mark(
        "Nothing is to be carried: with what is on its way every pick bin has its minimum, and what"
        " orders need."
    ),
    Said.REPLENISH_NO_BINS: mark(
        "No product has a pick bin there. Name one (Data, Pick bins, or `packbench pick-bins new`)"
        " with a minimum and a maximum."
    ),
    Said.REPLENISH_WAREHOUSE_OFF: mark(
        "Warehouse {warehouse} is switched off, so nothing is carried there. Switch it on first."
    ),
    Said.REPLENISH_NO_TASKS: mark("Nothing is to be carried. Plan first what pick bins need."),
    Said.REPLENISH_LACKS: Counted(
        "{place}: {count} more unit is needed, and reserve has none that may be carried.",
        "{place}: {count} more units are needed, and reserve has none that may be carried.",
    ),
    Said.REPLENISH_BIN_OFF: mark("{place}: nobody picks from this bin, so it is not filled."),
    Said.REPLENISH_NOT_KEPT: mark(
        "{place}: it is a kit, or its stock is not counted, so nothing of it is carried. Take its"
        " pick bin away."
    ),
    Said.REPLENISH_COUNTED: mark(
        "{place}: this bin is to be counted. It is left out until that is done."
    ),
    Said.REPLENISH_IS_OVER: mark("{name} is done already; nothing was moved twice."),
    Said.REPLENISH_CANCELLED: mark("{name} was given up. Plan again what the bins need."),
    Said.REPLENISH_OTHER_BIN: mark(
        "{name} goes to {target}, not to {other}. Nothing was moved. Scan the right bin."
    ),
    Said.REPLENISH_TOO_MANY: Counted(
        "{name} asks for {count} unit. Carry no more, or move the rest by hand.",
        "{name} asks for {count} units. Carry no more, or move the rest by hand.",
    ),
    Said.REPLENISH_NOT_SHORT: mark("{name} is done with that: nothing of it is missing."),
    Said.REPLENISH_SHORT: Counted(
        "{count} unit of {sku} was not found in {place}. The bin is on the list of those to be"
        " counted, and nothing is planned from it before.",
        "{count} units of {sku} were not found in {place}. The bin is on the list of those to be"
        " counted, and nothing is planned from it before.",
    ),
    Said.REPLENISH_GIVEN_UP: Counted(
        "{count} unit of {sku} stays in {place}.", "{count} units of {sku} stay in {place}."
    ),
    Said.REPLENISH_WENT_ON: mark("Somebody has begun with {task} since."),
    Said.REPLENISH_PLANNED_AGAIN: mark(
        "{other} was planned for the same bin since. Give that one up before {task} comes back."
    ),
    Said.REPLENISH_UNPLANNED: mark(
        "The plan that made {task} was taken back since. Plan again what the bins need."
    ),
    Said.REPLENISH_STUCK: mark(
        "{task}: of {units} units of {sku} only {count} are free in {place} still. Carry those,"
        " or give the task up and plan again."
    ),
    Said.SLOTTING_NO_PLAN: mark(
        "No walk of {warehouse} can be reckoned: its bins have no coordinates. Import x and y of"
        " the bins, or draw its aisles."
    ),
    Said.SLOTTING_NO_PICKS: mark(
        "Nothing was picked from bins of {warehouse} in these days. Name more days."
    ),
    Said.SLOTTING_NONE: mark(
        "No move is found that would save a metre at {warehouse}. What is on its way already, or to"
        " be counted, is left out."
    ),
    Said.SLOTTING_FREE: mark(
        "It is picked {picks} times a day, {far} m from the start; {target} is free and {near} m"
        " from it."
    ),
    Said.SLOTTING_SWAP: mark(
        "It is picked {picks} times a day, {far} m from the start; {other} in {target}, {near} m"
        " from it, only {slow} times."
    ),
    Said.SLOTTING_SHARED: mark(
        "Several products lie in {place}, so {sku} can't change places with one. Move them first."
    ),
    Said.SLOTTING_CHANGED: mark(
        "{sku} does not lie in {place} as it did when this was advised. Ask for the advice again."
    ),
}

NOT_FOUND_REPLENISHING: Mapping[str, str] = {
    "replenishment task": mark("There is no task {name}. Check its name, such as RP12."),
    "pick bin": mark("{name} is no pick bin. `packbench pick-bins list` tells them."),
}

INVALID_REPLENISHING: Mapping[str, str] = {
    "days of slotting": mark("“{value}” is no number of days. Name one from 1 to 366."),
}


def reason_word(reason: ReplenishReason) -> str:
    """Why something is carried, in two words."""
    words = {
        ReplenishReason.MINIMUM: tr("below minimum"),
        ReplenishReason.ORDERS: tr("orders need it"),
        ReplenishReason.SLOTTING: tr("a better bin"),
    }
    return words[reason]


def planned_words(tasks: int, units: int) -> str:
    """What was planned."""
    words = tr_count(
        "{count} task: {units} are to be carried.",
        "{count} tasks: {units} are to be carried.",
        tasks,
    )
    carried = tr_count("{count} unit", "{count} units", units).format(count=units)
    return words.format(count=tasks, units=carried)


def carried_words(name: str, place: tuple[str, str], units: int, left: int) -> str:
    """What was carried of a task, and what is left of it; `place`: the SKU and the bin."""
    sku, target = place
    words = tr_count(
        "{name}: {count} of {sku} lies in {bin}.", "{name}: {count} of {sku} lie in {bin}.", units
    )
    told = words.format(name=name, count=units, sku=sku, bin=target)
    if not left:
        return told
    more = tr_count("{count} is left to carry.", "{count} are left to carry.", left)
    return f"{told} {more.format(count=left)}"


def advice_words(metres: float, saved: float, walks: tuple[int, int], days: int) -> str:
    """What a day's walks are, what the rows save, and from which walks that was reckoned.

    `walks`: how many there were, and how many of them were walked again.
    """
    words = tr(
        "{saved} m of {metres} m a day would be saved, reckoned from {walked} of {walks} walks of"
        " {days} days."
    )
    count, walked = walks
    return words.format(
        saved=f"{saved:.1f}", metres=f"{metres:.1f}", walked=walked, walks=count, days=days
    )
