"""The words of the commands that make orders of orders, and of what is said of an order."""

from collections.abc import Mapping

from packbench.words.command_words import CommandWords
from packbench.words.counted import Counted
from packbench.words.language import mark

ON_ORDERS: Mapping[str, CommandWords] = {
    "orders.split": CommandWords(
        mark("Split"),
        mark("Give a part of an order a number of its own; of several, what is not here"),
        mark(
            "The new order stands directly behind the old one and inherits all that is said of it."
            " What somebody picks stays where it is."
        ),
        Counted("Split {count} order", "Split {count} orders"),
        mark("Splitting orders"),
        Counted("{count} order split.", "{count} orders split."),
    ),
    "orders.merge": CommandWords(
        mark("Merge"),
        mark("Put the open orders of one customer and address into one"),
        mark(
            "Orders of one customer, address, channel and currency become one, which ships at once;"
            " the others keep what has left."
        ),
        Counted("Merge {count} order", "Merge {count} orders"),
        mark("Merging orders"),
        Counted("{count} order merged.", "{count} orders merged."),
    ),
    "orders.clone": CommandWords(
        mark("Clone"),
        mark("Make new orders with the same customer and lines"),
        mark("Each gets a new order with the same customer and lines; it waits to be allocated."),
        Counted("Clone {count} order", "Clone {count} orders"),
        mark("Cloning orders"),
        Counted("{count} order cloned.", "{count} orders cloned."),
    ),
    "orders.reallocate": CommandWords(
        mark("Take stock from later orders"),
        mark("Give orders the stock of later ones that nobody is picking yet"),
        mark(
            "They get what they lack from the end of the queue; who loses is told below, with when"
            " more comes."
        ),
        Counted("Take it for {count} order", "Take it for {count} orders"),
        mark("Taking stock from later orders"),
        Counted(
            "{count} order got stock of later ones.", "{count} orders got stock of later ones."
        ),
    ),
    "orders.replan": CommandWords(
        mark("Plan in fewer parcels"),
        mark("Route ready orders again where that saves a parcel and nobody loses a unit"),
        mark("Orders that would leave in several parcels are planned again where fewer will do."),
        Counted("Plan {count} order again", "Plan {count} orders again"),
        mark("Planning again"),
        Counted("{count} order ships in fewer parcels.", "{count} orders ship in fewer parcels."),
    ),
    "orders.ship_by": CommandWords(
        mark("Set ship-by day"),
        mark("Say by which day orders have to leave; earlier days are served earlier"),
        mark("They take the place in the queue that it means. What was promised stays promised."),
        Counted("Set for {count} order", "Set for {count} orders"),
        mark("Setting the ship-by day"),
        Counted("{count} order has its day.", "{count} orders have their day."),
    ),
    "orders.max_warehouses": CommandWords(
        mark("Limit warehouses"),
        mark("Say from how many warehouses orders may be sent at most"),
        mark("What waits is tried at once. With a lower limit what is not picked is planned anew."),
        Counted("Set for {count} order", "Set for {count} orders"),
        mark("Setting the limit"),
        Counted("{count} order has its limit.", "{count} orders have their limit."),
    ),
    "orders.exclude": CommandWords(
        mark("Keep out of a warehouse"),
        mark("Let a warehouse serve orders no more, whatever else it serves"),
        mark("What it promised them is looked for elsewhere at once."),
        Counted("Keep out {count} order", "Keep out {count} orders"),
        mark("Keeping out of a warehouse"),
        Counted("{count} order is kept out.", "{count} orders are kept out."),
    ),
    "orders.include": CommandWords(
        mark("Let into a warehouse again"),
        mark("Let a warehouse serve orders again that were kept out of it"),
        mark("What they wait for is tried at once; what was promised elsewhere stays."),
        Counted("Let in {count} order", "Let in {count} orders"),
        mark("Letting into a warehouse"),
        Counted("{count} order may be served there.", "{count} orders may be served there."),
    ),
    "orders.channel": CommandWords(
        mark("Assign channel"),
        mark("Say of which channel orders are: its rules and its slips"),
        mark("They follow the rules of this channel and are planned again; slips look as its do."),
        Counted("Assign {count} order", "Assign {count} orders"),
        mark("Assigning the channel"),
        Counted("{count} order assigned.", "{count} orders assigned."),
    ),
    "orders.tag": CommandWords(
        mark("Tag"),
        mark("Put words on orders to find them again, or take them away"),
        mark("Tags are columns and filters of the list; nothing of a plan follows from them."),
        Counted("Tag {count} order", "Tag {count} orders"),
        mark("Tagging orders"),
        Counted("{count} order tagged.", "{count} orders tagged."),
    ),
    "orders.note": CommandWords(
        mark("Add note"),
        mark("Write a line below the note, which whoever packs the order reads"),
        mark("It is written below what the note says. Whoever packs the order reads it."),
        Counted("Write it on {count} order", "Write it on {count} orders"),
        mark("Writing the note"),
        Counted("Note of {count} order written.", "Notes of {count} orders written."),
    ),
    "orders.field": CommandWords(
        mark("Set field"),
        mark("Write a value into a field that you defined yourselves, of many orders at once"),
        mark("The value replaces the one that is there; nothing of a plan follows from it."),
        Counted("Set it on {count} order", "Set it on {count} orders"),
        mark("Setting the field"),
        Counted("Field of {count} order set.", "Field of {count} orders set."),
    ),
}
