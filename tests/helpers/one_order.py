"""Commands on one order, as the command line gives them: its refusal is raised, the order shown."""

from packbench.engine.bulk import Chosen, Results
from packbench.engine.command.context import Context
from packbench.services.orders import cancelling, changes, rerouting
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
    return shown(context, number, changes.pay(context, [number]))


def deallocate(context: Context, number: str) -> OrderView:
    return shown(context, number, changes.deallocate(context, [number]))


def reroute(context: Context, number: str, warehouse: str, *, line: int | None = None) -> OrderView:
    results = rerouting.reroute(context, [number], warehouse, line=line)
    return shown(context, number, results)


def shown(context: Context, number: str, results: Results) -> OrderView:
    """The order after the command; raises the refusal of the one row."""
    [row] = results.results
    if row.outcome == "refused":
        raise row.notes[0].refusal()
    return get_order(context, number)
