"""One order as the command line answers with it."""

from typing import Any

from packbench.cli.session import Session, table, to_json
from packbench.domain.orders import Problem
from packbench.services.orders.looking import OrderView, ProblemView
from packbench.services.privacy import discreet_order
from packbench.words.custom_fields import value_words
from packbench.words.language import tr
from packbench.words.order_fields import perhaps_meant
from packbench.words.states import PROBLEMS, reason_words, status_word


def order_of(session: Session, order: OrderView) -> dict[str, Any]:
    """As this station may show it."""
    return order_document(discreet_order(session.context(turns_day=False), order))


def order_document(order: OrderView) -> dict[str, Any]:
    """An order as programs read it."""
    document: dict[str, Any] = to_json(order)
    del document["id"]
    document["fields"] = {one["name"]: one["value"] for one in document.pop("custom")}
    document["problems"] = [_problem(problem) for problem in order.problems]
    return document


def _problem(problem: ProblemView) -> dict[str, str]:
    text = PROBLEMS[Problem(problem.code)]
    values = {"line": problem.line, "sku": problem.sku}
    message, fix = tr(text.message).format(**values), tr(text.fix).format(**values)
    fix = " ".join(filter(None, (fix, perhaps_meant(problem.near))))
    return {"code": problem.code, "message": message, "fix": fix}


def shown_order(order: OrderView) -> list[Any]:
    """The same for people: a title, its lines, shipments and problems."""
    title = tr("Order {number}: {status}, to {country}").format(
        number=order.number,
        status=status_word(order.status),
        country=order.country or tr("no country"),
    )
    lines = table(
        (
            *(tr("line"), tr("SKU"), tr("ordered"), tr("allocated"), tr("waiting")),
            *(tr("unavailable"), tr("picked"), tr("packed"), tr("shipped"), tr("cancelled")),
            tr("why"),
        ),
        [
            (
                *(line.line, line.sku, line.ordered, line.allocated, line.waiting),
                *(line.unavailable, line.picked, line.packed, line.shipped, line.cancelled),
                reason_words(line.reason) if line.reason else None,
            )
            for line in order.lines
        ],
    )
    shipments = table(
        (tr("shipment"), tr("warehouse"), tr("status")),
        [(one.number, one.warehouse, status_word(one.status)) for one in order.shipments],
    )
    custom = [
        tr("{field}: {value}").format(field=one.label, value=value_words(one))
        for one in order.custom
        if one.value is not None
    ]
    if order.excluded:
        custom.append(tr("Kept out of {warehouses}.").format(warehouses=", ".join(order.excluded)))
    problems = [f"{one['message']} {one['fix']}" for one in map(_problem, order.problems)]
    return [title, *custom, lines, shipments, *problems]
