"""The words of the commands on orders: menus, dialogs, command line and guide alike."""

from collections.abc import Mapping

from packbench.words.command_words import CommandWords, FieldWords
from packbench.words.counted import Counted
from packbench.words.language import mark
from packbench.words.order_commands import ON_ORDERS

__all__ = [
    "COMMANDS",
    "FIELDS",
    "OF_SEVERAL",
    "PRIORITY_NOW",
    "CommandWords",
    "FieldWords",
    "help_of",
]

COMMANDS: Mapping[str, CommandWords] = {
    "backorders.substitute": CommandWords(
        mark("Update SKU"),
        mark("Give what waits another product; the old SKU stays on record"),
        mark("What waits gets another product and is tried at once; the old SKU stays on record."),
        Counted("Update {count} order", "Update {count} orders"),
        mark("Updating SKUs"),
        Counted("{count} back order updated.", "{count} back orders updated."),
    ),
    "backorders.drop_ship": CommandWords(
        mark("Drop-ship"),
        mark("Let the supplier send what waits straight to the customer"),
        mark(
            "A draft for each supplier and order, with the customer's address. What is on it waits"
            " for no stock any more."
        ),
        Counted("Drop-ship {count} order", "Drop-ship {count} orders"),
        mark("Making drop-ship orders"),
        Counted(
            "{count} order given to its suppliers.", "{count} orders given to their suppliers."
        ),
        Counted("Drop-ship {count} unit of 1 order", "Drop-ship {count} units of 1 order"),
    ),
    "backorders.release": CommandWords(
        mark("Back to ship"),
        mark("Try what waits again, also what was marked by hand"),
        mark("What waits is tried again in the order of the queue, also what was marked by hand."),
        Counted("Try {count} order", "Try {count} orders"),
        mark("Sending back to ship"),
        Counted("{count} back order tried.", "{count} back orders tried."),
    ),
    "backorders.mark": CommandWords(
        mark("Mark as back order"),
        mark("Give promised units back; they wait until they are sent back to ship"),
        mark("Promised units are given back and wait until somebody sends them back to ship."),
        Counted("Mark {count} order", "Mark {count} orders"),
        mark("Marking as back order"),
        Counted("{count} order marked as back order.", "{count} orders marked as back orders."),
        Counted("Mark {count} unit of 1 order", "Mark {count} units of 1 order"),
    ),
    "backorders.cancel": CommandWords(
        mark("Cancel quantity"),
        mark("Cancel what waits; what is promised goes on"),
        mark("What waits is cancelled and not sent any more; what is promised goes on."),
        Counted("Cancel what waits of {count} order", "Cancel what waits of {count} orders"),
        mark("Cancelling what waits"),
        Counted(
            "What waits of {count} order is cancelled.",
            "What waits of {count} orders is cancelled.",
        ),
        Counted("Cancel {count} unit of 1 order", "Cancel {count} units of 1 order"),
    ),
    "backorders.allow": CommandWords(
        mark("Allow back order"),
        mark("Let units wait whose product may not be back-ordered"),
        mark("Units that may not be back-ordered go into the waiting room and are tried at once."),
        Counted("Allow for {count} order", "Allow for {count} orders"),
        mark("Allowing back orders"),
        Counted("{count} order may wait.", "{count} orders may wait."),
    ),
    "backorders.move_promises": CommandWords(
        mark("Move promises"),
        mark("Give promises of a virtual warehouse to one that ships, in queue order"),
        mark("Promises of a virtual warehouse become stock of one that ships, in queue order."),
        Counted("Move for {count} order", "Move for {count} orders"),
        mark("Moving promises"),
        Counted("Promises of {count} order moved.", "Promises of {count} orders moved."),
    ),
    "backorders.purchase": CommandWords(
        mark("Create purchase order"),
        mark("Put what is missing on draft purchase orders, one a supplier"),
        mark("What is short and not on order goes onto draft purchase orders, in whole packs."),
        Counted("Draft what is missing", "Draft what is missing"),
        mark("Drafting purchase orders"),
        Counted("{count} purchase order drafted.", "{count} purchase orders drafted."),
    ),
    "orders.reroute": CommandWords(
        mark("Reroute"),
        mark("Send the whole orders from another warehouse"),
        mark("The whole order is sent from this warehouse alone; what it hasn't got waits."),
        Counted("Reroute {count} order", "Reroute {count} orders"),
        mark("Rerouting"),
        Counted("{count} order rerouted.", "{count} orders rerouted."),
    ),
    "orders.priority": CommandWords(
        mark("Set priority"),
        mark("Move orders in the queue; higher is served earlier"),
        mark("Higher is served earlier. Stock that was promised stays promised."),
        Counted("Set for {count} order", "Set for {count} orders"),
        mark("Setting the priority"),
        Counted("{count} order moved in the queue.", "{count} orders moved in the queue."),
    ),
    "orders.hold": CommandWords(
        mark("Hold"),
        mark("Send nothing of these orders until somebody resumes them"),
        mark("Held orders are not sent and get no stock until they are resumed."),
        Counted("Hold {count} order", "Hold {count} orders"),
        mark("Holding orders"),
        Counted("{count} order held.", "{count} orders held."),
    ),
    "orders.resume": CommandWords(
        mark("Resume"),
        mark("Let held orders go on"),
        mark("Held orders take their place in the queue again and are tried at once."),
        Counted("Resume {count} order", "Resume {count} orders"),
        mark("Resuming orders"),
        Counted("{count} order resumed.", "{count} orders resumed."),
    ),
    "orders.verify": CommandWords(
        mark("Verify"),
        mark("Say that orders are right, so that they get stock and go on"),
        mark("Somebody has looked at them: they take their place in the queue and are tried now."),
        Counted("Verify {count} order", "Verify {count} orders"),
        mark("Verifying orders"),
        Counted("{count} order verified.", "{count} orders verified."),
    ),
    "orders.unverify": CommandWords(
        mark("Ask to verify again"),
        mark("Let verified orders stand still until somebody looks at them again"),
        mark("They are new again until somebody verifies them; their stock goes to others."),
        Counted("Ask again for {count} order", "Ask again for {count} orders"),
        mark("Asking to verify again"),
        Counted("{count} order is to be verified.", "{count} orders are to be verified."),
    ),
    "orders.shipping": CommandWords(
        mark("Choose the shipping method"),
        mark("Say how orders are shipped, whatever their channel calls it"),
        mark("They are shipped by this method: its carrier, its label, its cut-off."),
        Counted("Choose for {count} order", "Choose for {count} orders"),
        mark("Choosing the shipping method"),
        Counted("{count} order has its method.", "{count} orders have their method."),
    ),
    "orders.ship_parts": CommandWords(
        mark("Ship what is here"),
        mark("Send what is there now; the rest follows in a shipment of its own"),
        mark("What is there is sent now; the rest follows in a shipment of its own when it comes."),
        Counted("Ship {count} order in parts", "Ship {count} orders in parts"),
        mark("Allowing parts"),
        Counted("{count} order ships in parts.", "{count} orders ship in parts."),
    ),
    "orders.ship_whole": CommandWords(
        mark("Wait for all"),
        mark("Send nothing until everything is there; what is promised is given back"),
        mark("Nothing is sent until everything is there; what is promised is given back."),
        Counted("Let {count} order wait", "Let {count} orders wait"),
        mark("Waiting for all"),
        Counted("{count} order waits for all.", "{count} orders wait for all."),
    ),
    "orders.cancel": CommandWords(
        mark("Cancel orders"),
        mark("Cancel all of them that is not picked; their stock goes to others"),
        mark("All that is not picked is cancelled, and its stock goes to others who wait."),
        Counted("Cancel {count} order", "Cancel {count} orders"),
        mark("Cancelling orders"),
        Counted("{count} order cancelled.", "{count} orders cancelled."),
        Counted("Cancel {count} unit of 1 order", "Cancel {count} units of 1 order"),
    ),
    "orders.restore": CommandWords(
        mark("Restore"),
        mark("Want again what was cancelled; it is new and has to be allocated"),
        mark("What was cancelled is wanted again; allocate it to give it stock."),
        Counted("Restore {count} order", "Restore {count} orders"),
        mark("Restoring orders"),
        Counted("{count} order restored.", "{count} orders restored."),
    ),
    "orders.pay": CommandWords(
        mark("Mark as paid"),
        mark("Let unpaid orders be released to picking"),
        mark("The orders are paid and can be released to picking."),
        Counted("{count} order is paid", "{count} orders are paid"),
        mark("Marking as paid"),
        Counted("{count} order marked as paid.", "{count} orders marked as paid."),
    ),
    "orders.deallocate": CommandWords(
        mark("Give stock back"),
        mark("Take the stock from orders until they are allocated again"),
        mark("What is promised is given to others; the orders are new again."),
        Counted("Take it from {count} order", "Take it from {count} orders"),
        mark("Giving stock back"),
        Counted("Stock of {count} order given back.", "Stock of {count} orders given back."),
    ),
    **ON_ORDERS,
}

FIELDS: Mapping[str, FieldWords] = {
    "new": FieldWords(
        mark("&New SKU"),
        mark("The SKU instead."),
        hint=mark("type or scan it"),
        needed=mark("Type or scan the new SKU."),
    ),
    "old": FieldWords(
        mark("&Instead of"), mark("The SKU that waits."), everything=mark("the one SKU that waits")
    ),
    "sku": FieldWords(mark("&SKU"), mark("Only this SKU."), everything=mark("every SKU")),
    "warehouse": FieldWords(mark("&Warehouse"), mark("From where.")),
    "kept_warehouse": FieldWords(mark("&Warehouse"), mark("The code of a warehouse.")),
    "priority": FieldWords(mark("&Priority"), mark("Higher is served earlier.")),
    "reason": FieldWords(mark("&Why"), mark("Why."), needed=mark("Say why, so that others know.")),
    "release": FieldWords(
        mark("Stock"),
        mark("Give the stock back."),
        hint=mark("Give the &stock to others meanwhile"),
    ),
    "method": FieldWords(
        mark("&Method"),
        mark("The code of a shipping method."),
        needed=mark("There is no shipping method yet: make one (Data, Shipping methods)."),
    ),
    "source": FieldWords(
        mark("&From"),
        mark("The virtual warehouse."),
        needed=mark("There is no virtual warehouse to move promises from."),
    ),
    "target": FieldWords(mark("&To"), mark("The warehouse where the goods are.")),
    "supplier": FieldWords(
        mark("&Supplier"),
        mark("Only of this supplier."),
        everything=mark("the preferred one of each product"),
    ),
    "waiting_sku": FieldWords(
        mark("&SKU"), mark("Only this SKU."), everything=mark("all that waits")
    ),
    "promised_line": FieldWords(
        mark("&Line"), mark("Only this line."), everything=mark("all that is promised")
    ),
    "waiting_line": FieldWords(
        mark("&Line"), mark("Only this line."), everything=mark("all that waits")
    ),
    "quantity": FieldWords(
        mark("&Quantity"), mark("Only so many of it."), hint=mark("all of the line")
    ),
    "open_line": FieldWords(
        mark("&Line"), mark("Only this line."), everything=mark("all that is not picked")
    ),
    "limit": FieldWords(
        mark("&Warehouses at most"),
        mark("So many, 1 or more; none: any number."),
        hint=mark("1 or more; empty: any number"),
    ),
    "day": FieldWords(mark("&Day"), mark("The day, such as 2026-12-24.")),
    "no_day": FieldWords(
        mark("None"), mark("They have no such day."), hint=mark("&No day: take it away")
    ),
    "channel": FieldWords(
        mark("&Channel"),
        mark("The name of the channel."),
        needed=mark("There is no channel yet: make one (Data, Channels)."),
    ),
    "add": FieldWords(
        mark("&Add"), mark("A tag to add."), hint=mark("such as gift; several with a semicolon")
    ),
    "remove": FieldWords(
        mark("&Take away"), mark("A tag to take away."), everything=mark("no tag")
    ),
    "no_milestone": FieldWords(
        mark("&None"),
        mark("Take the milestone away."),
        mark("Take the milestone away"),
    ),
    "milestone": FieldWords(mark("&Milestone"), mark("How far it has come.")),
    "path": FieldWords(
        mark("&File"),
        mark("The path of the file."),
        mark("e.g. /orders/offer.pdf"),
        mark("Type the path of a file."),
    ),
    "carrier": FieldWords(mark("&Carrier"), mark("Who carries it.")),
    "tracking": FieldWords(mark("&Tracking"), mark("The carrier's number of it.")),
    "sent_units": FieldWords(
        mark("&Units"),
        mark("SKU:UNITS of what was sent, several with ; between; all that is open without."),
        mark("all, or SKU:UNITS; SKU:UNITS"),
    ),
    "remove_path": FieldWords(
        mark("&Take away"),
        mark("It belongs to the purchase order no more."),
        mark("It belongs to it no more"),
    ),
    "note": FieldWords(
        mark("&Note"), mark("What to write."), needed=mark("Type what is to be written.")
    ),
    "own_field": FieldWords(
        mark("&Field"),
        mark("The name of a field of orders that you defined."),
        needed=mark("There is no field of orders in use: make one (Data, Custom fields)."),
    ),
    "own_value": FieldWords(
        mark("&Value"), mark("Its value; an empty one takes it out."), hint=mark("Empty: none")
    ),
    "available": FieldWords(
        mark("What is here"),
        mark("Keep what is here; what waits goes to the new order."),
        hint=mark("Split off what is &not here, whatever is typed below"),
    ),
    "units": FieldWords(
        mark("Line {line}: {sku}, up to {most}"), mark("How many of it go to the new order.")
    ),
    "into": FieldWords(
        mark("&Into"), mark("The order that takes them."), everything=mark("each customer's first")
    ),
}

PRIORITY_NOW = mark("The priority is {now} now.")
"""Behind what is told about setting another one."""
OF_SEVERAL = mark("What is here keeps the number of each; what is not gets a new one.")
"""Behind what is told about splitting several orders."""


def help_of(command: str) -> str:
    """What the command line says of a command: a text that is translated as the tip is."""
    return COMMANDS[command].tip
