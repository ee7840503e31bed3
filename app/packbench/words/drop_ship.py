"""The sentences for what suppliers send straight to customers."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

DROP_SHIP_SENTENCES: Mapping[Said, str | Counted] = {
    Said.DROP_SHIP_MADE: Counted(
        "{supplier} is to send {count} unit of {sku} to the customer: {po}, a draft. Nobody knows"
        " what it costs.",
        "{supplier} is to send {count} units of {sku} to the customer: {po}, a draft. Nobody knows"
        " what they cost.",
    ),
    Said.DROP_SHIP_MADE_AT: Counted(
        "{supplier} is to send {count} unit of {sku} to the customer, at {price}: {po}, a draft.",
        "{supplier} is to send {count} units of {sku} to the customer, at {price} each: {po}, a"
        " draft.",
    ),
    Said.DROP_SHIP_IN_PACKS: Counted(
        "{supplier} sells {sku} by {count} unit or more at a time; wanted: {units}. Buy it"
        " for a warehouse.",
        "{supplier} sells no fewer than {count} units of {sku} for this; wanted: {units}."
        " Buy them for a warehouse.",
    ),
    Said.DROP_SHIP_NOWHERE: mark(
        "No warehouse is in use that could buy it for order {name}. Switch one on first."
    ),
    Said.DROP_SHIP_AT_MOST: Counted(
        "{count} unit of {sku} waits in order {name}. Name no more.",
        "{count} units of {sku} wait in order {name}. Name no more.",
    ),
    Said.DROP_SHIP_WITHOUT_ADDRESS: mark(
        "A supplier could not send order {name}: its street, city or country is missing. Enter the"
        " address first."
    ),
    Said.DROP_SHIP_NO_KIT: mark(
        "{sku} is a kit, which is put together here. Buy its components for order {name}."
    ),
    Said.DROP_SHIP_ONLY_COMPLETE: mark(
        "Order {name} ships only complete, and a supplier would send a part of it. Let it ship in"
        " parts first."
    ),
    Said.DROP_SHIP_NOT_WAITED: mark(
        "The customer's order does not wait for all of {name} any more. Make a new drop-ship for"
        " what it still waits for."
    ),
    Said.DROP_SHIP_UNPAID: mark(
        "{name} is for order {order}, which is not paid. Send it when it is."
    ),
    Said.DROP_SHIP_WAITS_AGAIN: Counted(
        "{count} unit of order {order} is with us again, in its place in the queue.",
        "{count} units of order {order} are with us again, in their place in the queue.",
    ),
    Said.DROP_SHIP_AT_SUPPLIER: Counted(
        "{count} unit of order {order} is to be sent by the supplier again.",
        "{count} units of order {order} are to be sent by the supplier again.",
    ),
    Said.DROP_SHIP_SENT: Counted(
        "{count} unit of order {order} is shipped, by the supplier.",
        "{count} units of order {order} are shipped, by the supplier.",
    ),
    Said.DROP_SHIP_OPEN: Counted(
        "{count} unit of {sku} is open on {name}. Name no more, and at least one.",
        "{count} units of {sku} are open on {name}. Name no more, and at least one.",
    ),
    Said.DROP_SHIP_KEEPS: mark(
        "{name} is what the customer of order {order} waits for: its supplier, warehouse, products"
        " and quantities stay. Cancel it, and make a new one."
    ),
    Said.DROP_SHIP_SENT_ELSEWHERE: mark(
        "The supplier has {po} with what the order said before. Send it to him again."
    ),
    Said.GOES_TO_CUSTOMER: mark(
        "{name} goes from its supplier straight to the customer of order {order}, not to a"
        " warehouse. When he sent it, note it as shipped."
    ),
    Said.NO_DROP_SHIP: mark(
        "{name} is for a warehouse: its goods are received there. Only a drop-ship order is noted"
        " as shipped by its supplier."
    ),
    Said.IS_AT_SUPPLIER: mark(
        "A supplier is to send {name} to the customer. Cancel his purchase order, or note it as"
        " shipped when he has sent it."
    ),
    Said.SENT_BY_SUPPLIER: mark(
        "{name} was sent by a supplier and was never here. Undo that it was noted as shipped."
    ),
}
