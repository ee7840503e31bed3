"""What the commands of the printers and of the print queue do."""

from collections.abc import Mapping
from functools import partial

import shiboken6

from packbench.domain.printers import JobView, PrinterChoice, PrintKind
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.services.printers.choosing import choose_printers, list_choices, list_printers
from packbench.services.printers.printing import print_test
from packbench.services.printers.queue import list_jobs
from packbench.services.printers.sending import cancel_job, send_again
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.printing import Printing
from packbench.ui.screens.printers.dialog import PrintersDialog
from packbench.ui.screens.printers.queue_dialog import QueueDialog
from packbench.ui.screens.printers.rows import StationPrinters
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.print_jobs import sent_words
from packbench.words.refusals import sentence


class PrintersController:
    """Opens the dialogs, remembers what was chosen, prints and looks again."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._printing = Printing(place)

    def open(self) -> None:
        """Shows the printers as they are now."""
        context, desk = self._place.context, self._place.desk

        def look() -> StationPrinters:
            choices = list_choices(context)
            try:
                return StationPrinters(list_printers(), choices)
            except EnvironmentFault as fault:
                return StationPrinters((), choices, sentence(fault))

        desk.runner.read("printers", look, self._show, owner=desk.window)

    def open_queue(self) -> None:
        """Shows the print queue as it is now."""
        desk = self._place.desk
        dialog = QueueDialog(desk.theme, desk.window)
        dialog.again_wanted.connect(partial(self._print_again, dialog))
        dialog.save_wanted.connect(self._printing.save)
        dialog.cancel_wanted.connect(partial(self._take_back, dialog))
        dialog.refresh_wanted.connect(partial(self._refresh, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._refresh(dialog)

    def _show(self, shown: StationPrinters) -> None:
        desk = self._place.desk
        dialog = PrintersDialog(shown, desk.theme, desk.window)
        sending = Sending(self._place)
        dialog.submitted.connect(partial(self._write, dialog, sending))
        dialog.test_wanted.connect(partial(self._test, dialog))
        dialog.queue_wanted.connect(self.open_queue)
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(
        self,
        dialog: PrintersDialog,
        sending: Sending,
        changes: Mapping[PrintKind, PrinterChoice | None],
    ) -> None:
        desk, context = self._place.desk, self._place.context

        def written(_choices: object, _key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            desk.window.messages.post(Level.DONE, tr("The printers of this station are saved."))

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was saved."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)
            else:
                desk.window.messages.post(Level.REFUSED, words)

        sending.send(
            SentCommand(
                tr("Saving the printers"),
                dict(changes),
                lambda key, _: choose_printers(context, changes, key=key),
                written,
                refused,
            )
        )

    def _test(self, dialog: PrintersDialog, choice: PrinterChoice) -> None:
        desk, context = self._place.desk, self._place.context

        def failed(error: BaseException) -> None:
            known = desk.window.errors.translate(error)
            if isinstance(known, EnvironmentFault | Refusal):
                dialog.refuse(sentence(known))
            else:
                dialog.refuse(tr("It did not work."))
                desk.window.errors.show(known)

        desk.runner.render(
            "",
            lambda _: print_test(context, choice),
            lambda job: dialog.tell(sent_words(job)),
            on_error=failed,
            owner=dialog,
        )

    def _refresh(self, dialog: QueueDialog) -> None:
        context, desk = self._place.context, self._place.desk

        def look() -> tuple[list[JobView], list[str], str]:
            try:
                return list_jobs(context), [one.name for one in list_printers()], ""
            except EnvironmentFault as fault:
                return list_jobs(context, look=False), [], sentence(fault)

        def show(found: tuple[list[JobView], list[str], str]) -> None:
            jobs, printers, trouble = found
            dialog.show_jobs(jobs, printers)
            if trouble:
                dialog.refuse(trouble)

        desk.runner.read("print_queue", look, show, owner=dialog)

    def _print_again(self, dialog: QueueDialog, job: JobView, printer: str) -> None:
        context = self._place.context
        self._printing.run(
            tr("Printing job {job} again").format(job=job.job),
            lambda: send_again(context, job.job, printer or None),
            partial(self._refresh_if_open, dialog),
        )

    def _take_back(self, dialog: QueueDialog, job: JobView) -> None:
        context, desk = self._place.context, self._place.desk
        desk.runner.render(
            "",
            lambda _: cancel_job(context, job.job),
            lambda _: self._refresh(dialog),
            owner=dialog,
        )

    def _refresh_if_open(self, dialog: QueueDialog) -> None:
        if shiboken6.isValid(dialog):
            self._refresh(dialog)
