"""The words of count sheets: how they were made, what became of them, why one is refused."""

from collections.abc import Mapping

from packbench.domain.count_sheets import CountChoice, CountState, CountStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code
from packbench.words.counted import Counted
from packbench.words.language import mark, tr, tr_count
from packbench.words.replenishing import NOT_FOUND_REPLENISHING

COUNT_SENTENCES: Mapping[Said, str | Counted] = {
    Said.COUNT_NO_PLACES: mark(
        "Nothing at {warehouse} is to be counted by that: no goods lie there, or an open sheet has"
        " them already."
    ),
    Said.COUNT_IS_POSTED: mark("{name} is posted already; nothing was posted twice."),
    Said.COUNT_IS_CANCELLED: mark("{name} is cancelled. Make a new one."),
    Said.COUNTED_BY_OTHER: mark(
        "{place} was counted by {who} already. Ask for a recount on {name} to count it again."
    ),
    Said.COUNT_ELSEWHERE: mark(
        "{place} is on {other}, which is not posted yet. Count it there; one place is counted once."
    ),
    Said.COUNT_WHICH_LOT: mark("{place} lies there in several lots: {lots}. Name the lot."),
    Said.COUNT_NEEDS_LOT: mark("{place} is kept by lot. Name the lot that you found."),
    Said.COUNT_NOTHING: mark("Nothing of {name} was counted yet, so there is nothing to post."),
    Said.COUNT_LINES_OPEN: Counted(
        "{count} place of {name} was not counted: {places}. Count it, or post without it; then it"
        " stays as it is.",
        "{count} places of {name} were not counted: {places}. Count them, or post without them;"
        " then they stay as they are.",
    ),
    Said.COUNT_LINES_AGAIN: Counted(
        "{count} place of {name} is to be counted again: {places}. Count it, or post without it;"
        " then it stays as it is.",
        "{count} places of {name} are to be counted again: {places}. Count them, or post without"
        " them; then they stay as they are.",
    ),
    Said.COUNT_OVERTAKEN: mark(
        "{place}: {units} less were counted, and only {left} are there now: they were moved or"
        " picked since. Count it again; nothing was posted."
    ),
    Said.COUNT_NONE_AGAIN: mark("Nothing of {name} has to be counted again. Name a bin."),
    Said.COUNT_NOT_COUNTED: mark("{place} was not counted yet, so it can't be counted again."),
    Said.COUNT_WENT_ON: mark("{document} was counted on, posted or cancelled since."),
    Said.COUNT_PLACE_TAKEN: mark("{place} is on {other} now. Cancel that one first."),
    Said.COUNT_MANY_TAKEN: mark(
        "{place}: pickers have {held} on their lists, so they can't have taken {taken}."
    ),
}

COUNT_REFUSALS: Mapping[Code, str | Counted] = {
    Code.OTHER_EXPIRY: mark(
        "Lot {lot} of {sku} expires on {known}, not on {told}. Look at the date again, or name"
        " another lot; nothing was changed."
    ),
}
"""Beside the sentences of other refusals."""

NOT_FOUND_COUNTS: Mapping[str, str] = {
    **NOT_FOUND_REPLENISHING,
    "count sheet": mark("There is no count sheet {name}. Check its name, such as CS12."),
    "zone": mark("No bin of this warehouse is in a zone {name}. Check the spelling."),
    "lot": mark("Nobody knows a lot {name}: nothing of it came in. Check the spelling."),
}

INVALID_COUNTS: Mapping[str, str] = {
    "counted units": mark("“{value}” is no number of units. Type how many lie there, such as 12."),
    "units taken": mark("“{value}” is no number of units. Type how many were taken, such as 1."),
    "days of a count": mark("“{value}” is no number of days. Type one such as 90."),
    "size of a sample": mark("“{value}” is no number of places. Type one such as 25."),
    "class of a count": mark("“{value}” is no class. It is A, B or C."),
    "bins of a count": mark("Name the bins that are to be counted, with commas between them."),
    "time of a count": mark(
        "{value}: nothing can have been counted then. Choose a moment between the sheet's making"
        " and now."
    ),
    "staging of a count": mark(
        "{value} holds picked goods, which belong to their orders. Nothing is counted there."
    ),
    "days of near expiry": mark("“{value}” is no number of days. Type one such as 30."),
    "recall": mark("Name a lot or an order."),
}


def choice_words(chosen: CountChoice, value: str) -> str:
    """How a sheet was made."""
    words = {
        CountChoice.ZONE: tr("Zone {value}"),
        CountChoice.ABC: tr("Class {value}"),
        CountChoice.AGE: tr("Not counted for {value} days"),
        CountChoice.SHORT: tr("Short picks"),
        CountChoice.RANDOM: tr("Random sample of {value}"),
        CountChoice.BINS: tr("Bins {value}"),
    }
    return words[chosen].format(value=value)


def choice_name(chosen: CountChoice) -> str:
    """By what the places of a sheet can be chosen."""
    words = {
        CountChoice.ZONE: tr("A zone"),
        CountChoice.ABC: tr("A class: A sells most, C least"),
        CountChoice.AGE: tr("What was not counted for some days"),
        CountChoice.SHORT: tr("Bins in which pickers found too little"),
        CountChoice.RANDOM: tr("A random sample"),
        CountChoice.BINS: tr("Some bins"),
    }
    return words[chosen]


def count_status_word(status: CountStatus) -> str:
    """What became of a sheet."""
    words = {
        CountStatus.OPEN: tr("Open"),
        CountStatus.POSTED: tr("Posted"),
        CountStatus.CANCELLED: tr("Cancelled"),
    }
    return words[status]


def count_state_word(state: CountState) -> str:
    """What of a line is still to be done."""
    words = {
        CountState.OPEN: tr("To be counted"),
        CountState.COUNTED: tr("Counted"),
        CountState.RECOUNT: tr("Recount asked"),
        CountState.ABOVE: tr("Count twice: large difference"),
        CountState.PICKING: tr("Count again: it was being picked"),
        CountState.CHANGED: tr("Count again: put right since"),
        CountState.POSTED: tr("Posted"),
    }
    return words[state]


def units_words(units: int, taken: int, picked: int) -> str:
    """What lies in a bin, with what was picked from it and is not shipped: `9 (+1)`."""
    beside = taken + picked
    return f"{units} (+{beside})" if beside else str(units)


def difference_sign(difference: int) -> str:
    """A difference with its sign."""
    return f"{difference:+d}" if difference else "0"


def entered_words(place: tuple[str, str, str], units: int, left: int) -> str:
    """What was counted of a bin, a SKU and a lot, and how much of the sheet is left."""
    location, sku, lot = place
    goods = f"{sku} {lot}".strip()
    words = tr_count("{bin}: {count} of {goods}.", "{bin}: {count} of {goods}.", units)
    told = words.format(bin=location, count=units, goods=goods)
    if not left:
        return " ".join((told, tr("All is counted.")))
    more = tr_count("{count} place is left.", "{count} places are left.", left)
    return f"{told} {more.format(count=left)}"


def posted_words(
    sheet: str, lines: tuple[int, int, int], units: tuple[int, int], *, kept: bool
) -> str:
    """What was posted, or would be.

    Args:
        sheet: its name.
        lines: those that were posted, of these without a difference, and those that are left.
        units: less and more than expected.
        kept: whether it was done.
    """
    words = tr_count(
        "{sheet}: {count} place posted, {exact} without a difference; units: {less} less,"
        " {more} more.",
        "{sheet}: {count} places posted, {exact} without a difference; units: {less} less,"
        " {more} more.",
        lines[0],
    )
    if not kept:
        words = tr_count(
            "{sheet}: {count} place would be posted, {exact} without a difference; units:"
            " {less} less, {more} more.",
            "{sheet}: {count} places would be posted, {exact} without a difference; units:"
            " {less} less, {more} more.",
            lines[0],
        )
    told = words.format(sheet=sheet, count=lines[0], exact=lines[1], less=units[0], more=units[1])
    if not lines[2]:
        return told
    left = tr_count(
        "{count} place stays as it is, not counted.",
        "{count} places stay as they are, not counted.",
        lines[2],
    )
    return f"{told} {left.format(count=lines[2])}"


def serials_left_words(shown: int) -> str:
    """That not all serials are listed."""
    words = tr_count(
        "Only the newest is listed. Type more of the serial.",
        "Only the {count} newest are listed. Type more of the serial.",
        shown,
    )
    return words.format(count=shown)


def more_places_words(count: int) -> str:
    """That places were left out, because the sheet is full."""
    words = tr_count(
        "{count} place more is left for another sheet.",
        "{count} places more are left for another sheet.",
        count,
    )
    return words.format(count=count)
