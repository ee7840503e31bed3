"""Printing from the window: what was sent is told, and what did not work offers a way out.

The spooler may take seconds to answer; it is asked in the render lane, never on this thread.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from packbench.domain.changes import ChangeSet
from packbench.domain.printers import JobState, JobView, PrintKind
from packbench.domain.refusals import PRINTER_FAULTS, EnvironmentFault
from packbench.engine.command.context import Context
from packbench.services.documents.printing import RenderedDocument
from packbench.services.printers.choosing import other_printers
from packbench.services.printers.events import Printed, print_events
from packbench.services.printers.printing import print_document
from packbench.services.printers.queue import look_at, save_job
from packbench.services.printers.sending import printer_for, send_again
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.print_jobs import job_trouble, sent_words
from packbench.words.refusals import sentence

LOOK_AFTER_MS = 5_000
"""So long a printer may take before it is asked whether it prints."""
_OFFERED = 2


class Printing:
    """Prints documents on this station's printers.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def print_here(self, kind: PrintKind, document: RenderedDocument) -> None:
        """Prints a document on this station's printer for its kind."""
        context = self._place.context

        def work() -> JobView:
            return print_document(context, kind, document, printer_for(context, kind))

        self.run(tr("Printing {document}").format(document=document.name), work)

    def again(self, job: int, printer: str | None = None) -> None:
        """Prints a job's document once more, on its own printer or on another one."""
        context = self._place.context
        self.run(
            tr("Printing job {job} again").format(job=job),
            lambda: send_again(context, job, printer),
        )

    def save(self, job: JobView) -> None:
        """Asks where, and writes a job's document there."""
        desk, context = self._place.desk, self._place.context
        ending = "pdf" if job.form.dpi is None else "zpl"
        pattern = tr("PDF files (*.pdf)") if ending == "pdf" else tr("ZPL files (*.zpl)")
        name = f"{job.title}.{ending}"
        path = ask_where_to_save(desk.window, tr("Save the document"), name, pattern)
        if path:
            desk.runner.render(
                "",
                lambda _: save_job(context, job.job, Path(path), force=True),
                self._tell_saved,
                owner=desk.window,
            )

    def run(
        self, title: str, work: Callable[[], JobView], done: Callable[[], None] | None = None
    ) -> None:
        """Prints by `work`, and tells what came of it; `done` is called however it ends."""
        desk = self._place.desk

        def sent(job: JobView) -> None:
            self.tell_sent(job)
            if done:
                done()

        def failed(error: BaseException) -> None:
            self.tell_failed(desk.window.errors.translate(error))
            if done:
                done()

        desk.runner.render(title, lambda _: work(), sent, on_error=failed, owner=desk.window)

    def tell_sent(self, job: JobView) -> None:
        """Tells that a job is on its way; looks after a while whether it is printed."""
        window = self._place.desk.window
        window.messages.post(Level.DONE, sent_words(job))
        later = _Later(window)
        later.timeout.connect(partial(self._look, job.job))
        later.start(LOOK_AFTER_MS)

    def tell_failed(self, error: BaseException) -> None:
        """Tells a printer's fault with the ways out, anything else as the window does."""
        if isinstance(error, EnvironmentFault) and error.code in PRINTER_FAULTS:
            job = error.params.get("job")
            self._offer(sentence(error), job if isinstance(job, int) else None)
        else:
            self._place.desk.window.errors.show(error)

    def _look(self, number: int) -> None:
        context, desk = self._place.context, self._place.desk

        def told(job: JobView) -> None:
            if job.state is not JobState.PRINTED and job_trouble(job):
                self._offer(job_trouble(job), job.job)

        def failed(error: BaseException) -> None:
            self.tell_failed(desk.window.errors.translate(error))

        desk.runner.read(
            "print_job", lambda: look_at(context, number), told, on_error=failed, owner=desk.window
        )

    def _offer(self, words: str, number: int | None) -> None:
        """Tells what keeps a document from its printer, with other printers and a file."""
        desk, context = self._place.desk, self._place.context
        if number is None:
            desk.window.messages.post(Level.FAILED, words)
            return

        def look() -> tuple[JobView, list[str]]:
            job = look_at(context, number)
            return job, other_printers(context, job)

        def show(found: tuple[JobView, list[str]]) -> None:
            desk.window.messages.post(Level.FAILED, words, *self._ways_out(*found))

        desk.runner.read("print_offer", look, show, owner=desk.window)

    def _ways_out(self, job: JobView, others: list[str]) -> list[MessageAction]:
        words = tr("Print on {printer}")
        return [
            MessageAction(tr("Save as PDF…"), partial(self.save, job)),
            *(
                MessageAction(
                    words.format(printer=on_button(name)), partial(self.again, job.job, name)
                )
                for name in others[:_OFFERED]
            ),
        ]

    def _tell_saved(self, path: Path) -> None:
        self._place.desk.window.messages.post(Level.DONE, tr("Saved {file}.").format(file=path))


class _Later(QTimer):
    """Fires once; not any more when its window is closed.

    Args:
        window: the window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setSingleShot(True)
        self.timeout.connect(self.deleteLater)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A closed window looks after nothing."""
        if event.type() == QEvent.Type.Close:
            self.stop()
        return super().eventFilter(watched, event)


def printer_name(context: Context, kind: PrintKind) -> str:
    """The printer of this station for a kind of document; empty where there is none."""
    try:
        return printer_for(context, kind).printer
    except EnvironmentFault:
        return ""


def print_by_itself(place: Workplace, changes: ChangeSet) -> None:
    """Prints what the station prints by itself of what was just changed here."""
    context, printing = place.context.without_key(), Printing(place)

    def tell(printed: list[Printed]) -> None:
        for one in printed:
            if isinstance(one, JobView):
                printing.tell_sent(one)
            else:
                printing.tell_failed(one)

    desk = place.desk
    desk.runner.render("", lambda _: print_events(context, changes), tell, owner=desk.window)
