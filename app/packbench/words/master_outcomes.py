"""The sentences for what changes of suppliers, channels and shipping methods bring with them."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

INVALID_LEVELS: Mapping[str, str] = {
    "level of stock": mark("“{value}” is no number of units. Type 0 or more."),
    "warehouse limit": mark("“{value}” is no limit. Type 1 or more, or nothing for any number."),
    "channel rule": mark("“{value}” is no rule. Write percent:N or max:N."),
    "channel share": mark("“{value}” is no share. Write 0 to 100 percent, or 0 units or more."),
    "cursor": mark("“{value}” is no cursor that this channel was given. Ask for its stock again."),
    "listing": mark("“{value}” is no listing. Write THEIR-SKU=OUR-SKU; several with ;"),
}
"""What `invalid` says of values of master data and of limits."""

MASTER_SENTENCES: Mapping[Said, str | Counted] = {
    Said.LINE_IN_WAVE: mark("It is in wave {wave}; its printed list stays as it is."),
    Said.LINE_IN_WAVE_OF: mark(
        "It is in wave {wave}, which {picker} picks; the printed list stays as it is."
    ),
    Said.MAPPING_FORGOTTEN: mark("It takes {columns}."),
    Said.IS_HELD: mark("Order {name} is on hold, and stays so. Resume it first, then do this."),
    Said.IS_HELD_FOR: mark(
        "Order {name} is on hold ({reason}), and stays so. Resume it first, then do this."
    ),
    Said.IS_PACKED_SHUT: mark(
        "Shipment {name} is packed. Open it again at the packing bench first, or wait until it is"
        " shipped."
    ),
    Said.PACKED_STAYS: mark("{numbers} is packed: what was printed for it stays as it is."),
    Said.HAS_LIMIT: mark("Order {name} has that limit already."),
    Said.LIMIT_IS: Counted(
        "It is sent from {count} warehouse at most.", "It is sent from {count} warehouses at most."
    ),
    Said.NO_LIMIT: mark("It may be sent from any number of warehouses."),
    Said.NOT_STOCKED_THERE: mark(
        "{warehouse} does not stock {sku}. Add it there first (Data, Add a product to a warehouse)."
    ),
    Said.SUPPLIER_OFF: Counted(
        "Nothing is proposed to be bought from it any more; {count} product has it as its own.",
        "Nothing is proposed to be bought from it any more; {count} products have it as their own.",
    ),
    Said.SUPPLIER_IS_OFF: mark(
        "Supplier {name} is out of use. Use it again (Data, Suppliers), or buy from another one."
    ),
    Said.PURCHASES_STAY: mark("What is ordered from it stays and can be received: {numbers}."),
    Said.FOR_NEW_ORDERS: mark("It holds for orders that come in from now on."),
    Said.CHANNEL_OFF: Counted(
        "It is not offered any more; {count} open order goes on.",
        "It is not offered any more; {count} open orders go on.",
    ),
    Said.METHOD_OFF: Counted(
        "It is not offered any more, and no carrier is asked for the {count} open order that"
        " names it.",
        "It is not offered any more, and no carrier is asked for the {count} open orders that"
        " name it.",
    ),
}
