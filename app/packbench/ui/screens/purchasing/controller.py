"""What the commands of the Purchase Orders tab do."""

from array import array
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from packbench.documents.shaping import REPLACEMENT
from packbench.domain.printers import PrintKind
from packbench.domain.purchasing import Milestone, PurchaseOrderStatus
from packbench.engine.bulk import How, Results
from packbench.jobs.progress import Progress
from packbench.services.commands.declaration import Asked, Asks
from packbench.services.commands.declaration import Values as FilledIn
from packbench.services.documents.printing import RenderedDocument
from packbench.services.office.lists import (
    PurchaseOrderRow,
    PurchasePapers,
    purchase_order_list,
    purchase_papers,
)
from packbench.services.purchasing.edited import (
    PurchaseChoices,
    editable_purchase,
    purchase_choices,
)
from packbench.services.purchasing.orders import change_status, get
from packbench.services.purchasing.paper import (
    PurchaseFiles,
    purchase_order_paper,
    write_for_supplier,
)
from packbench.ui import company_clock
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.order_entry import FormSession
from packbench.ui.parts.bulk.declared import words_of
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.filter_groups import Choice, FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.purchasing.declared import DECLARED, TAB
from packbench.ui.screens.purchasing.entry import EditPurchaseTask, NewPurchaseTask
from packbench.ui.showing import Showing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import message
from packbench.words.states import milestone_word
from packbench.words.unprintable import printed_words


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

    def edit(self, *, confirms: bool = False) -> None:
        """Opens the selected purchase order to be edited, or as its supplier confirmed it."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()[:1]

        def read() -> EditPurchaseTask:
            [row] = purchase_order_list(context).rows(ids)
            return EditPurchaseTask(
                context,
                editable_purchase(context, row.number),
                purchase_choices(context),
                confirms=confirms,
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

        fields = tuple(_FIELDS[asked.asks](asked) for asked in declared.fields)
        heading = tr("Purchase order")
        return Bulk(words_of(declared), fields, do, len(numbers), heading, self._show)

    def show_document(self) -> None:
        """Shows the selected purchase order as its supplier gets it."""
        context, ids = self._place.context, self._place.selected_ids()[:1]

        def make(force: bool) -> list[RenderedDocument]:
            rows = purchase_order_list(context).rows(ids)
            return [purchase_order_paper(context, row.number, force=force) for row in rows]

        Showing(self._place).make(PrintKind.PURCHASE_ORDER, tr("Making the purchase order"), make)

    def mail(self) -> None:
        """Writes what the supplier gets, opens the draft of the e-mail, and notes it as sent."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()[:1]

        def ask(rows: list[PurchaseOrderRow]) -> None:
            for row in rows:
                asked = tr("Where the e-mail and its files are kept")
                name = f"purchase-order-{row.number}.eml"
                path = ask_where_to_save(desk.window, asked, name, tr("E-mail (*.eml)"))
                if path:
                    self.mail_to(row.number, path.parent, path.stem)

        read = purchase_order_list(context).rows
        desk.runner.read("purchasing.mail", lambda: read(ids), ask, owner=desk.window)

    def mail_to(self, number: str, folder: Path, name: str) -> None:
        """Writes the files into a folder beside what is there, and goes on when they are."""
        context, desk = self._place.context, self._place.desk

        def work(_progress: Progress) -> PurchaseFiles:
            made = write_for_supplier(context, number, folder, force=True, beside=name)
            if get(context, number).status == PurchaseOrderStatus.AUTHORIZED:
                change_status(context, number, "send")
            return made

        def tell(made: PurchaseFiles) -> None:
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.mail)))
            words = tr("{file} is written, and {number} noted as sent.")
            told = words.format(file=made.mail.name, number=made.number)
            no_mail = tr("No mail program opened it: open it from {folder}.")
            more = [] if opened else [no_mail.format(folder=str(folder))]
            level = Level.PART if made.notes or more else Level.DONE
            told_more = message(made.notes) if made.notes else ""
            if made.unprintable:
                more.append(printed_words(made.unprintable, REPLACEMENT))
            desk.window.messages.post(level, " ".join(filter(None, (told, told_more, *more))))

        on_error = desk.window.errors.show
        words = tr("Writing the purchase order")
        desk.runner.render(words, work, tell, on_error=on_error, owner=desk.window)

    def open_attachment(self) -> None:
        """Opens the files that are attached to the selected purchase order."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()[:1]

        def show(papers: PurchasePapers) -> None:
            missing = [path for path in papers.attachments if not Path(path).is_file()]
            for path in papers.attachments:
                if path not in missing:
                    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
            if not papers.attachments:
                desk.window.messages.post(Level.INFO, tr("Nothing is attached to it."))
            elif missing:
                words = tr("There is no file {path} any more. Attach it anew where it is now.")
                desk.window.messages.post(Level.REFUSED, words.format(path=missing[0]))

        read = partial(purchase_papers, context, ids[0])
        desk.runner.read("purchasing.papers", read, show, owner=desk.window)

    def _show(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered(TAB, FilterState("", {"number": numbers}))


def _text(asked: Asked) -> DialogField:
    words = asked.words
    return DialogField(
        asked.key, tr(words.label), hint=tr(words.hint), needed=tr(words.needed), any_code=True
    )


def _check(asked: Asked) -> DialogField:
    words = asked.words
    return DialogField(
        asked.key, tr(words.label), FieldKind.CHECK, value=False, hint=tr(words.hint)
    )


def _day(asked: Asked) -> DialogField:
    today = company_clock.today().isoformat()
    return DialogField(asked.key, tr(asked.words.label), FieldKind.DAY, value=today)


def _milestone(asked: Asked) -> DialogField:
    choices = tuple(Choice(one.value, milestone_word(one.value)) for one in Milestone)
    first = choices[0].value
    label = tr(asked.words.label)
    return DialogField(asked.key, label, FieldKind.CHOICE, value=first, choices=choices)


_FIELDS: Mapping[Asks, Callable[[Asked], DialogField]] = {
    Asks.TEXT: _text,
    Asks.CHECK: _check,
    Asks.DAY: _day,
    Asks.MILESTONE: _milestone,
}
