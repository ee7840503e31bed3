"""What the commands of the Purchase Orders tab do."""

from array import array

from packbench.engine.bulk import How, Results
from packbench.services.commands.declaration import Values as FilledIn
from packbench.services.office.lists import PurchaseOrderRow, purchase_order_list
from packbench.services.purchasing.edited import (
    PurchaseChoices,
    editable_purchase,
    purchase_choices,
)
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.order_entry import FormSession
from packbench.ui.parts.bulk.declared import words_of
from packbench.ui.parts.bulk.spec import Bulk, Values
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.purchasing.declared import DECLARED, TAB
from packbench.ui.screens.purchasing.entry import EditPurchaseTask, NewPurchaseTask
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


class PurchasingController:
    """Runs the commands on the chosen purchase orders."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._bulk = BulkRunner(place)

    def change(self, command: CommandId) -> None:
        """Opens the dialog of a command on the chosen purchase orders."""
        ids, desk = array("q", self._place.selected_ids()), self._place.desk
        context = self._place.context

        def ask(rows: list[PurchaseOrderRow]) -> None:
            known = {row.id: row.number for row in rows}
            numbers = [known[id_] for id_ in ids if id_ in known]
            if numbers:
                self._bulk.ask(self._asked(command, numbers))
            else:
                words = tr("These purchase orders are there no more. F5 reads the list again.")
                desk.window.messages.post(Level.INFO, words)

        read = purchase_order_list(context).rows
        desk.runner.read("purchasing.ask", lambda: read(ids), ask, owner=desk.window)

    def new(self) -> None:
        """Opens the form of a new purchase order."""
        context, desk = self._place.context, self._place.desk

        def show(choices: PurchaseChoices) -> None:
            FormSession(self._place, NewPurchaseTask(context, choices))

        desk.runner.read(
            "purchasing.entry", lambda: purchase_choices(context), show, owner=desk.window
        )

    def edit(self) -> None:
        """Opens the selected purchase order to be edited."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()[:1]

        def read() -> EditPurchaseTask:
            [row] = purchase_order_list(context).rows(ids)
            return EditPurchaseTask(
                context, editable_purchase(context, row.number), purchase_choices(context)
            )

        def show(task: EditPurchaseTask) -> None:
            FormSession(self._place, task)

        desk.runner.read(
            "purchasing.entry", read, show, on_error=desk.window.errors.show, owner=desk.window
        )

    def _asked(self, command: CommandId, numbers: list[str]) -> Bulk:
        declared, context = DECLARED[command], self._place.context

        def do(values: Values, how: How) -> Results:
            return declared.run(context, numbers, FilledIn(values), how)

        heading = tr("Purchase order")
        return Bulk(words_of(declared), (), do, len(numbers), heading, self._show)

    def _show(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered(TAB, FilterState("", {"number": numbers}))
