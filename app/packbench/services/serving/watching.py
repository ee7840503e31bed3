"""Files that come into a watched folder: each is imported once, whatever happens on the way.

The import's key is in the name of the claim. A process that ended in the middle leaves the claim;
the next one imports it by the same key, which does it once, and gives the stored result.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.logs.incidents import log_bug, log_refusal
from packbench.services.importing.files import IMPORTABLE, ImportRequest, ImportResult, import_file
from packbench.services.importing.looking import look_at
from packbench.services.importing.told import import_document
from packbench.services.office.ready import meaning_of
from packbench.services.serving.arrivals import FROM_FOLDER
from packbench.services.serving.folders import Claim, Folder, clear
from packbench.words.refusals import sentence
from packbench.words.serving import RequestFault, request_words

_log = logging.getLogger("packbench.folder")

SETTLE_S = 3.0
EVERY_S = 1.0
_AGAIN_S = 10.0


@dataclass(frozen=True, slots=True)
class CameIn:
    """A file that came in: where it is kept now, and its result as it stands beside it."""

    path: Path
    failed: bool
    document: dict[str, Any]


class Watcher:
    """Imports what comes into a folder.

    Args:
        context: the database, and by whom.
        path: the folder.
        update: known records are changed.
        settle_s: as long a file has to stay as it is before it is taken as whole.
    """

    def __init__(
        self, context: Context, path: Path, *, update: bool = False, settle_s: float = SETTLE_S
    ) -> None:
        if not path.is_dir():
            raise Refusal(Code.INVALID, field="watched folder", value=str(path))
        self._context = replace(context, station=f"{FROM_FOLDER}{path.resolve().name}")
        self._folder = Folder(path, IMPORTABLE, settle_s)
        self._update = update

    def run(self, stop: Event, tell: Callable[[CameIn | Exception], None]) -> None:
        """Watches until it is stopped; the file under way ends. Raises where another one watches.

        `tell` is given each file that came in, and each fault for which it is tried again.
        """
        with self._folder.watched():
            while not stop.is_set():
                pause = EVERY_S
                try:
                    for came in self._step(stop):
                        tell(came)
                except (Refusal, EnvironmentFault, OSError) as error:
                    pause = _AGAIN_S
                    tell(error)
                stop.wait(pause)

    def run_once(self, stop: Event, tell: Callable[[CameIn], None]) -> None:
        """Imports what is there, once it is whole. Raises what keeps it from that."""
        with self._folder.watched():
            while not stop.is_set():
                for came in self._step(stop):
                    tell(came)
                if not self._folder.waits:
                    return
                stop.wait(EVERY_S)

    def _step(self, stop: Event) -> Iterator[CameIn]:
        """What was begun, then what is whole."""
        for claim in self._folder.begun():
            if claim.path is None:
                clear(claim)
            elif not stop.is_set():
                yield self._bring_in(claim)
        for path in self._folder.whole():
            if not stop.is_set():
                claim_ = self._folder.take(path, update=self._update)
                if claim_ is not None:
                    yield self._bring_in(claim_)

    def _bring_in(self, claim: Claim) -> CameIn:
        """Imports a file that was taken; raises where it has to be tried again."""
        path = claim.path
        if path is None:
            raise AssertionError(claim.place)
        document, failed = self._imported(claim, path)
        told = {"kind": claim.kind, **document}
        kept = self._folder.settle(claim, told, failed=failed)
        _log.info("folder kind=%s failed=%s", claim.kind or "-", failed)
        return CameIn(kept, failed, told)

    def _imported(self, claim: Claim, path: Path) -> tuple[dict[str, Any], bool]:
        try:
            result = self._import(claim, path)
        except Exception as error:  # noqa: BLE001 - a file is not lost for a bug
            meant = meaning_of(self._context.database, error)
            return {"error": _told(meant)}, True
        came = result.imported + result.updated + result.unchanged
        return import_document(result), bool(result.rejected and not came)

    def _import(self, claim: Claim, path: Path) -> ImportResult:
        if not claim.kind:
            raise Refusal(Code.INVALID, field="kind of a file", value=path.name)
        request = ImportRequest(
            claim.kind,
            path,
            profile=_profile_of(claim.kind, path),
            update=claim.update,
            key=f"folder:{claim.key}",
        )
        return import_file(self._context, request)


def _profile_of(kind: str, path: Path) -> str | None:
    """The shop whose export a file is, None for our own columns."""
    with suppress(Refusal):
        fits = look_at(path).fits
        first = next((fit for fit in fits if fit.kind == kind), None)
        return first.profile if first else None
    return None


def _told(error: BaseException) -> dict[str, str]:
    """Why a file did not come in; raises what has to be tried again."""
    if isinstance(error, EnvironmentFault) or (
        isinstance(error, Refusal) and error.code is Code.BUSY
    ):
        raise error
    if isinstance(error, Refusal):
        log_refusal(error)
        return {"code": error.code.value, "message": sentence(error)}
    words = request_words(RequestFault.BUG, {"incident": log_bug(error)})
    return {"code": "bug", "message": words}
