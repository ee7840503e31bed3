"""The sentences for what commands did to purchase orders, and what it means for who waits."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.words.counted import Counted
from packbench.words.language import mark

PURCHASE_SENTENCES: Mapping[Said, str | Counted] = {
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
