"""The sentences for what commands did to purchase orders, and what it means for who waits."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.drop_ship import DROP_SHIP_SENTENCES
from packbench.words.language import mark

INVALID_PURCHASES: Mapping[str, str] = {
    "milestone": mark(
        "“{value}” is no milestone. There are: ordered, confirmed, shipped, customs, arriving."
    ),
    "lot of a line": mark(
        "{value} is kept by lot: say which one came, as SKU:UNITS:LOT. Nothing was received."
    ),
    "badge": mark("“{value}” is nobody's badge. Scan the supervisor's, or leave the field empty."),
    "sent units": mark("“{value}” is not SKU:UNITS, such as CUP-RED:3. Nothing was changed."),
    "path": mark("Name a file by its path, of at most 1,000 characters."),
}
"""What `invalid` says of values of purchase orders."""

PURCHASE_SENTENCES: Mapping[Said, str | Counted] = {
    **DROP_SHIP_SENTENCES,
    Said.IS_PAST: mark(
        "{name} was over before it was imported: it stays so. Clone it to buy the same again."
    ),
    Said.WAREHOUSE_IS_OFF: mark(
        "{name} is switched off: nothing is bought for it. Switch it on (Data, Warehouses), or buy"
        " for another one."
    ),
    Said.PURCHASE_AUTHORIZED: Counted(
        "It may be sent: {count} unit.", "It may be sent: {count} units."
    ),
    Said.PURCHASE_SENT: Counted(
        "It is with the supplier: {count} unit is open.",
        "It is with the supplier: {count} units are open.",
    ),
    Said.PURCHASE_CANCELLED: Counted(
        "It is cancelled: {count} unit is not bought.",
        "It is cancelled: {count} units are not bought.",
    ),
    Said.PURCHASE_VOIDED: Counted(
        "It is voided: {count} open unit does not come; what was received stays.",
        "It is voided: {count} open units do not come; what was received stays.",
    ),
    Said.PURCHASE_CLOSED: Counted(
        "It is closed: {count} open unit does not come any more.",
        "It is closed: {count} open units do not come any more.",
    ),
    Said.ABOVE_LIMIT: mark(
        "{name} is worth {amount}, more than the {limit} that you may authorize. Ask a supervisor"
        " of purchasing: {names}."
    ),
    Said.WORTH_IS_UNKNOWN: mark(
        "What {name} is worth can't be compared with what you may authorize: a price is missing, or"
        " its currency has no limit. Ask a supervisor of purchasing: {names}."
    ),
    Said.SUPPLIER_WITHOUT_EMAIL: mark(
        "Nobody has told the e-mail of {name} (Data, Suppliers): the draft has no receiver. Type it"
        " in your mail program."
    ),
    Said.MILESTONE_SET: mark("It is {milestone} on {day}."),
    Said.MILESTONE_GONE: mark("It is not said to be {milestone} any more."),
    Said.MILESTONE_CHANGED_SINCE: mark("Somebody set another day since."),
    Said.PAPER_ATTACHED: mark("{path} belongs to it."),
    Said.PAPER_MISSING: mark(
        "{path} belongs to it, but there is no such file now. Check the path."
    ),
    Said.PAPER_TAKEN_AWAY: mark("{path} belongs to it no more; the file stays."),
    Said.PAPERS_CHANGED_SINCE: mark("Its attachments were changed since."),
    Said.ROUNDED_UP: Counted(
        "{sku}: {count} unit instead of {wanted} (packs of {pack}, at least {minimum}).",
        "{sku}: {count} units instead of {wanted} (packs of {pack}, at least {minimum}).",
    ),
    Said.PRICE_OF_SUPPLIER: mark("{sku} costs {price}, as the supplier's terms say."),
    Said.CHEAPER_FROM: Counted(
        "From {count} unit on one of {sku} costs {price}.",
        "From {count} units on one of {sku} costs {price}.",
    ),
    Said.AUTHORIZATION_TAKEN_BACK: mark(
        "It is a draft again: what is bought has changed, so it has to be authorized anew."
    ),
    Said.PURCHASE_EDITED_SO: mark("Purchase order {name} is so already; nothing was changed."),
    Said.RECEIVED_ALREADY: Counted(
        "{count} unit of {sku} on {name} was received already. Order no fewer.",
        "{count} units of {sku} on {name} were received already. Order no fewer.",
    ),
    Said.RECEIVED_STAYS: mark(
        "{sku} of {name} was received meanwhile, so its line stays. Close the order short where the"
        " rest does not come."
    ),
    Said.SENT_KEEPS: mark(
        "{name} was sent: its supplier, warehouse and currency stay. Cancel it and clone it to"
        " change them."
    ),
    Said.ONE_CURRENCY: mark(
        "All prices of a purchase order are in one currency: {currency}, not {other}. Order the"
        " rest on another one."
    ),
    Said.PRICES_STAY: mark("Its prices stay as numbers and are {currency} now. Check them."),
    Said.PURCHASE_LINE_GONE: mark("Line {line} of {name} is gone. F5 reads it again."),
    Said.IS_IN_STATE: mark("It is {state} again."),
    Said.PURCHASE_CLONED_AS: mark("Its copy is {other}, a draft."),
    Said.PURCHASE_LIKE: mark("It is a draft like {other}."),
    Said.NO_PURCHASE_CHOSEN: mark("No purchase order was chosen. Choose one first."),
    Said.WAITED_FOR_BY: Counted(
        "{count} back order waits for it: {orders}.", "{count} back orders wait for it: {orders}."
    ),
    Said.LOSES_ITS_DATE: Counted(
        "{count} back order loses its expected date: {orders}.",
        "{count} back orders lose their expected date: {orders}.",
    ),
    Said.COMES_LATER: Counted(
        "{count} back order is expected later: {orders}.",
        "{count} back orders are expected later: {orders}.",
    ),
    Said.COMES_EARLIER: Counted(
        "{count} back order is expected earlier: {orders}.",
        "{count} back orders are expected earlier: {orders}.",
    ),
    Said.GETS_A_DATE: Counted(
        "{count} back order gets an expected date: {orders}.",
        "{count} back orders get an expected date: {orders}.",
    ),
}
