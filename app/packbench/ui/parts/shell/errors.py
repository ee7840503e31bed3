"""Errors of three kinds, one surface each.

A refusal stands in the message bar, a fault of the surroundings in the banner, a bug is logged with
an incident id whose details can be copied. Exceptions that nobody caught, on any thread, are logged
and come here by a queued signal: no dialog is ever opened from another thread.
"""

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from packbench import __version__
from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.jobs.progress import JobCancelled
from packbench.logs.incidents import log_bug, log_refusal
from packbench.ui.parts.widgets.banner import Banner
from packbench.ui.parts.widgets.messages import Level, MessageAction, Messages
from packbench.words.language import tr
from packbench.words.refusals import sentence


class ErrorSurfaces(QObject):
    """Shows an exception where it belongs.

    Attributes:
        translate: from an error of the database's driver to the refusal or fault that it means;
            who connects to a database sets it.
        actions: what can be done about a fault, by its code; the office fills it.

    Signals:
        lost: something could not reach the database.
    """

    lost = Signal()

    def __init__(self, messages: Messages, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.translate: Callable[[BaseException], BaseException] = _unchanged
        self.actions: dict[FaultCode, MessageAction] = {}
        self._messages = messages
        self._banner = banner

    def show(self, error: BaseException) -> None:
        """Tells the person about an exception; it never raises."""
        error = self.translate(error)
        if isinstance(error, Refusal | EnvironmentFault):
            log_refusal(error)
        if isinstance(error, Refusal):
            self._messages.post(Level.REFUSED, sentence(error))
        elif isinstance(error, EnvironmentFault):
            self._tell_fault(error)
        elif isinstance(error, JobCancelled):
            self._messages.post(Level.INFO, tr("Cancelled. Nothing was changed."))
        else:
            self._show_bug(error)

    def _tell_fault(self, fault: EnvironmentFault) -> None:
        if fault.code is FaultCode.OUTCOME_UNKNOWN:
            words = tr(
                "Not known whether `{name}` was saved: the database was lost at that moment. Look"
                " before you do it again."
            )
            self._messages.post(Level.PART, words.format(name=fault.params["name"]))
            return
        cause, lost = fault.code.value, fault.code is FaultCode.DATABASE_UNREACHABLE
        if not (lost and cause in self._banner.causes):  # told already, and by who knows it best
            action = self.actions.get(fault.code)
            actions = [action] if action else []
            self._banner.show_text(sentence(fault), actions, cause=cause)
        if lost:
            self.lost.emit()

    def _show_bug(self, error: BaseException) -> None:
        incident = log_bug(error)
        details = _details(incident, error)
        text = tr("Something went wrong. Nothing half-done was saved. Incident {incident}.")
        copy = MessageAction(
            tr("Copy details"), lambda: QGuiApplication.clipboard().setText(details)
        )
        self._messages.post(Level.FAILED, text.format(incident=incident), copy)


def _unchanged(error: BaseException) -> BaseException:
    return error


def _details(incident: str, error: BaseException) -> str:
    trace = "".join(traceback.format_exception(error))
    return f"Packbench {__version__}, incident {incident}\nPython {sys.version}\n\n{trace}"


class Uncaught(QObject):
    """Brings exceptions that nobody caught to the UI thread.

    Signals:
        caught: the exception.
    """

    caught = Signal(object)

    def install(self) -> None:
        """Takes the place of Python's hooks for the main thread and for others."""
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread

    def remove(self) -> None:
        """Gives Python's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _from_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.caught.emit(error)

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught.emit(args.exc_value)
