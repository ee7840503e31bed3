"""Back orders that another station served: told in the message bar, and shown when asked for."""

from functools import partial

from PySide6.QtCore import QLocale

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.orders import OrderStatus
from packbench.services.office.lists import order_list
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


def tell_served(place: Workplace, changes: ChangeSet) -> None:
    """Tells how many back orders a change of another station served; nothing for other changes."""
    if not changes.served or changes.origin == place.context.origin:
        return
    words = tr_count(
        "{count} back order is ready (another station).",
        "{count} back orders are ready (another station).",
        changes.served,
    )
    text = words.format(count=QLocale().toString(changes.served))
    show = MessageAction(tr("Show"), partial(_show, place, changes), shows=True)
    place.desk.window.messages.post(Level.INFO, text, show)


def _show(place: Workplace, changes: ChangeSet) -> None:
    """The ready ones among the orders that it touched; all that are ready when it touched many."""
    ready, touched = OrderStatus.READY.value, changes.ids.get(Kind.ORDER, frozenset())

    def read() -> frozenset[str]:
        rows = order_list(place.context).rows(sorted(touched))
        return frozenset(row.number for row in rows if row.status == ready)

    def show(numbers: frozenset[str]) -> None:
        chosen = {"number": numbers} if numbers else {"status": frozenset({ready})}
        place.open_filtered("orders", FilterState("", chosen))

    place.desk.runner.read("served_elsewhere", read, show, owner=place.desk.window)
