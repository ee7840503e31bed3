"""`packbench suppliers facts`: what a supplier did."""

import typer

from packbench.cli.session import Session, table
from packbench.services.value.suppliers import SupplierFacts, supplier_facts
from packbench.words.language import tr
from packbench.words.supplier_facts import fact_rows, odd_words, price_words


def add_supplier_facts(app: typer.Typer) -> None:
    """Adds this command to those of suppliers."""
    app.command("facts")(_facts)


def _facts(context: typer.Context, code: str) -> None:
    """Tell how long a supplier takes, how many days it keeps, what comes short or is rejected."""
    session: Session = context.obj
    found = supplier_facts(session.context(), code)
    columns = (tr("{name} ({code})").format(name=found.name, code=found.code), "", tr("of"))
    prices = [
        (one.sku, one.sent_on or one.came_on or "", price_words(one)) for one in found.price_changes
    ]
    shown = [table(columns, fact_rows(found))]
    if prices:
        shown.append(table((tr("price of"), tr("since"), tr("a unit")), prices))
    session.emit(_document(found), *shown, *filter(None, [odd_words(found)]))


def _document(found: SupplierFacts) -> dict[str, object]:
    return {
        "supplier": found.code,
        "name": found.name,
        "orders_with_lead_time": len(found.leads),
        "lead_days_mean": found.lead_mean,
        "lead_days_spread": found.lead_spread,
        "came_before_they_were_sent": found.odd,
        "lines_on_time": found.on_time,
        "lines_with_a_day": found.dated,
        "units_short": found.short,
        "units_ordered": found.ordered,
        "units_rejected": found.rejected,
        "units_came": found.came,
        "prices": found.price_changes,
        "lines": found.lines,
    }
