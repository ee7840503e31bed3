"""Saved views: why one can't be had or changed, and what of one is not known here."""

from collections.abc import Mapping, Sequence

from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code
from packbench.domain.views import NotKnown, ViewTab
from packbench.words.language import mark, tr

VIEW_REFUSALS: Mapping[Code, str] = {
    Code.VIEW_GONE: mark("There is no view {name} in this list. `packbench views list` shows all."),
    Code.VIEW_OF_SEVERAL: mark(
        "Several share a view {name}: {owners}. Say whose you mean (--owner)."
    ),
    Code.VIEW_EXISTS: mark(
        "You have a view {name} in this list already. Choose another name, or replace it."
    ),
    Code.VIEW_CHANGED: mark(
        "View {name} was changed in between, and nothing was written over. Look at it, and save"
        " again or under another name."
    ),
    Code.VIEW_OF_OTHER: mark(
        "View {name} is {owner}'s, who alone can change it. Save it under a name of your own."
    ),
    Code.VIEW_NAME: mark(
        "“{name}” can't be the name of a view. Give it one line of 1 to {most} letters."
    ),
    Code.VIEW_UNREADABLE: mark(
        "View {name} was saved by another version, which keeps views otherwise. Save it anew."
    ),
}

VIEW_SENTENCES: Mapping[Said, str] = {
    Said.VIEW_CHANGED_SINCE: mark("The view was changed again since, or its name is taken."),
}

TABS: Mapping[ViewTab, str] = {
    ViewTab.ORDERS: mark("orders"),
    ViewTab.CUSTOMERS: mark("customers"),
    ViewTab.BACK_ORDERS: mark("back orders"),
    ViewTab.BACK_ORDER_PRODUCTS: mark("back orders by product"),
    ViewTab.INVENTORY: mark("inventory"),
    ViewTab.STOCK_PRODUCTS: mark("stock by product"),
    ViewTab.STOCK_BINS: mark("stock by bin"),
    ViewTab.STOCK_LOTS: mark("stock by lot"),
    ViewTab.PURCHASE_ORDERS: mark("purchase orders"),
    ViewTab.WAVES: mark("waves"),
    ViewTab.PICK_STEPS: mark("shipments by step"),
    ViewTab.SHIPMENTS: mark("shipments"),
}
"""What the lists are called inside a sentence."""

_WHAT: Mapping[str, str] = {
    "column": mark("column “{name}”"),
    "order": mark("order by “{name}”"),
    "filter": mark("filter “{name}”"),
}
_MOST_TOLD = 5


def left_out_words(left: Sequence[NotKnown]) -> str:
    """What of a view is not known here (any more); empty where all is."""
    if not left:
        return ""
    told = [_one(part) for part in left[:_MOST_TOLD]]
    names = ", ".join([*told, "…"] if len(left) > _MOST_TOLD else told)
    return tr("Left out, since it is not known here (any more): {names}.").format(names=names)


def _one(part: NotKnown) -> str:
    words = _WHAT.get(part.what)
    if words is None:
        return f"{part.what.replace('_', ' ')} “{part.name}”"
    return tr(words).format(name=part.name)
