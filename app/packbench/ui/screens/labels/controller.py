"""What the command of the labels does: makes them, shows them, prints them."""

from functools import partial

from packbench.domain.printers import JobView, PrintForm, PrintKind
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.exchange.rejects import shown
from packbench.services.documents.labels import (
    BinSelection,
    LabelFile,
    LabelForm,
    badge_labels,
    bin_labels,
    cart_labels,
    own_sheets,
    product_labels,
    tote_labels,
)
from packbench.services.documents.printing import RenderedDocument
from packbench.services.office.lists import inventory_list
from packbench.services.printers.sending import printer_for, send
from packbench.ui.printing import Printing, printer_name
from packbench.ui.screens.labels.dialog import Labelled, LabelPlaces, LabelsDialog, LabelWish
from packbench.ui.showing import Showing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_INVENTORY = "inventory"
_LAST_NUMBER = 999_999
_DIGITS = 6


class LabelsController:
    """Opens the dialog and answers it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._showing, self._printing = Showing(place), Printing(place)

    def open(self) -> None:
        """Asks of what; of products where some are selected in the inventory."""
        context, desk = self._place.context, self._place.desk
        page = desk.window.tabs.page
        of_products = page is not None and page.objectName() == f"{_INVENTORY}_page"
        ids = self._place.selected_ids() if of_products else ()

        def read() -> LabelPlaces:
            kinds = (PrintKind.LABELS, PrintKind.PRODUCT_LABELS)
            first, second = (printer_name(context, kind) for kind in kinds)
            rows = inventory_list(context).rows(ids) if ids else []
            skus = list(dict.fromkeys(row.sku for row in rows))
            return LabelPlaces(own_sheets(context), (first, second), skus)

        def show(shown: LabelPlaces) -> None:
            dialog = LabelsDialog(shown, desk.theme, desk.window)
            dialog.show_wanted.connect(partial(self._show, dialog))
            dialog.print_wanted.connect(partial(self._print, dialog))
            dialog.finished.connect(dialog.deleteLater)
            dialog.show()

        desk.runner.read("labels", read, show, owner=desk.window)

    def _show(self, dialog: LabelsDialog, wish: LabelWish) -> None:
        context = self._place.context
        warehouse = self._place.desk.window.top_bar.warehouse or None

        def make(force: bool) -> list[RenderedDocument]:
            made = _made(context, warehouse, wish, PrintForm.PDF, force=force)
            name, pdf = made.file_name, made.printable.data
            return [RenderedDocument(name, pdf, made.pages, made.unprintable)]

        def refuse(error: BaseException) -> bool:
            return self._refuse(dialog, error)

        self._showing.make(None, tr("Making the labels"), make, on_refusal=refuse)

    def _print(self, dialog: LabelsDialog, wish: LabelWish) -> None:
        context, desk = self._place.context, self._place.desk
        warehouse = desk.window.top_bar.warehouse or None
        kind = PrintKind.PRODUCT_LABELS if wish.what is Labelled.PRODUCTS else PrintKind.LABELS

        def failed(error: BaseException) -> None:
            if not self._refuse(dialog, error):
                self._printing.tell_failed(desk.window.errors.translate(error))

        def work() -> JobView:
            choice = printer_for(context, kind)
            made = _made(context, warehouse, wish, choice.form, force=False)
            return send(context, made.printable, choice)

        desk.runner.render(
            tr("Printing labels"),
            lambda _: work(),
            self._printing.tell_sent,
            on_error=failed,
            owner=desk.window,
        )

    def _refuse(self, dialog: LabelsDialog, error: BaseException) -> bool:
        """Tells a refusal in the dialog; False for what belongs elsewhere."""
        known = self._place.desk.window.errors.translate(error)
        if isinstance(known, EnvironmentFault) or not isinstance(known, Refusal):
            return False
        if known.code is Code.LETTERS_WITHOUT_FONT:
            return False
        dialog.refuse(sentence(known))
        return True


def _made(
    context: Context, warehouse: str | None, wish: LabelWish, form: PrintForm, *, force: bool
) -> LabelFile:
    """The labels that are wished for; refuses numbers that are none (`invalid`)."""
    how = LabelForm(wish.size, form, wish.copies, wish.used, force)
    if wish.what is Labelled.PRODUCTS:
        return product_labels(context, wish.names, how)
    if wish.what is Labelled.BADGES:
        return badge_labels(context, wish.names, how)
    if wish.what is Labelled.BINS:
        bins = BinSelection(
            warehouse=warehouse,
            first=wish.first or None,
            last=wish.last or None,
            zone=wish.zone or None,
        )
        return bin_labels(context, bins, how)
    first = _number(wish.first or "1")
    last = _number(wish.last) if wish.last else first
    if wish.what is Labelled.TOTES:
        return tote_labels(context, first, last, how)
    return cart_labels(context, first, last, 0, how)


def _number(text: str) -> int:
    # Python reads no number of thousands of digits, as a paste may be.
    digits = text if text.isdecimal() and len(text) <= _DIGITS else "0"
    if not 1 <= int(digits) <= _LAST_NUMBER:
        raise Refusal(Code.INVALID, field="number", value=shown(text))
    return int(text)
