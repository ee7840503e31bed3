"""The sentences for what changes of suppliers, channels and shipping methods bring with them."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

MASTER_SENTENCES: Mapping[Said, str | Counted] = {
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
