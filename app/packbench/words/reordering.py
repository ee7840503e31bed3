"""Why so much of a product is to be bought: each number with the sentence that explains it."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from packbench.domain.reordering import RuleWay, safety_factor
from packbench.domain.suggestion import BuyProposal
from packbench.words.language import mark, tr, tr_count

Number = Callable[[float], str]
"""How numbers are written where the words are shown."""


class WhyLine(NamedTuple):
    """A number: what it is called, what it is, and where it comes from."""

    label: str
    value: str
    words: str


WAYS: Mapping[RuleWay, str] = {
    RuleWay.DAYS: mark("days of cover"),
    RuleWay.POINT: mark("point of its rule"),
    RuleWay.STOCK: mark("point at its stock"),
    RuleWay.MINIMUM: mark("minimum at its stock"),
    RuleWay.NONE: mark("back orders only"),
}
"""From where a reorder point comes, in a few words."""


def way_word(way: RuleWay) -> str:
    """From where a reorder point comes."""
    return tr(WAYS[way])


def why(one: BuyProposal, number: Number) -> list[WhyLine]:
    """Every number of a proposal, in the order in which one follows from the other."""
    return [
        *_position(one, number),
        *(_computed(one, number) if one.way is RuleWay.DAYS else _demand(one, number)),
        *_point(one, number),
        *_bought(one, number),
    ]


def _position(one: BuyProposal, number: Number) -> Iterator[WhyLine]:
    yield WhyLine(
        tr("On hand"), number(one.on_hand), tr("Units that lie in {w}.").format(w=one.warehouse)
    )
    if one.unavailable:
        yield WhyLine(
            tr("Unavailable"),
            number(one.unavailable),
            tr("Units of these that are damaged, blocked or expired."),
        )
    if one.safety:
        kept = tr("Units that are kept back from orders.")
        yield WhyLine(tr("Kept back"), number(one.safety), kept)
    promised = tr("Units that are promised to orders and not shipped yet.")
    yield WhyLine(tr("Promised"), number(one.allocated), promised)
    yield WhyLine(tr("Waiting"), number(one.waiting), _waiting(one, number))
    yield WhyLine(tr("Incoming"), number(one.incoming), _incoming(one, number))
    yield WhyLine(
        tr("Position"),
        number(one.position),
        tr("On hand + incoming − unavailable − kept back − promised − waiting."),
    )


def _waiting(one: BuyProposal, number: Number) -> str:
    if not one.waiting:
        return tr("No order waits for it to be sent from here.")
    if not one.short:
        return tr("Units that orders wait for; all are there or come.")
    return tr("Units that orders wait for; nothing brings {short} of them.").format(
        short=number(one.short)
    )


def _incoming(one: BuyProposal, number: Number) -> str:
    if not one.orders:
        return tr("No purchase order brings any.")
    orders = ", ".join(one.orders)
    if not one.drafted:
        return tr("Open units of {orders}, each counted once.").format(orders=orders)
    return tr("Open units of {orders}, each counted once; {drafted} are on drafts.").format(
        orders=orders, drafted=number(one.drafted)
    )


def _demand(one: BuyProposal, number: Number) -> Iterator[WhyLine]:
    words = tr("{units} units in the {days} days before today: ordered, not cancelled.").format(
        units=number(one.demand_units), days=number(one.demand_days)
    )
    yield WhyLine(tr("Demand a day"), number(round(one.demand.a_day, 2)), words)


def _computed(one: BuyProposal, number: Number) -> Iterator[WhyLine]:
    yield from _demand(one, number)
    spread = number(round(one.demand.spread, 2))
    yield WhyLine(
        tr("Varies by"),
        spread,
        tr("The standard deviation of a day's demand; days without any count as 0."),
    )
    if one.lead_days is None:
        words = tr("Nobody says how long it takes: 0 is taken. Write it at the supplier.")
        yield WhyLine(tr("Lead time"), "–", words)
    else:
        words = tr("Days until goods of {supplier} are here, give or take {spread}.").format(
            supplier=one.supplier, spread=number(one.lead_spread)
        )
        yield WhyLine(tr("Lead time"), number(one.lead_days), words)
    service = one.service_percent or 0
    yield WhyLine(
        tr("Safety stock"),
        number(one.safety_stock or 0),
        tr(
            "{z} · √({lead} · {spread}² + {demand}² · {varies}²), rounded up: enough in {service}"
            " of 100 times."
        ).format(
            z=number(round(safety_factor(service), 3)),
            lead=number(one.lead_days or 0),
            spread=spread,
            demand=number(round(one.demand.a_day, 2)),
            varies=number(one.lead_spread),
            service=number(service),
        ),
    )


def _point(one: BuyProposal, number: Number) -> Iterator[WhyLine]:
    if one.point is None:
        yield WhyLine(tr("Reorder point"), "–", tr("No rule asks for more than orders wait for."))
        return
    told = {
        RuleWay.DAYS: tr("What goes during the lead time, and the safety stock."),
        RuleWay.POINT: tr("As its reorder rule says."),
        RuleWay.STOCK: tr("As its stock here says; it has no reorder rule."),
        RuleWay.MINIMUM: tr("The minimum of its stock here; it has no reorder rule."),
    }
    yield WhyLine(tr("Reorder point"), number(one.point), told[one.way])
    if one.cover_days and one.target is not None:
        words = tr("The point, and what goes in {days} days.").format(days=number(one.cover_days))
        yield WhyLine(tr("Up to"), number(one.target), words)


def _bought(one: BuyProposal, number: Number) -> Iterator[WhyLine]:
    yield WhyLine(tr("Missing"), number(one.needed), _needed(one, number))
    if one.supplier is None:
        nobody = tr("Nobody in use sells it to us. Add the terms of a supplier.")
        yield WhyLine(tr("Supplier"), "–", nobody)
        return
    yield WhyLine(tr("Supplier"), one.supplier, _supplier(one, number))
    rounded = tr("In whole packs of {pack}, {least} at least.").format(
        pack=number(one.pack_size), least=number(one.minimum_quantity)
    )
    yield WhyLine(tr("To buy"), number(one.proposed), rounded if one.needed else tr("Nothing now."))


def _needed(one: BuyProposal, number: Number) -> str:
    if not one.needed:
        return tr("The position is not below the reorder point.")
    if one.needed == one.short:
        return tr("What orders wait for and nothing brings.")
    if one.lot:
        return tr("In lots of {lot}, until the reorder point is reached.").format(
            lot=number(one.lot)
        )
    return tr("From the position up to {target}.").format(target=number(one.target or 0))


def _supplier(one: BuyProposal, number: Number) -> str:
    if one.preferred:
        return tr("It is the preferred supplier of the product.")
    return tr_count(
        "It is the only one that sells it.",
        "Of {count} that sell it, the cheapest for so many; then the quickest.",
        one.chosen_of,
    ).format(count=number(one.chosen_of))
