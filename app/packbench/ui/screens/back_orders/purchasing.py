"""Create purchase order: what chosen back orders wait for goes onto drafts, one a supplier."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale

from packbench.engine.bulk import DONE, REFUSED, How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.office.lists import Places, WantedProductRow
from packbench.services.purchasing.orders import Purchased, PurchaseOrderView, purchase_shortages
from packbench.ui.parts.bulk.spec import Bulk, Field, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.ui.screens.back_orders.changes import Target
from packbench.words.language import tr, tr_count


def purchase(target: Target) -> Bulk:
    """What is short of what the chosen orders wait for."""
    numbers = target.chosen.numbers

    def do(values: Values, how: How) -> Results:
        supplier = str(values["supplier"]) or None
        return _results(purchase_shortages(target.context, supplier, orders=numbers, how=how))

    return _bulk(do, target.places, len(numbers), target.shows.purchase_orders)


def purchase_products(
    context: Context,
    products: Sequence[WantedProductRow],
    offered: Places,
    show: Callable[[frozenset[str]], None],
) -> Bulk:
    """What is short of the chosen products, whoever waits for them."""
    skus = [product.sku for product in products]

    def do(values: Values, how: How) -> Results:
        supplier = str(values["supplier"]) or None
        return _results(purchase_shortages(context, supplier, skus=skus, how=how))

    return _bulk(do, offered, len(skus), show)


def _bulk(
    do: Callable[[Values, How], Results],
    offered: Places,
    count: int,
    show: Callable[[frozenset[str]], None],
) -> Bulk:
    suppliers = tuple(Choice(code, code) for code in offered.suppliers)
    field = Field(
        "supplier",
        tr("&Supplier"),
        FieldKind.CHOICE,
        choices=(Choice("", tr("the preferred one of each product")), *suppliers),
    )
    words = Words(
        tr("Create purchase order"),
        tr("What is short and not on order goes onto draft purchase orders, in whole packs."),
        button=lambda _: tr("Draft what is missing"),
        doing=tr("Drafting purchase orders"),
        done=lambda count: tr_count(
            "{count} purchase order drafted", "{count} purchase orders drafted", count
        ),
    )
    return Bulk(words, (field,), do, count, tr("Order or SKU"), show)


def _results(bought: Purchased) -> Results:
    drafts = [RowResult(one.number, DONE, _draft_words(one)) for one in bought.orders]
    nobody = tr("nobody sells it to us")
    missing = [RowResult(sku, REFUSED, nobody) for sku in bought.without_supplier]
    others = [
        RowResult(one.order_number or one.sku, one.outcome, f"{one.sku}: {one.message}".strip(": "))
        for one in bought.results
        if one.outcome != DONE and one.sku not in bought.without_supplier
    ]
    return Results([*drafts, *missing, *others])


def _draft_words(draft: PurchaseOrderView) -> str:
    units = sum(line.ordered for line in draft.lines)
    number = QLocale().toString
    lines = tr_count("{count} line", "{count} lines", len(draft.lines))
    words = tr_count(
        "{supplier}: {lines}, {units} unit for {warehouse}",
        "{supplier}: {lines}, {units} units for {warehouse}",
        units,
    )
    return words.format(
        supplier=draft.supplier,
        lines=lines.format(count=number(len(draft.lines))),
        units=number(units),
        warehouse=draft.warehouse,
    )
