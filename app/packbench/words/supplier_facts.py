"""The words of what suppliers did."""

from collections.abc import Callable
from decimal import Decimal

from packbench.domain.supplier_facts import ENOUGH, BoughtLine, SupplierFacts
from packbench.words.language import tr, tr_count


def fact_rows(
    facts: SupplierFacts, number: Callable[[int], str] = str
) -> list[tuple[str, str, str]]:
    """What is told of a supplier: what, the number, out of how much, as `number` writes it."""
    return [
        (tr("Lead time"), _lead(facts), _orders(len(facts.leads), number)),
        (tr("On time"), _share(facts.on_time, facts.dated), _lines(facts.dated, number)),
        (tr("Short"), _share(facts.short, facts.ordered), _units(facts.ordered, number)),
        (tr("Rejected"), _share(facts.rejected, facts.came), _units(facts.came, number)),
    ]


def odd_words(facts: SupplierFacts) -> str:
    """What is left out of the lead times; empty where nothing is, or all is told."""
    told = []
    if facts.odd:
        words = tr_count(
            "{count} order came before it was sent: it is in no lead time.",
            "{count} orders came before they were sent: they are in no lead time.",
            facts.odd,
        )
        told.append(words.format(count=facts.odd))
    if 0 < len(facts.leads) < ENOUGH:
        words = tr("Fewer than {count} orders: too few to count on.")
        told.append(words.format(count=ENOUGH))
    return " ".join(told)


def _lead(facts: SupplierFacts) -> str:
    if facts.lead_mean is None or facts.lead_spread is None:
        return "–"
    words = tr("{mean} days ± {spread}")
    return words.format(mean=f"{facts.lead_mean:.1f}", spread=f"{facts.lead_spread:.1f}")


def _orders(count: int, number: Callable[[int], str]) -> str:
    return tr_count("{count} order", "{count} orders", count).format(count=number(count))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _lines(count: int, number: Callable[[int], str]) -> str:
    return tr_count("{count} line", "{count} lines", count).format(count=number(count))


def _units(count: int, number: Callable[[int], str]) -> str:
    return tr_count("{count} unit", "{count} units", count).format(count=number(count))


def price_words(line: BoughtLine) -> str:
    """What a unit cost, in its currency."""
    cost = line.unit_cost if line.unit_cost is not None else Decimal(0)
    decimals = max(2, -int(cost.normalize().as_tuple().exponent))
    return f"{cost:.{decimals}f} {line.currency or ''}".strip()
