"""The dialog of what a warehouse keeps back of a product, and when it is bought again."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale

from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.stock.levels import LEVELS, set_levels
from packbench.ui.parts.bulk.spec import Bulk, DialogField, Values, Words, literal
from packbench.words.language import tr, tr_count
from packbench.words.masters import FIELDS


def levels_of(context: Context, warehouse: str, sku: str, levels: Mapping[str, str]) -> Bulk:
    """Sets safety stock, minimum, reorder point and reorder quantity; tells whom that serves."""
    fields = tuple(
        DialogField(name, tr(FIELDS[name].label), value=levels[name], hint=tr(FIELDS[name].hint))
        for name in LEVELS
    )

    def do(values: Values, how: How) -> Results:
        told = {name: str(values.get(name) or "").strip() for name in LEVELS}
        changes = {name: text for name, text in told.items() if text != levels[name]}
        if not changes:
            return Results([], undoable=False)
        return set_levels(context, warehouse, sku, changes, how=how)

    def button(count: int) -> str:
        orders = count - 1
        if orders < 1:
            return tr("Save")
        words = tr_count("Save, {count} order changes", "Save, {count} orders change", orders)
        return words.format(count=QLocale().toString(orders))

    title = tr("Levels of {sku} at {warehouse}").format(sku=sku, warehouse=warehouse)
    words = Words(
        literal(title),
        tr("What is promised stays promised; who waits gets what is not kept back any more."),
        button=button,
        doing=tr("Saving…"),
        done=lambda _: literal(tr("Saved: {names}.").format(names=f"{warehouse} {sku}")),
    )
    return Bulk(words, fields, do, 1, tr("Stock"), worded=lambda count, _: button(count))
