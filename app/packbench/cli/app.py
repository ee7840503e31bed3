"""The tree of commands, and the one place where errors become exit codes and sentences."""

import os
import shlex
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click import Command
from typer.exceptions import TyperException

from packbench import __version__
from packbench.cli.given import take_as_given
from packbench.cli.help import translate_help
from packbench.cli.session import PATIENCE_S, AnswerLostError, Session, print_json
from packbench.cli.tree import ALL, Commands
from packbench.cli.words import usage_words
from packbench.domain.refusals import (
    BENCH_FAULTS,
    PRINTER_FAULTS,
    SCREEN_FAULTS,
    SERVING_FAULTS,
    Code,
    EnvironmentFault,
    FaultCode,
    Refusal,
)
from packbench.logs.incidents import log_bug, log_refusal
from packbench.words.choosing import OPTION
from packbench.words.files import os_reason
from packbench.words.language import tr

REFUSED, WRONG_USAGE, DATABASE_FAULT, DONE_UNTOLD = 1, 2, 4, 5
_JSON = "--json"

_NOT_THE_DATABASE = {
    *(FaultCode.DISK_FULL, FaultCode.FOLDER_READ_ONLY, FaultCode.BACKUP_FAILED),
    *(FaultCode.BACKUP_DAMAGED, FaultCode.RESTORE_FAILED, FaultCode.RESTORE_UNSOUND),
    FaultCode.CLOCK_UNSURE,
    *(FaultCode.BACKUP_OTHER_KIND, FaultCode.TOOL_MISSING, FaultCode.TOOL_OLDER),
    *PRINTER_FAULTS,
    *SCREEN_FAULTS,
    *BENCH_FAULTS,
    *SERVING_FAULTS,
}


def root(
    context: typer.Context,
    database_url: Annotated[
        str | None, typer.Option("--database", help="A SQLAlchemy URL; default: your own file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    operator: Annotated[str | None, typer.Option(help="Who does it.")] = None,
    station: Annotated[str | None, typer.Option(help="At which station.")] = None,
    language_tag: Annotated[
        str | None, typer.Option(OPTION, help="The language of the texts, such as de or en-GB.")
    ] = None,
    patience_s: Annotated[
        float,
        typer.Option(
            "--patience",
            min=0,
            help="Seconds to ask for what became of a command whose line broke.",
        ),
    ] = PATIENCE_S,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Orders, allocation, the waiting room, picking and packing. Without a command: the window."""
    session: Session = context.obj
    if session.captured and any((database_url, operator, station, language_tag, debug, version)):
        raise typer.BadParameter(tr("options of the whole program stand before `batch`"))
    session.as_json = session.as_json or as_json
    session.debug = session.debug or debug
    if database_url:
        session.choose_database(database_url)
    session.operator = operator or session.operator
    session.station = station or session.station
    if not session.captured:
        session.patience_s = patience_s
    if version:
        session.emit({"version": __version__}, __version__)
    elif context.invoked_subcommand is None:
        raise typer.Exit(session.open_window())


def batch(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A file of commands, - for stdin.")],
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Go on after errors.")] = False,
) -> None:
    """Run one command a line (shell quoting, # comments) in one process on one database."""
    session: Session = context.obj
    if session.captured:
        raise typer.BadParameter(tr("a batch can't hold another batch"))
    code = 0
    lines = _read_lines(file)
    session.captured = True
    session.printing = not session.as_json
    try:
        for number, words in lines:
            session.output = None
            code = run(session, words)
            _tell_line(session, number, code)
            if code and not keep_going:
                break
    finally:
        session.captured, session.printing = False, True
    raise typer.Exit(code)


def _read_lines(file: str) -> list[tuple[int, list[str]]]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        split = [
            (number, shlex.split(line, comments=True))
            for number, line in enumerate(text.splitlines(), 1)
        ]
    except OSError as error:
        words = tr("{file} can't be read. {reason}")
        told = words.format(file=file, reason=os_reason(error))
        raise typer.BadParameter(told) from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(tr("{file} is not written in UTF-8").format(file=file)) from error
    except ValueError as error:
        raise typer.BadParameter(tr("a quote in the file is not closed")) from error
    return [(number, words) for number, words in split if words]


def _tell_line(session: Session, number: int, code: int) -> None:
    if session.as_json:
        print_json({"line": number, "exit": code, "output": session.output})
        session.written()


def command_tree(*, whole: bool = True) -> Command:
    """The commands, with their help in the language in use.

    Args:
        whole: all commands are loaded; otherwise each is when it is called.
    """
    app = typer.Typer(
        name="packbench",
        cls=Commands,
        help="Orders, allocation, the waiting room, picking and packing.",
        add_completion=False,
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(root)
    app.command("batch")(batch)
    tree = typer.main.get_command(app)
    take_as_given(tree)
    translate_help(tree)
    if whole and isinstance(tree, Commands):
        tree.load(ALL)
    return tree


def run(session: Session, arguments: Sequence[str]) -> int:
    """Runs one command line on a session and gives its exit code; nothing is raised.

    `--json` may stand anywhere, so that wrong usage is told as a document too.
    """
    words = [word for word in arguments if word != _JSON]
    session.as_json = session.as_json or len(words) < len(arguments)
    session.begin()
    try:
        return _run(session, words)
    except AnswerLostError as lost:
        return _answer_lost(session, lost.cause)


def _run(session: Session, words: list[str]) -> int:
    try:
        tree = command_tree(whole=False)
        code = tree.main(words, prog_name="packbench", standalone_mode=False, obj=session)
        session.print_by_itself()
    except AnswerLostError:
        raise
    except OSError as error:
        if error.filename is None:  # of a stream: the library writes its help to one
            raise AnswerLostError(error) from error
        return _told(session, error)
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback reaches a person
        return _told(session, session.translate(error))
    return int(code or 0)


def _told(session: Session, error: BaseException) -> int:
    """Tells an error in its own way and gives the exit code."""
    from packbench.words.refusals import sentence  # noqa: PLC0415 - most commands tell none

    match error:
        case TyperException():
            code, word, message = WRONG_USAGE, "usage", usage_words(error)
        case typer.Abort():
            code, word, message = REFUSED, "aborted", tr("Stopped; nothing more was done.")
        case Refusal():
            log_refusal(error)
            # A setting's value of a wrong form is wrong usage, as that of an option is.
            code = WRONG_USAGE if error.code is Code.BAD_SETTING else REFUSED
            word, message = error.code.value, sentence(error)
        case EnvironmentFault():
            log_refusal(error)
            elsewhere = error.code in _NOT_THE_DATABASE
            code = REFUSED if elsewhere else DATABASE_FAULT
            word, message = error.code.value, sentence(error)
        case _:
            return _tell_bug(session, error)
    if session.done:
        before = tr("Done before that: {names}.").format(names=_names(session.done))
        message = f"{message} {before}"
    return _fail(session, code, word, message)


def _fail(session: Session, code: int, word: str, message: str) -> int:
    if session.debug:
        traceback.print_exc()
    document: Any = {"error": {"code": word, "message": message}}
    if session.done:
        document["done"] = session.done
    session.output = document
    if session.as_json and session.printing:
        print_json(document)
    elif not session.as_json:
        session.say(message)
    return code


def _answer_lost(session: Session, error: OSError) -> int:
    """Nobody takes our answer: the disk behind stdout is full, or the reader of a pipe has left."""
    reason = os_reason(error)
    if session.done:
        words = tr("{names}: done, but the answer can't be written. {reason}")
        session.say(words.format(names=_names(session.done), reason=reason))
    elif not isinstance(error, BrokenPipeError):
        session.say(tr("The answer can't be written. {reason}").format(reason=reason))
    # What is still in the buffer would fail again when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE_UNTOLD if session.done else REFUSED


def _tell_bug(session: Session, bug: BaseException) -> int:
    incident = log_bug(bug)
    words = tr("Something went wrong in Packbench (incident {incident}); nothing was changed.")
    if session.done:
        words = tr("Something went wrong in Packbench (incident {incident}) after {names}: done.")
    return _fail(
        session, REFUSED, "bug", words.format(incident=incident, names=_names(session.done))
    )


def _names(done: Sequence[str]) -> str:
    """The commands that were done, each once, as the log and the audit list name them."""
    return ", ".join(f"`{name}`" for name in dict.fromkeys(done))
