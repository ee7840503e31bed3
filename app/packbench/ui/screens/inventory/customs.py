"""The dialog of what customs are told of a product."""

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.products.customs import (
    ProductCustoms,
    check_customs_facts,
    set_customs_facts,
)
from packbench.ui.parts.bulk.spec import Bulk, DialogField, Values, Words, literal
from packbench.words.language import tr, tr_count


def customs_of(context: Context, product: ProductCustoms) -> Bulk:
    """Sets HS code, origin, value, description and weight of a product."""
    facts = product.facts
    fields = (
        DialogField(
            "hs_code", tr("&HS code"), value=facts.hs_code, hint=tr("6 to 10 digits, as 6109.10")
        ),
        DialogField(
            "country_of_origin",
            tr("Country of &origin"),
            value=facts.country_of_origin,
            hint=tr("Where it was made: a name or a code"),
        ),
        DialogField(
            "customs_value",
            tr("Customs &value"),
            value=facts.customs_value,
            hint=tr("Of a unit that costs nothing, such as a present"),
        ),
        DialogField(
            "customs_description",
            tr("&Description"),
            value=facts.customs_description,
            hint=tr("In place of the name: what it is, such as cotton shirt"),
        ),
        DialogField("weight_g", tr("&Weight"), value=facts.weight_g, hint=tr("In grams")),
    )

    def do(values: Values, how: How) -> Results:
        told = {name: str(values.get(name) or "") for name in (field.key for field in fields)}
        before = {field.key: str(field.value) for field in fields}
        changes = {name: text for name, text in told.items() if text != before[name]}
        if how.preview:
            check_customs_facts(changes)
        elif changes:
            set_customs_facts(context, product.sku, changes, key=how.key)
        listed = "; ".join(text for text in told.values() if text) or "–"
        row = RowResult(product.sku, RowOutcome.DONE, [note(Said.CUSTOMS_TOLD, facts=listed)])
        return Results([row], undoable=bool(changes) and not how.preview)

    words = Words(
        tr("Customs data of {sku}").format(sku=literal(product.sku)),
        tr("{name}: what stands on customs forms.").format(name=literal(product.name)),
        button=lambda count: tr_count("Save {count} product", "Save {count} products", count),
        doing=tr("Saving customs data…"),
        done=lambda count: tr_count("{count} product saved.", "{count} products saved.", count),
    )
    return Bulk(words, fields, do, 1, tr("Product"))
