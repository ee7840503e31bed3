"""Opens what stock is worth and what suppliers did, reads in the background, writes files."""

from datetime import date
from functools import partial

from PySide6.QtCore import QLocale

from packbench.jobs.progress import Progress
from packbench.services.value.stock import (
    ShippedCost,
    StockValue,
    ValueMethod,
    export_value,
    shipped_costs,
    stock_value,
)
from packbench.services.value.suppliers import supplier_codes, supplier_facts
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.value.facts_dialog import FactsDialog
from packbench.ui.screens.value.value_dialog import ValueDialog
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


def show_value(place: Workplace) -> ValueDialog:
    """Opens the value of stock of today."""
    desk, context = place.desk, place.context
    dialog = ValueDialog(desk.theme, desk.window)

    def fail(error: BaseException) -> None:
        words = failure_words(desk.window.errors, error, tr("Choose another day."))
        dialog.refuse(words)

    def read(day: date | None, method: ValueMethod, left: bool) -> None:
        if left:
            desk.runner.read(
                "value.left",
                lambda: shipped_costs(context, day, day, method=method),
                dialog.show_left,
                on_error=fail,
                owner=dialog,
            )
        else:
            desk.runner.read(
                "value.stock",
                lambda: stock_value(context, day, method=method),
                dialog.show_value,
                on_error=fail,
                owner=dialog,
            )

    dialog.wanted.connect(read)
    dialog.exported.connect(partial(_export, place))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.ask()
    return dialog


def show_facts(place: Workplace) -> FactsDialog:
    """Opens what suppliers did."""
    desk, context = place.desk, place.context
    dialog = FactsDialog(desk.theme, desk.window)

    def fail(error: BaseException) -> None:
        dialog.refuse(failure_words(desk.window.errors, error, tr("Close this and try again.")))

    def read(code: str) -> None:
        desk.runner.read(
            "value.facts",
            lambda: supplier_facts(context, code),
            dialog.show_facts,
            on_error=fail,
            owner=dialog,
        )

    dialog.wanted.connect(read)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    desk.runner.read(
        "value.suppliers",
        lambda: supplier_codes(context),
        dialog.offer,
        on_error=fail,
        owner=dialog,
    )
    return dialog


def _export(place: Workplace, found: StockValue | list[ShippedCost]) -> None:
    context, desk = place.context, place.desk
    patterns = tr("Excel (*.xlsx);;CSV (*.csv)")
    path = ask_where_to_save(desk.window, tr("Export"), "stock-value.xlsx", patterns)
    if path is None:
        return

    def work(_progress: Progress) -> int:
        return export_value(context, path, found)

    def tell(count: int) -> None:
        words = tr_count("{count} row written to {file}.", "{count} rows written to {file}.", count)
        told = words.format(count=QLocale().toString(count), file=path.name)
        desk.window.messages.post(Level.DONE, told)

    desk.runner.render(tr("Exporting"), work, tell, owner=desk.window)
