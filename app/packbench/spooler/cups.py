"""CUPS by its own programs (`lp`, `lpstat`, `lpoptions`), as Linux and macOS have them.

They find the server as everything else on the computer does (`CUPS_SERVER`, client.conf). They are
asked in English, whatever the language of the desktop: their answers are read.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from packbench.domain.printers import JobState, Printer, PrintForm, PrintOrder, SpooledState
from packbench.domain.refusals import EnvironmentFault, FaultCode

_TIME_LIMIT_S = 20
_PRINTER = re.compile(r"printer (\S+) (.*)")
_DEFAULT = re.compile(r"system default destination: (\S+)")
_DESCRIPTION = re.compile(r"\s+Description: (.*)")
_JOB = re.compile(r"(\S+-\d+)\s")
_SENT = re.compile(r"request id is (\S+-\d+) ")
_STATUS = re.compile(r"\s+Status: (.*)")
_ALERTS = re.compile(r"\s+Alerts: (.*)")
_OPTION = re.compile(r"(\w+)/[^:]*: (.*)")
_STOPPED = ("disabled", "Rejecting Jobs")
_GONE = "does not exist"
_REJECTS = "not accepting"
_AT_100_PERCENT = ("print-scaling=none", "fit-to-page=false", "number-up=1")


class CupsSpooler:
    """The `Spooler` of Linux and macOS."""

    def printers(self) -> list[Printer]:
        """All queues: `lpstat -l -p` tells them with what stops them, `lpstat -d` the default."""
        default = _DEFAULT.search(_asked("lpstat", "-d"))
        first = default[1] if default else None
        told = _asked("lpstat", "-l", "-p", may_fail=True)
        return [replace(one, is_default=one.name == first) for one in _printers(told)]

    def equipped(self, printer: Printer) -> Printer:
        """Asks the printer's own options; a raw queue has none, and takes whatever it is sent."""
        told = _asked("lpoptions", "-p", printer.name, "-l", may_fail=True)
        options = {
            found[1]: tuple(value.lstrip("*") for value in found[2].split())
            for found in map(_OPTION.match, told.splitlines())
            if found
        }
        papers = options.get("PageSize", ()) or options.get("media", ())
        return replace(printer, papers=papers, trays=options.get("InputSlot", ()))

    def send(self, order: PrintOrder) -> str:
        """Hands the document to `lp`; ZPL goes to the printer as it is."""
        with tempfile.TemporaryDirectory(prefix="packbench-print-") as folder:
            file = Path(folder) / "document"
            file.write_bytes(order.data)
            done = _run("lp", *_options(order), "--", str(file))
        sent = _SENT.search(done.stdout)
        if done.returncode or sent is None:
            raise _fault(order.printer, done.stderr.strip() or done.stdout.strip())
        return sent[1]

    def states(self, jobs: Sequence[str]) -> Mapping[str, SpooledState]:
        """Looks through the jobs that wait and those that are done."""
        if not jobs:
            return {}
        waiting = _asked("lpstat", "-l", "-W", "not-completed", "-o", may_fail=True)
        done = _asked("lpstat", "-l", "-W", "completed", "-o", may_fail=True)
        told = dict(_jobs(done, over=True)) | dict(_jobs(waiting, over=False))
        return {job: told[job] for job in jobs if job in told}

    def take_back(self, job: str) -> bool:
        """Asks `cancel`, which fails for a job that is done."""
        return _run("cancel", job).returncode == 0


def _printers(told: str) -> Iterator[Printer]:
    """The printers of `lpstat -l -p`: a line each, with lines about it below."""
    for part in re.split(r"^(?=printer )", told, flags=re.MULTILINE):
        head, _, below = part.partition("\n")
        found = _PRINTER.match(head)
        if not found:
            continue
        described = _DESCRIPTION.search(below)
        said = below.split("\tForm mounted:")[0].strip()
        stopped = any(word in head or word in said for word in _STOPPED)
        trouble = said or found[2] if stopped else said
        yield Printer(found[1], described[1].strip() if described else "", trouble=trouble)


def _jobs(told: str, *, over: bool) -> Iterator[tuple[str, SpooledState]]:
    """The jobs of `lpstat -l -o`: a line each, with status and alerts below."""
    for part in re.split(r"^(?=\S)", told, flags=re.MULTILINE):
        found = _JOB.match(part)
        if not found:
            continue
        status, alerts = _STATUS.search(part), _ALERTS.search(part)
        words = status[1].strip() if status else ""
        yield unquote(found[1]), _state(over, words, alerts[1] if alerts else "")


def _state(over: bool, words: str, alerts: str) -> SpooledState:
    if not over:
        return SpooledState(JobState.SENT, words)
    if "cancel" in alerts:
        return SpooledState(JobState.CANCELLED)
    if "abort" in alerts:
        return SpooledState(JobState.KEPT, words or alerts)
    return SpooledState(JobState.PRINTED)


def _options(order: PrintOrder) -> list[str]:
    """The options of `lp`. Each value is a word of its own: names may hold blanks and umlauts."""
    options = ["-d", order.printer, "-n", str(order.copies), "-t", order.title]
    if order.form is not PrintForm.PDF:
        return [*options, "-o", "raw"]
    settings = [*_AT_100_PERCENT]
    if order.paper:
        settings.append(f"media={order.paper}")
    if order.tray:
        settings.append(f"InputSlot={order.tray}")
    return [*options, *(word for setting in settings for word in ("-o", setting))]


def _asked(program: str, *arguments: str, may_fail: bool = False) -> str:
    """What a program answers; a question about nothing (no printers, no jobs) may fail."""
    done = _run(program, *arguments)
    if done.returncode and (not may_fail or _is_silent(done.stderr)):
        raise EnvironmentFault(FaultCode.SPOOLER_MISSING, cause=done.stderr.strip())
    return done.stdout


def _is_silent(told: str) -> bool:
    """Whether the server did not answer at all."""
    return any(words in told for words in ("Bad file descriptor", "refused", "not running"))


def _fault(printer: str, told: str) -> EnvironmentFault:
    if _GONE in told:
        return EnvironmentFault(FaultCode.PRINTER_GONE, printer=printer)
    if _REJECTS in told:
        return EnvironmentFault(FaultCode.PRINTER_REFUSES, printer=printer)
    if _is_silent(told):
        return EnvironmentFault(FaultCode.SPOOLER_MISSING, cause=told)
    return EnvironmentFault(FaultCode.PRINT_FAILED, printer=printer, cause=told)


def _run(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    path = shutil.which(program)
    if path is None:
        raise EnvironmentFault(FaultCode.SPOOLER_MISSING, cause=program)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    try:
        return subprocess.run(  # noqa: S603 - CUPS's own programs; each name is one argument
            [path, *arguments],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_TIME_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentFault(FaultCode.SPOOLER_MISSING, cause=str(error)) from error
