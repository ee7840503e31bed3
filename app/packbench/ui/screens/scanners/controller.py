"""What the commands of the scanner do."""

from functools import partial

import shiboken6
from serial.tools.list_ports import comports

from packbench.domain.printers import PrintKind
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.domain.scanning.finding import find_setup
from packbench.domain.scanning.scanner import ScannerSetup
from packbench.exchange.outputs import Output
from packbench.exchange.scan_record import write_record
from packbench.services.documents.printing import RenderedDocument
from packbench.services.documents.scanner_page import scanner_page
from packbench.services.scanners import get_scanner, set_scanner
from packbench.ui.parts.scanner.listening import ScannerListener
from packbench.ui.parts.scanner.scan_hub import last_scans
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.printing import Printing, printer_name
from packbench.ui.screens.scanners.dialog import ScannerDialog, ShownScanner
from packbench.ui.screens.scanners.last_scans import LastScansDialog
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_ON = PrintKind.CONTROL_SHEET
"""The test symbol is printed where the control sheets are: on a sheet, for scanners."""


class ScannersController:
    """Opens the dialog, listens to the scanner, and keeps what was found."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing, self._printing = Undoing(place), Printing(place)

    def open(self) -> None:
        """Shows the scanner as it is set up now."""
        context, desk = self._place.context, self._place.desk
        desk.runner.read(
            "scanner.dialog",
            lambda: ShownScanner(get_scanner(context), [one.device for one in comports()]),
            self._show,
            owner=desk.window,
        )

    def open_last_scans(self) -> None:
        """Shows the flight recorder as it is now."""
        desk = self._place.desk
        dialog = LastScansDialog(last_scans(desk.window.hub), desk.window)
        dialog.save_wanted.connect(partial(self._save_scans, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_scans(self, dialog: LastScansDialog) -> None:
        patterns = ";;".join((tr("CSV files (*.csv)"), tr("JSON files (*.json)")))
        path = ask_where_to_save(dialog, tr("Save the last scans"), "last-scans.csv", patterns)
        if path is None:
            return
        try:
            output = Output(path, self._place.context.database.path, force=True)
            write_record(output, dialog.scans)
        except (Refusal, EnvironmentFault) as error:
            dialog.tell(sentence(error), Tone.WRONG)
        else:
            dialog.tell(tr("Saved {file}.").format(file=path), Tone.READY)

    def _show(self, shown: ShownScanner) -> None:
        desk = self._place.desk
        dialog = ScannerDialog(shown, desk.theme, desk.window)
        sending = Sending(self._place)
        listener = ScannerListener(desk.scans, dialog)
        listener.heard.connect(lambda keys: dialog.show_findings(find_setup(keys)))
        dialog.reading_wanted.connect(listener.begin)
        dialog.symbol_wanted.connect(partial(self._show_symbol, dialog))
        dialog.submitted.connect(partial(self._write, dialog, sending))
        dialog.finished.connect(listener.end)
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_symbol(self, dialog: ScannerDialog) -> None:
        context, desk = self._place.context, self._place.desk

        def show(made: tuple[RenderedDocument, str]) -> None:
            page, printer = made
            send = partial(self._printing.print_here, _ON, page) if printer else None
            own = context.database.path
            title = page.name.removesuffix(".pdf")
            shown = ShownDocument(title, page.pdf, own, printer, send)
            DocumentPreview(shown, desk.runner, desk.theme, dialog.tell, dialog).show()

        desk.runner.render(
            tr("Making the test symbol"),
            lambda _: (scanner_page(context), printer_name(context, _ON)),
            show,
            owner=dialog,
        )

    def _write(self, dialog: ScannerDialog, sending: Sending, setup: ScannerSetup) -> None:
        desk, context = self._place.desk, self._place.context

        def written(_: ScannerSetup, key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            self._undoing.offer(tr("The scanner of this station is set up."), key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was saved."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)
            else:
                desk.window.messages.post(Level.REFUSED, words)

        sending.send(
            SentCommand(
                tr("Saving the scanner"),
                setup,
                lambda key, _: set_scanner(context, setup, key=key),
                written,
                refused,
            )
        )
