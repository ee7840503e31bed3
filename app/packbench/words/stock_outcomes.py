"""The sentences for what commands on stock did, or why they did not."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code
from packbench.words.counted import Counted
from packbench.words.language import mark
from packbench.words.transfers import SHORT_TO_SEND

STOCK_SENTENCES: Mapping[Said, str | Counted] = {
    Said.STOCK_BECOMES: mark("On hand {before} → {after}, available {free_before} → {free_after}."),
    Said.STOCK_BEGINS: mark("It is new there: on hand {after}, available {free_after}."),
    Said.KEPT_BACK_BECOMES: mark("Unavailable {before} → {after}."),
    Said.BIN_BECOMES: mark("{location}: {before} → {after}."),
    Said.LOT_IN_BIN_BECOMES: mark("{location}, lot {lot}: {before} → {after}."),
    Said.WAVE_PICKS_THERE: mark(
        "Wave {wave} is to take {units} from {location}: its list changes where it has to."
    ),
    Said.WAVE_PICKS_THERE_OF: mark(
        "{picker} picks wave {wave}, which is to take {units} from {location}. Its list changes"
        " where it has to: tell {picker}."
    ),
    Said.LOT_STAYS_BLOCKED: mark(
        "Lot {lot} of {sku} in {location} expired on {day}: it can't be given out any more. Take"
        " it off (`packbench stock adjust`) when it is thrown away."
    ),
    Said.BIN_BLOCKS: mark(
        "Nobody may pick from {location}, so what lies there can't be given out. Move it to a bin"
        " to pick from (`packbench stock move`)."
    ),
    Said.STOCK_NEEDS_LOT: mark("{sku} is kept by lot. Name the lot that these units are of."),
    Said.STOCK_WHICH_LOT: mark("Several lots of {sku} lie in {place}: {lots}. Name the lot."),
    Said.SO_ALREADY: mark("It is so already."),
    Said.SHEET_EMPTY: mark("There are no rows below the headings."),
    Said.SHEET_TOO_LONG: Counted(
        "The sheet has more than {count} row. Take it in parts.",
        "The sheet has more than {count} rows. Take it in parts.",
    ),
    Said.SHEET_LACKS_COLUMNS: mark(
        "The first row has to head the columns: warehouse, sku, and quantity (counted), delta"
        " (changed by), or safety, minimum, reorder_point, reorder_quantity; bin, lot and reason"
        " where they are known."
    ),
    Said.SHEET_SAYS_SEVERAL: mark(
        "The sheet says several things at once. Keep one of them: quantity, delta, or levels such"
        " as safety."
    ),
    Said.SHEET_COLUMN_TWICE: mark(
        "The columns {first} and {second} say the same. Keep the one that counts."
    ),
    Said.SHEET_PLACE_TWICE: mark(
        "Row {row} counts the same already, so this one was left out. Keep one of them."
    ),
    Said.CELL_EMPTY: mark("The cell under {column} is empty."),
    Said.GIVEN_OF_IT: Counted("It gets {count} unit of {sku}.", "It gets {count} units of {sku}."),
    Said.LOST_OF_IT: Counted(
        "It loses {count} unit of {sku}, and waits for it in its old place.",
        "It loses {count} units of {sku}, and waits for them in its old place.",
    ),
}

INVALID_STOCK_VALUES: Mapping[str, str] = {
    "bin of a move": mark("The goods lie in {value} already. Name another bin to move them to."),
    "target of a transfer": mark(
        "The goods are at {value} already. Name another warehouse to send them to."
    ),
    "staging of stock": mark(
        "{value} holds picked goods, which belong to their orders. Name another bin."
    ),
}

INVALID_SETS: Mapping[str, str] = {
    "kit of a set": mark(
        "{value} is no kit, so nothing tells what a set is made of. Import it as a kit with its"
        " components first; sets lie in stock under a SKU of their own."
    ),
    "set in itself": mark("{value} is a component of the kit. Name the SKU of the finished set."),
    "set without a lot": mark("{value} is kept by lots. Say of which lot these sets are."),
    "part without a lot": mark(
        "{value} is kept by lots, and nobody knows of which lot it is in a set. Adjust the stock of"
        " the set and of its components, with their lots."
    ),
}

SHORT_IN_BIN: Mapping[str, Counted] = {
    "for_sets": Counted(
        "Only {available} of {sku} is free at {warehouse}: promised, damaged and expired units"
        " are not taken.",
        "Only {available} of {sku} are free at {warehouse}: promised, damaged and expired units"
        " are not taken.",
        "available",
    ),
    **SHORT_TO_SEND,
    "in_bin": Counted(
        "Only {available} of {sku} in {location} is free to be moved. What orders are promised is"
        " for pickers.",
        "Only {available} of {sku} in {location} are free to be moved. What orders are promised is"
        " for pickers.",
        "available",
    ),
}

STOCK_REFUSALS: Mapping[Code, str | Counted] = {
    Code.LOT_EXPIRES_OTHERWISE: mark(
        "Lot {lot} of {sku} there expires on {day}, and these goods expire on {other}. Nothing was"
        " changed. Look which is right, or keep them in another bin or as another lot."
    ),
}
