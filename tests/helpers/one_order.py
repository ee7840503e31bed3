"""Commands on one order, as the command line gives them: its refusal is raised, the order shown."""

from collections.abc import Sequence
from typing import NamedTuple

from packbench.domain.outcomes import Note
from packbench.engine.bulk import DO_IT, PREVIEW, Chosen, Results
from packbench.engine.command.context import Context
from packbench.services.orders import (
    cancelling,
    changes,
    cloning,
    merging,
    paying,
    rerouting,
    splitting,
)
from packbench.services.orders.looking import OrderView, get_order


def hold(context: Context, number: str, *, reason: str, release_stock: bool = False) -> OrderView:
    results = changes.hold(context, [number], reason=reason, release_stock=release_stock)
    return shown(context, number, results)


def resume(context: Context, number: str) -> OrderView:
    return shown(context, number, changes.resume(context, [number]))


def cancel(
    context: Context, number: str, *, line: int | None = None, quantity: int | None = None
) -> OrderView:
    return shown(context, number, cancelling.cancel(context, [Chosen(number, line, quantity)]))


def restore(context: Context, number: str) -> OrderView:
    return shown(context, number, changes.restore(context, [number]))


def set_priority(context: Context, number: str, priority: int) -> OrderView:
    return shown(context, number, changes.set_priority(context, [number], priority))


def pay(context: Context, number: str) -> OrderView:
    return shown(context, number, paying.pay(context, [number]))


def deallocate(context: Context, number: str) -> OrderView:
    return shown(context, number, changes.deallocate(context, [number]))


def reroute(context: Context, number: str, warehouse: str, *, line: int | None = None) -> OrderView:
    results = rerouting.reroute(context, [number], warehouse, line=line)
    return shown(context, number, results)


class Copied(NamedTuple):
    """An order after others came out of it or into it, and all that is told of it."""

    order: OrderView
    notes: list[Note]


def split(
    context: Context, number: str, *, line: int, quantity: int, dry_run: bool = False
) -> Copied:
    how = PREVIEW if dry_run else DO_IT
    results = splitting.split(context, [Chosen(number, line, quantity)], how=how)
    return copied(context, number, results)


def merge(context: Context, number: str, others: Sequence[str]) -> Copied:
    return copied(context, number, merging.merge(context, others, into=number))


def clone(context: Context, number: str) -> OrderView:
    results = cloning.clone(context, [number])
    return get_order(context, results.results[-1].order_number)


def copied(context: Context, number: str, results: Results) -> Copied:
    """The order after the command; raises the refusal of the first row."""
    row = results.results[0]
    if row.outcome == "refused":
        raise row.notes[0].refusal()
    return Copied(get_order(context, number), row.notes)


def shown(context: Context, number: str, results: Results) -> OrderView:
    """The order after the command; raises the refusal of the one row."""
    [row] = results.results
    if row.outcome == "refused":
        raise row.notes[0].refusal()
    return get_order(context, number)
