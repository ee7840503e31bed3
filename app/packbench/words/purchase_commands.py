"""The words of the commands on purchase orders: menus, dialogs and command line alike."""

from collections.abc import Mapping

from packbench.words.command_words import CommandWords
from packbench.words.counted import Counted
from packbench.words.language import mark

ON_PURCHASES: Mapping[str, CommandWords] = {
    "po.authorize": CommandWords(
        mark("Authorize"),
        mark("Say that a purchase order may be sent"),
        mark("A draft may be sent then; what it brings counts as coming from now on."),
        Counted("Authorize {count} purchase order", "Authorize {count} purchase orders"),
        mark("Authorizing purchase orders"),
        Counted("{count} purchase order authorized.", "{count} purchase orders authorized."),
    ),
    "po.send": CommandWords(
        mark("Mark as sent"),
        mark("Note that a purchase order was sent to its supplier"),
        mark("What is authorized is noted as sent to its supplier."),
        Counted("Mark {count} purchase order", "Mark {count} purchase orders"),
        mark("Marking purchase orders as sent"),
        Counted("{count} purchase order is sent.", "{count} purchase orders are sent."),
    ),
    "po.cancel": CommandWords(
        mark("Cancel purchase order"),
        mark("Cancel a purchase order of which nothing was received"),
        mark(
            "Nothing of it comes. Tell the supplier where it was sent; Restore brings it back as it"
            " was."
        ),
        Counted("Cancel {count} purchase order", "Cancel {count} purchase orders"),
        mark("Cancelling purchase orders"),
        Counted("{count} purchase order cancelled.", "{count} purchase orders cancelled."),
    ),
    "po.void": CommandWords(
        mark("Void purchase order"),
        mark("Void a purchase order of which something was received"),
        mark(
            "What was received stays in stock; what is open does not come. Restore brings it back."
        ),
        Counted("Void {count} purchase order", "Void {count} purchase orders"),
        mark("Voiding purchase orders"),
        Counted("{count} purchase order voided.", "{count} purchase orders voided."),
    ),
    "po.restore": CommandWords(
        mark("Restore purchase order"),
        mark("Take a cancellation, a void or a closing back"),
        mark("It is what it was before it was cancelled, voided or closed."),
        Counted("Restore {count} purchase order", "Restore {count} purchase orders"),
        mark("Restoring purchase orders"),
        Counted("{count} purchase order restored.", "{count} purchase orders restored."),
    ),
    "po.close": CommandWords(
        mark("Close short"),
        mark("Close a purchase order: what is open does not come any more"),
        mark("What was received stays; what is open does not come any more."),
        Counted("Close {count} purchase order", "Close {count} purchase orders"),
        mark("Closing purchase orders"),
        Counted("{count} purchase order closed.", "{count} purchase orders closed."),
    ),
    "po.milestone": CommandWords(
        mark("Set milestone"),
        mark("Say how far a purchase order has come, and on which day"),
        mark("What the supplier or the forwarder says of its way; expected days stay as they are."),
        Counted("Set it for {count} purchase order", "Set it for {count} purchase orders"),
        mark("Setting the milestone"),
        Counted("Milestone set for {count} order.", "Milestone set for {count} orders."),
    ),
    "po.attach": CommandWords(
        mark("Attachment"),
        mark("Name a file that belongs to a purchase order, or take it away"),
        mark("The file stays where it is; the purchase order remembers its path."),
        Counted("Change {count} purchase order", "Change {count} purchase orders"),
        mark("Changing attachments"),
        Counted("Attachment of {count} order changed.", "Attachments of {count} orders changed."),
    ),
    "po.shipped": CommandWords(
        mark("Shipped by the supplier"),
        mark("Note that a supplier sent a drop-ship order to its customer"),
        mark(
            "What the supplier sent is shipped to the customer; no stock moves. The rest stays"
            " with him."
        ),
        Counted("Note it for {count} purchase order", "Note it for {count} purchase orders"),
        mark("Noting what suppliers sent"),
        Counted("{count} purchase order noted.", "{count} purchase orders noted."),
    ),
    "po.clone": CommandWords(
        mark("Clone purchase order"),
        mark("Make a draft with the same supplier, warehouse and lines"),
        mark("A draft is made with the same supplier, warehouse and lines, without its days."),
        Counted("Clone {count} purchase order", "Clone {count} purchase orders"),
        mark("Cloning purchase orders"),
        Counted("{count} purchase order cloned.", "{count} purchase orders cloned."),
    ),
}
"""By the name of each command."""
