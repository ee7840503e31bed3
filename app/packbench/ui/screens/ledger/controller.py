"""Opens the ledger, reads in the background, writes files."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale

from packbench.jobs.progress import Progress
from packbench.services.documents.printing import RenderedDocument
from packbench.services.ledger.movements import (
    LedgerFilter,
    export_movements,
    levels_then,
    movements,
)
from packbench.services.ledger.proof import (
    Proof,
    compare,
    proof,
    proof_page,
    read_proof,
    write_proof,
)
from packbench.services.office.lists import filter_values, inventory_list
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument
from packbench.ui.parts.widgets.file_dialogs import ask_for_files, ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.ledger.movements_dialog import MovementsDialog
from packbench.ui.screens.ledger.proof_dialog import ProofDialog
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


def show_movements(place: Workplace) -> MovementsDialog:
    """Opens what moved, beginning with the product that is selected in Inventory."""
    desk, context = place.desk, place.context
    dialog = MovementsDialog(desk.theme, desk.window)
    here = desk.window.tabs.key == "inventory"
    ids = place.selected_ids()[:1] if here else ()

    def fail(error: BaseException) -> None:
        dialog.refuse(failure_words(desk.window.errors, error, tr("Ask for something else.")))

    def read(wanted: LedgerFilter, before: int | None) -> None:
        desk.runner.read(
            "ledger.movements",
            lambda: movements(context, wanted, before=before),
            partial(dialog.show_page, after_others=before is not None),
            on_error=fail,
            owner=dialog,
        )

    def read_then(wanted: LedgerFilter, at: datetime | None) -> None:
        desk.runner.read(
            "ledger.then",
            lambda: levels_then(context, wanted, at),
            dialog.show_then,
            on_error=fail,
            owner=dialog,
        )

    def begin() -> tuple[list[str], str, str]:
        rows = inventory_list(context).rows(ids) if ids else []
        warehouse, sku = (rows[0].warehouse, rows[0].sku) if rows else ("", "")
        return list(filter_values(context).warehouses), warehouse, sku

    dialog.wanted.connect(read)
    dialog.then_wanted.connect(read_then)
    dialog.exported.connect(partial(_export, place))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    desk.runner.read(
        "ledger.begin", begin, lambda found: dialog.begin(*found), on_error=fail, owner=dialog
    )
    return dialog


def _export(place: Workplace, wanted: LedgerFilter) -> None:
    context, desk = place.context, place.desk
    patterns = tr("Excel (*.xlsx);;CSV (*.csv)")
    path = ask_where_to_save(desk.window, tr("Export"), "movements.xlsx", patterns)
    if path is None:
        return

    def work(_progress: Progress) -> int:
        return export_movements(context, path, wanted)

    def tell(count: int) -> None:
        words = tr_count("{count} row written to {file}.", "{count} rows written to {file}.", count)
        told = words.format(count=QLocale().toString(count), file=path.name)
        desk.window.messages.post(Level.DONE, told)

    desk.runner.render(tr("Exporting"), work, tell, owner=desk.window)


def show_proof(place: Workplace) -> ProofDialog:
    """Opens where the ledgers end; writes that to a file, or compares it with one."""
    desk, context = place.desk, place.context
    dialog = ProofDialog(desk.theme, desk.window)

    def fail(error: BaseException) -> None:
        dialog.tell(failure_words(desk.window.errors, error, tr("Choose another file.")))

    def save(shown: Proof) -> None:
        name = tr("ledger-{day}.json").format(day=shown.at.date().isoformat())
        path = ask_where_to_save(dialog, tr("Save"), name, tr("Heads (*.json)"))
        if path is not None:
            desk.runner.render(
                tr("Saving"),
                lambda _: write_proof(context, path, shown),
                lambda _: dialog.tell(tr("Saved as {file}.").format(file=path.name)),
                on_error=fail,
                owner=dialog,
            )

    def show_page(page: RenderedDocument) -> None:
        title = page.name.removesuffix(".pdf")
        document = ShownDocument(title, page.pdf, context.database.path)
        DocumentPreview(document, desk.runner, desk.theme, dialog.tell, dialog).show()

    def draw(shown: Proof) -> None:
        desk.runner.render(
            tr("Making the page"),
            lambda _: proof_page(context, shown),
            show_page,
            on_error=fail,
            owner=dialog,
        )

    def ask() -> None:
        for path in ask_for_files(dialog, tr("Compare"), tr("Heads (*.json)"))[:1]:
            _compare(path)

    def _compare(path: Path) -> None:
        dialog.tell(tr("Reading all movements up to what {file} tells…").format(file=path.name))
        desk.runner.read(
            "ledger.compare",
            lambda: compare(context, read_proof(path)),
            partial(dialog.show_compared, path.name),
            on_error=fail,
            owner=dialog,
        )

    dialog.saved.connect(save)
    dialog.printed.connect(draw)
    dialog.compared.connect(ask)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    desk.runner.read(
        "ledger.proof", lambda: proof(context), dialog.show_proof, on_error=fail, owner=dialog
    )
    return dialog
