"""One run of the command line: its options, its database, and how it answers."""

import errno
import io
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packbench.accounts import login_name
from packbench.cli.tables import Listing
from packbench.cli.terminal import visible, visible_cell, visible_json
from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.plain import plain_values
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.words.language import tr

# The help needs neither the database nor tables: both are loaded by the first command that does.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.progress import Progress as RichProgress

    from packbench.engine.command.context import Context

PATIENCE_S = 30.0
_PIPE_COLUMNS = 200
_PRINTED = (Kind.WAVE, Kind.LOCATION, Kind.PURCHASE_ORDER, Kind.SHIPMENT)


class AnswerLostError(Exception):
    """An answer can't be written: nobody reads, or the disk behind stdout is full.

    Args:
        cause: what the system says.
    """

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause)
        self.cause = cause


def _answers(width: int | None) -> "Console":
    """Stdout with tables; it tells when its reader left, instead of ending the process."""
    from rich.console import Console

    class Answers(Console):
        def on_broken_pipe(self) -> None:
            raise AnswerLostError(BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)))

    return Answers(width=width, emoji=False)


to_json = plain_values

OpenContext = Callable[[str, str, str], "Context"]
"""Opens a database: URL, operator, station."""


def _nobody_watches(_context: "Context") -> None:
    """Where there is no server that could go silent."""


class Session:
    """What all commands of one process share; `batch` runs many commands on one session.

    Attributes:
        database_url: as given or the default.
        as_json: one JSON document on stdout and nothing else there.
        debug: tracebacks are shown.
        output: the document of the last command, where programs ask for it.
        captured: a batch runs the commands.
        printing: commands print their answers; a batch with `--json` collects them instead.
        patience_s: how long a command is asked for whose line broke while it was saved.
        key: of the command, so that it is done once however often it is sent.
        done: the names of the commands that were done by this one.
    """

    def __init__(
        self,
        open_context: OpenContext,
        make_ready: "Callable[[Context], None]",
        open_window: "Callable[[Context], int]",
        save_pictures: "Callable[[Context, Path], list[Path]]",
        database_url: str,
        watch: "Callable[[Context], None]" = _nobody_watches,
    ) -> None:
        self._open_context, self._watch = open_context, watch
        self._make_ready = make_ready
        self._open_window = open_window
        self._save_pictures = save_pictures
        self.database_url = database_url
        self.operator = login_name()
        self.station = platform.node() or "station"
        self.as_json = False
        self.debug = False
        self.captured = False
        self.printing = True
        self.output: Any = None
        self._then: Callable[[], object] | None = None
        self.patience_s = PATIENCE_S
        self.key: str | None = None
        self.done: list[str] = []
        self._context: Context | None = None
        self._ready, self._shown = False, False
        self._told_of_clock = False
        self._changes = ChangeSet()

    def choose_database(self, url: str) -> None:
        """Takes the URL of the command line."""
        self.database_url, self._shown = url, True

    def _tell_password(self) -> None:
        """Says so where others can read a password in the URL of the command line."""
        from packbench.services.office.ready import holds_password

        if self._shown and holds_password(self.database_url):
            self.say(
                tr(
                    "Everybody on this computer can see the password in --database while this runs."
                    " Use PACKBENCH_DATABASE, or a password file (PGPASSFILE), instead."
                )
            )

    def raw_context(self, *, watched: bool = True) -> "Context":
        """The database as it is, whatever its schema (for `db init` and the like).

        With `watched` a line of its own notices when a server goes silent.
        """
        if self._context is None:
            self._tell_password()
            opened = self._open_context(self.database_url, self.operator, self.station)
            self._context = replace(opened, on_done=self._note_done, publish=self._note_changes)
            patience = self._context.database.patience
            patience.limit_s, patience.on_doubt = self.patience_s, self._tell_doubt
            if watched:
                self._watch(self._context)
        return replace(self._context, key=self.key)

    def begin(self) -> None:
        """A command begins: it has no key and has done nothing yet."""
        self.key, self.done, self.output, self._then = None, [], None, None
        self._changes = ChangeSet()

    def _note_done(self, name: str) -> None:
        self.done.append(name)

    def _note_changes(self, changes: ChangeSet) -> None:
        self._changes |= changes

    def print_by_itself(self) -> None:
        """Prints what this station prints by itself of what the command changed.

        The command is done and answered: what fails is told, and no error of it.
        """
        changes, self._changes = self._changes, ChangeSet()
        if not changes.touches(*_PRINTED) or self._context is None:
            return
        from packbench.domain.printers import JobView
        from packbench.services.printers.events import print_events
        from packbench.words.print_jobs import sent_words
        from packbench.words.refusals import sentence

        for done in print_events(self.context().without_key(), changes):
            self.say(sent_words(done) if isinstance(done, JobView) else sentence(done))

    def _tell_doubt(self, doubtful: bool) -> None:
        if doubtful:
            words = tr("The line to the database broke while it was being saved; asking again…")
            self.say(words)

    def context(self, *, turns_day: bool = True) -> "Context":
        """The database, ready for work on this day; raises an EnvironmentFault when it can't be.

        `turns_day` False leaves the day as it is.
        """
        context = self.raw_context()
        if not self._ready:
            self._make_ready(context)
            self._ready = True
        if turns_day:
            self._turn_day(context)
        return context

    def lasting_context(self) -> "Context":
        """The same for what runs on and on: what its many commands did is not kept in mind."""
        return replace(self.context(), on_done=lambda _: None, publish=lambda _: None)

    def _turn_day(self, context: "Context") -> None:
        """Does what the day brings; tells once where the clock has to be confirmed first."""
        from packbench.services.office.ready import day_turns

        try:
            if day_turns(context.database):
                from packbench.services.office.sweep import turn_day

                turn_day(context)
        except EnvironmentFault as fault:
            if fault.code is not FaultCode.CLOCK_UNSURE:
                raise
            if not self._told_of_clock:
                from packbench.words.refusals import sentence

                self.say(sentence(fault))
            self._told_of_clock = True

    def translate(self, error: Exception) -> BaseException:
        """The refusal or fault that a database error means; any other error as it is."""
        if self._context is None:
            return error
        from packbench.services.office.ready import meaning_of

        return meaning_of(self._context.database, error)

    def open_window(self) -> int:
        """Opens the window on the session's database and gives its exit code."""
        return self._open_window(self.raw_context())

    def save_pictures(self, folder: Path) -> list[Path]:
        """Writes pictures of the window on the session's database, for where there is no screen."""
        return self._save_pictures(self.raw_context(), folder)

    def close(self) -> None:
        """Closes the database."""
        if self._context is not None:
            self._context.database.dispose()

    def emit(self, document: Any, *people: Any, then: Callable[[], object] | None = None) -> None:
        """Answers: a document for programs, tables and sentences for people.

        A document that is much to make is given as a function, and made where a program asks.
        `then` is done once the answer is written whole.
        """
        self.output, self._then = None, then
        if self.as_json:
            self.output = to_json(document() if callable(document) else document)
        if not self.printing:
            return
        if self.as_json:
            print_json(self.output)
        else:
            self._print(people)
        self.written()

    def written(self) -> None:
        """The answer is written whole."""
        then, self._then = self._then, None
        if then is not None:
            then()

    def _print(self, people: Sequence[Any]) -> None:
        # A file or a pipe has no width: rows stay whole there.
        console = _answers(None) if sys.stdout.isatty() else None
        with _answering():
            for part in people:
                _print_part(console, visible(part) if isinstance(part, str) else part)
            sys.stdout.flush()

    def say(self, text: str) -> None:
        """Words for people, never in the way of a document."""
        with suppress(OSError):  # where nobody can be told, that can't be told either
            print(visible(text), file=sys.stderr)  # noqa: T201 - this is the command line

    @contextmanager
    def progress(self, what: str) -> "Iterator[Callable[[int, int], None]]":
        """A progress bar on stderr that is called with (done, total); silent for programs."""
        if self.as_json or self.captured or not sys.stderr.isatty():
            yield lambda _done, _total: None
            return
        from rich.console import Console
        from rich.progress import Progress as RichProgress

        with RichProgress(console=Console(stderr=True), transient=True) as bar:
            yield _advance(bar, what)


def _print_part(console: "Console | None", part: Any) -> None:
    """Writes a table or a sentence straight where it fits; `console` is the terminal, if any."""
    width = console.width if console else _PIPE_COLUMNS
    if isinstance(part, Listing):
        fitting = part.fitting(width)
        if fitting is not None:
            heading, rows = fitting
            _print_heading(console, heading)
            sys.stdout.writelines(f"{row}\n" for row in rows)
            return
        part = part.laid_out()
    elif console is None and isinstance(part, str) and _fits(part):
        sys.stdout.write(f"{part}\n")
        return
    (console or _answers(width)).print(part, highlight=False, markup=False)


def _print_heading(console: "Console | None", heading: str) -> None:
    if console is None:
        sys.stdout.write(f"{heading}\n")
    else:
        console.print(heading, style="bold", highlight=False, markup=False, no_wrap=True)
        sys.stdout.flush()


def _fits(text: str) -> bool:
    """Whether a sentence needs no more than a line, each of its letters a place."""
    return text.isascii() and "\t" not in text and len(text) <= _PIPE_COLUMNS


def _advance(bar: "RichProgress", what: str) -> Callable[[int, int], None]:
    task = bar.add_task(what, total=None)

    def advance(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total or None)

    return advance


def print_json(document: Any) -> None:
    """One JSON document on stdout, in one line."""
    every_letter = (sys.stdout.encoding or "").lower().startswith("utf")
    with _answering():
        written = json.dumps(document, ensure_ascii=not every_letter)
        sys.stdout.write(visible_json(written) + "\n")
        sys.stdout.flush()


@contextmanager
def _answering() -> "Iterator[None]":
    """What goes wrong inside is that the answer can't be written."""
    try:
        yield
    except OSError as error:
        raise AnswerLostError(error) from error


def write_any_letter() -> None:
    """A terminal or a pipe that lacks a letter gets its number; no answer fails for one.

    A stream that was closed takes everything and keeps nothing.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Listing:
    """A table for people; numbers to the right, nothing for None."""
    cells = [list(row) for row in rows]
    numbers = [
        bool(cells) and all(isinstance(row[index], int) for row in cells)
        for index in range(len(columns))
    ]
    texts = [["" if one is None else visible_cell(str(one)) for one in row] for row in cells]
    return Listing(columns, texts, numbers)
