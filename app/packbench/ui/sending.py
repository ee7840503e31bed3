"""Sending a command from the window: with a key that lives until the true answer came.

The line to a server may break while something is saved. Then the command is asked again by its key
as long as nobody gives up; after that its fate is asked as soon as the database answers. Until it
is known, the same content is sent with the same key, and other content not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer

from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.core import was_done
from packbench.jobs.progress import JobCancelled, Progress
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.shell.errors import ErrorSurfaces
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

T = TypeVar("T")

_ASK_AFTER_MS = 200


class NotDoneAfterAllError(Exception):
    """It is known now that what was sent was not done."""


class DoneBeforeError(Exception):
    """What was sent first was done after all; what was sent now was not."""


@dataclass(frozen=True, slots=True)
class SentCommand(Generic[T]):
    """A command to be sent.

    Attributes:
        title: what a person reads while it runs, and while its fate is not known.
        content: what it does; equal contents are the same command.
        work: does it, with a key, in the write lane.
        on_ok: called with the answer and the key by which it can be taken back.
        on_error: called with what went wrong; `failure_words` says it.
        part: what the key of its first part ends with, of a command in parts.
    """

    title: str
    content: object
    work: Callable[[str, Progress], T]
    on_ok: Callable[[T, str], None]
    on_error: Callable[[BaseException], None]
    part: str = ""


class Sending(QObject):
    """The key of one dialog, or of one command without a dialog, and what became of it.

    It lives until `retire` was called and every answer came.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.desk.window)
        self._place = place
        self._key = uuid4().hex
        self._unknown: SentCommand[Any] | None = None
        self._unknown_key = ""
        self._asking = self._retired = False
        self._running = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_ASK_AFTER_MS)
        self._soon.timeout.connect(self._ask_unknown)
        place.desk.window.answers.connect(self._ask_soon)

    def send(self, sent: SentCommand[Any]) -> Job:
        """Sends a command; after one whose fate is not known, only the same or when it is known."""
        if self._unknown is None or self._unknown.content == sent.content:
            return self._run(sent)
        return self._ask(partial(self._run_after, sent), sent.on_error)

    def retire(self) -> None:
        """Nothing more is sent; it goes when all is known."""
        self._retired = True
        self._go_when_known()

    def _go_when_known(self) -> None:
        if self._retired and not self._running and self._unknown is None:
            self.deleteLater()

    def _run(self, sent: SentCommand[Any]) -> Job:
        key = self._key
        desk = self._place.desk
        self._running += 1
        being_saved = desk.window.being_saved
        being_saved[key + sent.part] = sent.title

        def answered(result: Any) -> None:
            self._running -= 1
            being_saved.pop(key + sent.part, None)
            self._know()
            sent.on_ok(result, key)
            self._go_when_known()

        def failed(error: BaseException) -> None:
            self._running -= 1
            self._take_error(sent, error)
            if self._unknown is None:
                being_saved.pop(key + sent.part, None)
            self._go_when_known()

        def work(progress: Progress) -> Any:
            try:
                return sent.work(key, progress)
            except EnvironmentFault as fault:
                if progress.cancelled and fault.code is FaultCode.DATABASE_UNREACHABLE:
                    raise JobCancelled from fault  # the line was cut for that
                raise

        return desk.runner.write(
            sent.title,
            work,
            answered,
            on_error=failed,
            owner=desk.window,
        )

    def _take_error(self, sent: SentCommand[Any], error: BaseException) -> None:
        known = self._place.desk.window.errors.translate(error)
        if not isinstance(known, EnvironmentFault):
            sent.on_error(known)
        elif known.code is FaultCode.OUTCOME_UNKNOWN:
            self._unknown, self._unknown_key = sent, str(known.params["key"])
            words = unknown_words(sent.title)
            banner = self._place.desk.window.banner
            banner.show_text(words, cause=known.code.value, first=True)
            sent.on_error(known)
            self._ask_soon()
        elif self._unknown is not None:  # sent once more: what became of the first is still open
            name, key = self._unknown.title, self._unknown_key
            sent.on_error(EnvironmentFault(FaultCode.OUTCOME_UNKNOWN, name=name, key=key))
        else:
            sent.on_error(known)

    def _know(self) -> None:
        """The fate of what was sent is known."""
        window = self._place.desk.window
        if self._unknown is not None:
            window.banner.end(FaultCode.OUTCOME_UNKNOWN.value)
            window.being_saved.pop(self._key + self._unknown.part, None)
        self._unknown = None

    def _ask_soon(self) -> None:
        window = self._place.desk.window
        if self._unknown is not None and window.online and window.isVisible():
            self._soon.start()

    def _ask_unknown(self) -> None:
        unknown = self._unknown
        if unknown is not None and not self._asking:
            self._ask(partial(self._tell_fate, unknown), lambda _: None)

    def _ask(self, then: Callable[[bool], None], on_error: Callable[[BaseException], None]) -> Job:
        """Asks whether what was sent was done; nothing is done by asking."""
        desk, context, key = self._place.desk, self._place.context, self._unknown_key
        self._asking = True

        def know(done: bool) -> None:
            self._asking = False
            then(done)

        def fail(error: BaseException) -> None:
            self._asking = False
            on_error(desk.window.errors.translate(error))
            self._ask_soon()

        return desk.runner.write(
            "", lambda _: was_done(context, key), know, on_error=fail, owner=desk.window
        )

    def _tell_fate(self, unknown: SentCommand[Any], done: bool) -> None:
        if self._unknown is not unknown:
            return
        if done:
            self._run(unknown)  # gives the answer that got lost
        else:
            self._know()
            unknown.on_error(NotDoneAfterAllError())
            self._go_when_known()

    def _run_after(self, sent: SentCommand[Any], done: bool) -> None:
        self._know()
        self._key = uuid4().hex  # what is sent now is another command
        if done:
            sent.on_error(DoneBeforeError())
        else:
            self._run(sent)


def send_once(place: Workplace, sent: SentCommand[Any]) -> Job:
    """Sends a command that has no dialog."""
    sending = Sending(place)
    job = sending.send(sent)
    sending.retire()
    return job


def tell_failure(place: Workplace, error: BaseException) -> None:
    """Tells why a command without a dialog was not done, each kind on its own surface."""
    errors = place.desk.window.errors
    if isinstance(error, NotDoneAfterAllError):
        place.desk.window.messages.post(Level.REFUSED, failure_words(errors, error, ""))
    elif not (isinstance(error, EnvironmentFault) and error.code is FaultCode.OUTCOME_UNKNOWN):
        errors.show(error)  # what is not known stands in the banner already


def unknown_words(title: str) -> str:
    """What is told as long as nobody knows whether something was saved."""
    words = tr(
        "Not known yet whether this was saved: {what}. The database was lost at that moment; it is"
        " looked up as soon as the database answers."
    )
    return words.format(what=title)


def failure_words(errors: ErrorSurfaces, error: BaseException, otherwise: str) -> str:
    """Why something was not done, or that nobody knows yet; a bug is shown with its incident."""
    known = errors.translate(error)
    if isinstance(known, JobCancelled):
        return tr("Stopped. Nothing was changed.")
    if isinstance(known, NotDoneAfterAllError):
        return tr("It was not saved: the database answers again. Nothing was changed; try again.")
    if isinstance(known, DoneBeforeError):
        return tr(
            "What you sent first was saved after all, what stands here now was not. Look at the"
            " records before you send it."
        )
    if isinstance(known, EnvironmentFault) and known.code is FaultCode.OUTCOME_UNKNOWN:
        return tr(
            "Not known yet whether this was saved. It is looked up as soon as the database"
            " answers; the same sent again is done once."
        )
    if isinstance(known, Refusal | EnvironmentFault):
        return sentence(known)
    errors.show(known)
    return otherwise
