"""The sentences for what commands did to orders as a whole, or did not: splits, merges, edits."""

from collections.abc import Mapping

from packbench.domain.advice import Opening
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code
from packbench.words.counted import Counted
from packbench.words.counting import COUNT_REFUSALS, COUNT_SENTENCES
from packbench.words.language import mark
from packbench.words.purchase_outcomes import PURCHASE_SENTENCES
from packbench.words.receiving_outcomes import RECEIVING_REFUSALS, RECEIVING_SENTENCES
from packbench.words.replenishing import REPLENISH_SENTENCES
from packbench.words.rule_outcomes import RULE_SENTENCES
from packbench.words.serving import SERVING_SENTENCES
from packbench.words.stock_outcomes import STOCK_REFUSALS, STOCK_SENTENCES
from packbench.words.transfers import TRANSFER_SENTENCES
from packbench.words.value import VALUE_SENTENCES

ORDER_SENTENCES: Mapping[Said, str | Counted] = {
    **RULE_SENTENCES,
    **PURCHASE_SENTENCES,
    **RECEIVING_SENTENCES,
    **VALUE_SENTENCES,
    **STOCK_SENTENCES,
    **COUNT_SENTENCES,
    **REPLENISH_SENTENCES,
    **SERVING_SENTENCES,
    **TRANSFER_SENTENCES,
    Said.NOTHING_EDITED: mark("Order {name} is so already; nothing was changed."),
    Said.CHANGED_MEANWHILE: mark(
        "{field} is “{here}” now: {who} changed it meanwhile, and it stays."
    ),
    Said.LINE_CHANGED_MEANWHILE: mark(
        "Line {line}, {field} is “{here}” now: {who} changed it meanwhile, and it stays."
    ),
    Said.POSTAL_CODE_UNKNOWN: mark(
        "{code} is none of the postal codes of {country} that were imported. Check it."
    ),
    Said.SHIP_BY_SET: mark("It has to leave by {day}."),
    Said.SHIP_BY_CLEARED: mark("It has no day by which it has to leave."),
    Said.HAS_SHIP_BY: mark("Order {name} has that day already."),
    Said.TAGGED: mark("Its tags are {tags}."),
    Said.UNTAGGED: mark("It has no tag any more."),
    Said.HAS_TAGS: mark("The tags of order {name} are so already."),
    Said.NO_TAG_TOLD: mark("No tag was named. Name one to add or to take away."),
    Said.CAN_CARRY_TAGS: Counted(
        "Order {name} can carry {count} tag. Take one away first.",
        "Order {name} can carry {count} tags. Take some away first.",
    ),
    Said.NOTED: mark("Its note says so now."),
    Said.NOTE_IS_FULL: Counted(
        "The note of order {name} would be longer than {count} letter.",
        "The note of order {name} would be longer than {count} letters.",
    ),
    Said.OF_CHANNEL: mark("It is an order of {channel} now."),
    Said.IS_OF_CHANNEL: mark("Order {name} is of {channel} already."),
    Said.NUMBER_IN_CHANNEL: mark(
        "{channel} has an order {number} already: {other}. Two orders of a channel can't have one"
        " number."
    ),
    Said.SPLIT_OFF: Counted(
        "{count} unit goes to the new order {other}.",
        "{count} units go to the new order {other}.",
    ),
    Said.MADE_OF: mark("It is new, made of {other}."),
    Said.SENT_FROM: Counted(
        "{warehouse} sends {count} unit: {skus}.", "{warehouse} sends {count} units: {skus}."
    ),
    Said.UNITS_WAIT: Counted("{count} unit waits: {skus}.", "{count} units wait: {skus}."),
    Said.UNITS_LACK: Counted(
        "{count} unit is short and may not wait: {skus}.",
        "{count} units are short and may not wait: {skus}.",
    ),
    Said.UNITS_NEW: Counted(
        "{count} unit is not allocated yet: {skus}.", "{count} units are not allocated yet: {skus}."
    ),
    Said.NO_UNITS_TOLD: mark("Say how many units of which line go to the new order."),
    Said.SOMETHING_HAS_TO_STAY: mark(
        "Something of order {name} has to stay. Clone or cancel it to have all of it elsewhere."
    ),
    Said.NOTHING_HERE_TO_SPLIT: mark("Nothing of order {name} is here, so all of it would wait."),
    Said.ALL_HERE: mark("All of order {name} is here, so nothing is to be split off."),
    Said.TAKES_OVER: Counted(
        "It takes {count} unit of {other}.", "It takes {count} units of {other}."
    ),
    Said.TAKEN_INTO: Counted(
        "{count} unit goes into {other}; the rest of it is done.",
        "{count} units go into {other}; the rest of it is done.",
    ),
    Said.NOTHING_TO_MERGE: mark("Nothing of order {name} is open, so nothing can be taken of it."),
    Said.NONE_TO_MERGE_WITH: mark(
        "No other chosen order is of the same customer, address, channel and currency as {name}."
    ),
    Said.CLONED_AS: mark("{other} is made like it, and waits to be allocated."),
    Said.TAKES_FROM: Counted(
        "It takes {count} unit of later orders.", "It takes {count} units of later orders."
    ),
    Said.NOBODY_TO_TAKE_FROM: mark("No later order has stock that would help order {name}."),
    Said.LOSES: Counted(
        "It loses {count} unit of {sku} to {other}; nobody knows when more comes.",
        "It loses {count} units of {sku} to {other}; nobody knows when more comes.",
    ),
    Said.LOSES_UNTIL: Counted(
        "It loses {count} unit of {sku} to {other} until {day}, when {po} brings more.",
        "It loses {count} units of {sku} to {other} until {day}, when {po} brings more.",
    ),
    Said.FEWER_PARCELS: Counted(
        "It ships in {count} parcel instead of {before}.",
        "It ships in {count} parcels instead of {before}.",
    ),
    Said.NO_FEWER_PARCELS: mark("Order {name} can't ship in fewer parcels."),
}

ORDER_REFUSALS: Mapping[Code, str | Counted] = {
    **RECEIVING_REFUSALS,
    **STOCK_REFUSALS,
    **COUNT_REFUSALS,
    Code.NOT_ALIKE: mark("{name} and {other} can't be merged. They differ in this: {differs}."),
    Code.BAD_FIELDS: mark("{faults} Nothing was changed."),
    Code.EDITED_MEANWHILE: mark(
        "{who} changed order {order} meanwhile: {changes} Yours is still here; save again to put it"
        " in its place."
    ),
    Code.LINE_TAKEN: Counted(
        "{count} of {sku} on line {line} of order {order} is picked, packed or shipped: that can't"
        " change. What is still to come of the line can. {why}",
        "{count} of {sku} on line {line} of order {order} are picked, packed or shipped: that can't"
        " change. What is still to come of the line can. {why}",
    ),
    Code.NO_LINE_LEFT: mark("Nothing would be left of order {order}. Cancel it instead."),
    Code.NO_LINES: mark("The order has no lines yet. Scan, type or paste what is wanted."),
    Code.ORDER_EXISTS: mark(
        "There is an order {name} already. Type another number, or leave it empty to get one."
    ),
    Code.MERGE_HELD: mark(
        "Order {name} is on hold. End that first (`packbench orders resume {name}`), then merge."
    ),
    Code.MERGE_UNVERIFIED: mark(
        "Order {name} is still to be verified and {other} is not. Verify it first"
        " (`packbench orders verify {name}`), then merge."
    ),
    Code.TO_BE_VERIFIED: mark(
        "Order {name} is still to be verified and gets no stock before that. Look at it and verify"
        " it (`packbench orders verify {name}`)."
    ),
    Code.MERGE_UNPAID: mark(
        "Order {name} is not paid and {other} is. Mark it as paid first"
        " (`packbench orders pay {name}`), then merge."
    ),
}
"""What is not done to orders that are edited, entered or merged."""

OPENINGS: Mapping[tuple[str, ...], str] = {
    (Opening.SWITCH_ON,): mark("Switch {warehouse} on: it has {units}."),
    (Opening.ADD_COUNTRY,): mark("Add {country} to {warehouse}'s countries: it has {units}."),
    (Opening.TAKE_RULE_AWAY,): mark(
        "Take away the rule that keeps it out of {warehouse}: it has {units}."
    ),
    (Opening.SWITCH_ON, Opening.ADD_COUNTRY): mark(
        "Switch {warehouse} on, add {country} to {warehouse}'s countries: it has {units}."
    ),
    (Opening.SWITCH_ON, Opening.TAKE_RULE_AWAY): mark(
        "Switch {warehouse} on, take away the rule that keeps it out of {warehouse}: it has"
        " {units}."
    ),
    (Opening.ADD_COUNTRY, Opening.TAKE_RULE_AWAY): mark(
        "Add {country} to {warehouse}'s countries, take away the rule that keeps it out of"
        " {warehouse}: it has {units}."
    ),
    (Opening.SWITCH_ON, Opening.ADD_COUNTRY, Opening.TAKE_RULE_AWAY): mark(
        "Switch {warehouse} on, add {country} to {warehouse}'s countries, take away the rule that"
        " keeps it out of {warehouse}: it has {units}."
    ),
}
"""How a warehouse is opened to an order, by all the steps that are needed, in their order."""
