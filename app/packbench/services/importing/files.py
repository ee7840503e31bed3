"""`import_file`: one file of one kind, in one command and one transaction."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from packbench.db.queries.records.custom_fields import defined_fields
from packbench.domain.custom_fields import custom_fields, heading_of
from packbench.domain.order_rules import RuleEvent
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import release
from packbench.engine.today import company_zone
from packbench.exchange import kinds
from packbench.exchange.encodings import named_encoding
from packbench.exchange.mapping import ColumnMap, check_map, profile_of
from packbench.exchange.outputs import Output
from packbench.exchange.profiles import Profile, load_profile
from packbench.exchange.reading import FileParts, read_parts, typed_parts
from packbench.exchange.records import LeftOut, Parsed, ToLookAt
from packbench.exchange.reject_file import earlier_rejects, reject_path, write_rejects
from packbench.exchange.rejects import Rejected
from packbench.exchange.zone import files_in
from packbench.paths import own_rejects_dir
from packbench.services.custom_fields import fields_stay
from packbench.services.importing.boxes import import_boxes
from packbench.services.importing.channel_rules import import_channel_rules
from packbench.services.importing.channels import import_channels
from packbench.services.importing.confirmations import import_confirmations
from packbench.services.importing.floors import floor_notes
from packbench.services.importing.kits import import_kits
from packbench.services.importing.mappings_kept import keep_mapping
from packbench.services.importing.orders import import_orders
from packbench.services.importing.outcome import ImportJob, Outcome, joined_notes
from packbench.services.importing.pick_bins import import_pick_bins
from packbench.services.importing.products import import_products
from packbench.services.importing.purchase_history import import_purchase_history
from packbench.services.importing.purchase_orders import import_purchase_orders
from packbench.services.importing.reorder_rules import import_reorder_rules
from packbench.services.importing.routing import import_channel_exclusions, import_postal_codes
from packbench.services.importing.shared_codes import shared_code_notes
from packbench.services.importing.sharing import import_shared_codes
from packbench.services.importing.shipping import import_shipping_methods, import_tracking
from packbench.services.importing.stock import import_stock
from packbench.services.importing.suppliers import import_suppliers
from packbench.services.importing.terms import import_supplier_products
from packbench.services.importing.undoing import keep_for_undo, tables_of
from packbench.services.importing.warehouses import import_locations, import_warehouses
from packbench.services.rules.acting import act, are_waiting, in_short

_IMPORTERS: Mapping[str, Callable[[Any], None]] = {
    kinds.PRODUCTS.name: import_products,
    kinds.KITS.name: import_kits,
    kinds.WAREHOUSES.name: import_warehouses,
    kinds.LOCATIONS.name: import_locations,
    kinds.PICK_BINS.name: import_pick_bins,
    kinds.STOCK.name: import_stock,
    kinds.CHANNELS.name: import_channels,
    kinds.ORDERS.name: import_orders,
    kinds.SUPPLIERS.name: import_suppliers,
    kinds.SUPPLIER_PRODUCTS.name: import_supplier_products,
    kinds.REORDER_RULES.name: import_reorder_rules,
    kinds.PURCHASE_ORDERS.name: import_purchase_orders,
    kinds.PURCHASE_HISTORY.name: import_purchase_history,
    kinds.CHANNEL_RULES.name: import_channel_rules,
    kinds.CONFIRMATIONS.name: import_confirmations,
    kinds.CHANNEL_EXCLUSIONS.name: import_channel_exclusions,
    kinds.POSTAL_CODES.name: import_postal_codes,
    kinds.SHIPPING_METHODS.name: import_shipping_methods,
    kinds.BOXES.name: import_boxes,
    kinds.SHARED_CODES.name: import_shared_codes,
    kinds.TRACKING.name: import_tracking,
}
_CHANGES_RULES = {
    *(kinds.PRODUCTS.name, kinds.KITS.name, kinds.WAREHOUSES.name, kinds.STOCK.name),
    kinds.CHANNEL_EXCLUSIONS.name,
}
"""Kinds of files after which warehouses may serve other orders than before."""
IMPORTABLE = tuple(_IMPORTERS)
"""The kinds of files, in the order in which a whole set of them is imported."""


@dataclass(frozen=True, slots=True)
class RejectedCell:
    """One cause for which a row stays out; `words.rejects` tells it.

    `params` are what its sentence names beside; None in results that an older version stored.
    """

    row: int
    column: str
    value: str
    code: str
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file.

    `imported`, `updated`, `unchanged`, `rejected` count records; `rows` counts rows, and is the sum
    of `taken_rows`, `repeated_rows`, the rows of rejected records and those that were left out.
    `told` is what follows from the file that its sender may not expect, and how it was read; what
    older versions stored has sentences under another name, which are not read.
    """

    kind: str
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: list[RejectedCell] = field(default_factory=list)
    rejects_file: str | None = None
    taken_rows: int = 0
    repeated_rows: int = 0
    rejected_rows: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    told: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A file to import.

    Attributes:
        profile: how a foreign file is read, by name or path, None for our columns.
        mapping: which columns are taken as which, in place of a profile.
        remember: the mapping is kept for files with these columns.
        encoding: in which a text file is written, None for the profile's or to find out.
        update: known records are changed instead of rejected.
        dry_run: everything is tried and nothing is kept.
        key: the command's key, to take it back by; None for a fresh one.
        rejects: a folder or a file for rejected rows; None for beside the file, or in the user's
            own folder `rejects` where nothing can be written there.
        rows: what a program sent in place of a file, by column; `path` is a name for it only, and
            what is rejected is told in the result and written nowhere.
    """

    kind: str
    path: Path
    profile: str | None = None
    update: bool = False
    dry_run: bool = False
    encoding: str | None = None
    key: str | None = None
    rejects: Path | None = None
    mapping: ColumnMap | None = None
    remember: bool = False
    rows: Sequence[Mapping[str, str]] | None = None


class _DryRun(Exception):  # noqa: N818 - not an error: it carries the result out of a rollback
    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


def refuse_own_database(context: Context, path: Path) -> None:
    """Refuses `file_binary` for the database's own file, without opening it.

    Whoever closes that file takes the locks of SQLite from the whole process with it.
    """
    own = context.database.path
    if own is None or not path.exists():
        return
    for kept in (own, Path(f"{own}-wal"), Path(f"{own}-shm")):
        if kept.exists() and path.samefile(kept):
            raise Refusal(Code.FILE_BINARY, file=path.name, line=1)


def import_file(
    context: Context,
    request: ImportRequest,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ImportResult:
    """Imports a file: good records go in, bad ones are told and written to `FILE.rejected.csv`.

    Whatever `on_progress` raises, up to the moment before the commit, leaves everything as it was.
    Refuses a file that can't be read as a whole, by name; then nothing is imported.
    """
    kind = kinds.KINDS.get(request.kind)
    if kind is None or request.kind not in _IMPORTERS:
        raise Refusal(Code.INVALID, field="kind", value=request.kind)
    if request.rows is None:
        refuse_own_database(context, request.path)
    zone = company_zone(context)
    with files_in(zone):
        parts = _begin_parts(context, request, kind, on_progress)

    def work(transaction: Transaction) -> ImportResult:
        with fields_stay(transaction.connection):
            with files_in(zone):  # the cells are read here
                job = _import_parts(transaction, request, parts)
            return _write(context, transaction, request, job, on_progress)

    # Orders take no stock, so other stations go on while a large file comes in, but for rules.
    moves_stock = kind is not kinds.ORDERS or request.update or _rules_wait(context)
    call = Call(f"import.{kind.name}", _content(request), request.key, moves_stock=moves_stock)
    trying = context.without_key() if request.dry_run else context
    with closing(parts):
        try:
            return run_command(trying, call, ImportResult, work)
        except _DryRun as dry_run:
            return dry_run.result


def _begin_parts(
    context: Context,
    request: ImportRequest,
    kind: kinds.TableKind[Any, Any],
    on_progress: Callable[[int, int], None],
) -> FileParts[Any, Any]:
    """Opens the file, to be read part by part."""
    encoding = named_encoding(request.encoding) if request.encoding else None
    with context.database.read.connect() as connection:
        fields = defined_fields(connection)
    with custom_fields(fields):
        if request.rows is not None:
            return typed_parts(kind, request.rows)
        profile = _profile(request)
        return read_parts(
            kind, request.path, profile=profile, encoding=encoding, on_progress=on_progress
        )


def _content(request: ImportRequest) -> dict[str, Any]:
    """What a key is for: the file by its content, and how it is read."""
    content: dict[str, Any] = {
        "kind": request.kind,
        "file": request.path.name,
        "update": request.update,
        "sha256": _digest(request),
    }
    if request.mapping is not None:
        content["columns"] = request.mapping.to_json()
    return content


def _write(
    context: Context,
    transaction: Transaction,
    request: ImportRequest,
    job: ImportJob[Any, Any],
    on_progress: Callable[[int, int], None],
) -> ImportResult:
    """Frees who waited for what was written, and keeps what undo needs."""
    release(transaction, job.outcome.freed, opened=job.outcome.freed)
    transaction.rules_changed = request.kind in _CHANGES_RULES or request.update
    on_progress(job.parsed.rows, job.parsed.rows)  # the last moment to cancel it
    written = not request.dry_run and request.rows is None
    result = _result(job, _Rejects(request, context.database.path) if written else None)
    if request.kind == kinds.ORDERS.name:
        _follow_rules(context, transaction, job.outcome)
    if request.dry_run:
        answer = transaction.answer(result)
        raise _DryRun(replace(answer, told=list(map(_would, answer.told))))
    if request.mapping is not None and request.remember:
        header = job.parsed.table.header
        keep_mapping(transaction.connection, request.mapping, header, request.path.name)
    with context.database.read.connect() as before:
        tables = tables_of(request.kind, job.parsed.columns)
        keep_for_undo(transaction, before, tables, job.outcome.brought)
    return result


def _would(told: Note) -> Note:
    """What a trial tells of rules: they acted on nothing yet."""
    acted = told.code is Said.RULE_ACTED_ON
    return replace(told, code=Said.RULE_WOULD_ACT_ON) if acted else told


def _rules_wait(context: Context) -> bool:
    """Whether rules are to act on orders that come in."""
    with context.database.read.connect() as connection:
        return are_waiting(connection, RuleEvent.IMPORT)


def _follow_rules(context: Context, transaction: Transaction, outcome: Outcome) -> None:
    """When all else of an import of orders is done, rules act on the new ones and those paid."""
    spans = outcome.brought.spans

    def then(result: ImportResult) -> ImportResult:
        new = [id_ for first, last in spans for id_ in range(first, last + 1)]
        told = in_short(act(context, transaction, RuleEvent.IMPORT, new))
        told += in_short(act(context, transaction, RuleEvent.PAID, outcome.paid))
        return replace(result, told=[*result.told, *told])

    transaction.then = then


def _profile(request: ImportRequest) -> Profile | None:
    """How the file is read; refuses a mapping that lacks a column or has one twice."""
    if request.mapping is not None:
        check_map(request.mapping)
        return profile_of(request.mapping, request.path.name)
    return load_profile(request.profile) if request.profile else None


def _import_parts(
    transaction: Transaction, request: ImportRequest, parts: FileParts[Any, Any]
) -> ImportJob[Any, Any]:
    """Writes a file part by part; gives the job of all of it, without its records."""
    outcome = Outcome()
    whole: Parsed[Any, Any] | None = None
    for part in parts:
        job = ImportJob(transaction, part, request.update, outcome)
        _IMPORTERS[request.kind](job)
        outcome.notes += shared_code_notes(transaction.connection, part)
        floors = floor_notes(transaction.connection, part)
        outcome.notes += [one for one in floors if one not in outcome.notes]
        whole = part.without_records() if whole is None else whole.joined(part)
    if whole is None:
        raise AssertionError  # a file has one part at least
    outcome.notes = joined_notes(outcome.notes)
    return ImportJob(transaction, whole, request.update, outcome)


@dataclass(slots=True)
class _Rejects:
    """Writes rejected rows where they were asked for, and says which other files it kept there."""

    request: ImportRequest
    own: Path | None
    kept: set[Path] = field(default_factory=set)

    def write(self, parsed: Parsed[Any, Any], rejected: list[Rejected]) -> str:
        """The path of the file. Where it can't be written nothing is imported."""
        try:
            return self._write(parsed, rejected, self.request.rejects)
        except EnvironmentFault as fault:
            if fault.code is not FaultCode.FOLDER_READ_ONLY or self.request.rejects is not None:
                raise
            with suppress(OSError):
                return self._write(parsed, rejected, own_rejects_dir())
            raise

    def _write(self, parsed: Parsed[Any, Any], rejected: list[Rejected], place: Path | None) -> str:
        path = reject_path(parsed.table.path, place)
        earlier = earlier_rejects(path)
        write_rejects(parsed.table, rejected, Output(path, self.own, force=True))
        self.kept = earlier_rejects(path) - earlier
        return str(path)


def _digest(request: ImportRequest) -> str:
    """Tells a file from another one of the same name, so that a key is for one of them."""
    if request.rows is not None:
        body = json.dumps([dict(row) for row in request.rows], sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()
    path = request.path
    if not path.is_file():  # a pipe is read once only
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _result(job: ImportJob[Any, Any], rejects: _Rejects | None) -> ImportResult:
    parsed, outcome = job.parsed, job.outcome
    rejected = sorted([*parsed.rejected, *outcome.rejected], key=lambda one: one.rows)
    # Written before the commit: where it can't be written, nothing is imported.
    rejects_file = rejects.write(parsed, rejected) if rejects and rejected else None
    kept = rejects.kept if rejects else ()
    refused_rows = sum(len(one.rows) for one in outcome.rejected)
    return ImportResult(
        kind=parsed.kind.name,
        rows=parsed.rows,
        imported=outcome.imported,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        rejected=len(rejected),
        rejects=[cell for one in rejected for cell in _cells(one)],
        rejects_file=rejects_file,
        taken_rows=parsed.taken_rows - refused_rows,
        repeated_rows=parsed.repeated_rows,
        rejected_rows=sum(len(one.rows) for one in rejected),
        left_out=list(parsed.left_out),
        unknown_columns=list(parsed.unknown_columns),
        told=[
            *parsed.notes,
            *map(_look_note, parsed.to_look_at),
            *_emptied(job),
            *outcome.notes,
            *map(_kept_note, kept),
        ],
    )


def _emptied(job: ImportJob[Any, Any]) -> list[Note]:
    """What the empty cells of the file did to known records, where they were changed."""
    kind = job.parsed.kind
    known_by = {*kind.key, kind.scope}
    empty = {name: n for name, n in job.parsed.empty_cells.items() if n and name not in known_by}
    if kind.empty_keeps or not job.update or not job.outcome.updated or not empty:
        return []
    columns = [f"{heading_of(name)} ({n})" for name, n in empty.items()]
    return [note(Said.CELLS_EMPTIED, columns=columns)]


def _look_note(rows: ToLookAt) -> Note:
    return note(Said.ROWS_TO_LOOK_AT, says=rows.says, count=rows.rows, first=rows.first)


def _kept_note(path: Path) -> Note:
    return note(Said.REJECTS_KEPT, file=path.name)


def _cells(rejected: Rejected) -> list[RejectedCell]:
    return [
        RejectedCell(one.row, one.column, one.value, one.code.value, dict(one.params))
        for one in rejected.rejects
    ]
