"""Create purchase order for chosen products, whoever waits for them."""

from collections.abc import Callable, Sequence

from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.commands.orders import PURCHASE
from packbench.services.office.lists import Places, WantedProductRow
from packbench.services.purchasing.buying import as_results, purchase_shortages
from packbench.ui.parts.bulk.declared import supplier_field, words_of
from packbench.ui.parts.bulk.spec import Bulk, Values
from packbench.words.language import tr


def purchase_products(
    context: Context,
    products: Sequence[WantedProductRow],
    offered: Places,
    show: Callable[[frozenset[str]], None],
) -> Bulk:
    """What is short of the chosen products goes onto drafts."""
    skus = [product.sku for product in products]

    def do(values: Values, how: How) -> Results:
        supplier = str(values["supplier"]) or None
        return as_results(purchase_shortages(context, supplier, skus=skus, how=how))

    fields = tuple(supplier_field(asked, offered) for asked in PURCHASE.fields)
    return Bulk(words_of(PURCHASE), fields, do, len(skus), tr("Order or SKU"), show)
