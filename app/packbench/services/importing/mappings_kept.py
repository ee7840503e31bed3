"""Mappings of columns that are kept for files of the same layout, shared by all stations.

They stand with the settings: a dozen texts, each known by the fingerprint of its file's header.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import StoredSetting
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.mapping import ColumnMap, fingerprint

_PREFIX = "import.mapping."
MOST_KEPT = 100
"""More layouts than any house gets; the settings are read as a whole."""


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """A mapping that is kept; `layout` names it, `title` is the file that it was made for."""

    layout: str
    title: str
    mapping: ColumnMap


_ADAPTER = TypeAdapter(KeptMapping)


def list_mappings(context: Context) -> list[KeptMapping]:
    """Every mapping that is kept, by kind and title."""
    with context.database.read.connect() as connection:
        found = _all(connection)
    return sorted(found, key=lambda one: (one.mapping.kind, one.title.casefold()))


def kept_mapping(context: Context, kind: str, header: Iterable[str]) -> KeptMapping | None:
    """The mapping that is kept for files with these columns, if there is one."""
    layout = fingerprint(kind, header)
    with context.database.read.connect() as connection:
        return _one(connection, layout)


def keep_mapping(
    connection: Connection, mapping: ColumnMap, header: Iterable[str], title: str
) -> None:
    """In a transaction: keeps a mapping for files with these columns, in place of an earlier one.

    Refuses `too_many_mappings`.
    """
    wanted = KeptMapping(fingerprint(mapping.kind, header), title, mapping)
    is_new = _one(connection, wanted.layout) is None
    if is_new and len(_all(connection)) >= MOST_KEPT:
        raise Refusal(Code.TOO_MANY_MAPPINGS, most=MOST_KEPT)
    _write(connection, None, wanted)


def forget_mapping(context: Context, layout: str, *, key: str | None = None) -> KeptMapping:
    """Forgets a mapping; refuses `not_found`."""

    def work(transaction: Transaction) -> KeptMapping:
        before = _one(transaction.connection, layout.strip())
        if before is None:
            raise Refusal(Code.NOT_FOUND, kind="mapping", name=layout)
        _write(transaction.connection, before, None)
        transaction.undo = MappingChange(before, None)
        transaction.changed_many(Kind.SETTING)
        return before

    call = Call(COMMAND, {"forget": layout}, key, moves_stock=False)
    return run_command(context, call, KeptMapping, work)


COMMAND = "import.mappings"


@dataclass(frozen=True, slots=True)
class MappingChange:
    """A mapping before a command that forgot it, and after it."""

    before: KeptMapping | None
    after: KeptMapping | None


def _write(connection: Connection, before: KeptMapping | None, after: KeptMapping | None) -> None:
    if after is not None:
        values = {"key": _PREFIX + after.layout, "value": _ADAPTER.dump_json(after).decode()}
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(StoredSetting).values(values)
        put = {"value": statement.excluded.value}
        connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=put))
    elif before is not None:
        gone = delete(StoredSetting).where(StoredSetting.key == _PREFIX + before.layout)
        connection.execute(gone)


def _all(connection: Connection) -> list[KeptMapping]:
    query = select(StoredSetting.value).where(
        StoredSetting.key.startswith(_PREFIX, autoescape=True)
    )
    read = (_read(value) for value in connection.execute(query).scalars())
    return [one for one in read if one is not None]


def _one(connection: Connection, layout: str) -> KeptMapping | None:
    query = select(StoredSetting.value).where(StoredSetting.key == _PREFIX + layout)
    value = connection.execute(query).scalar_one_or_none()
    return _read(value) if value is not None else None


def _read(value: str) -> KeptMapping | None:
    """What is kept; nothing where another version wrote it otherwise: the columns are guessed."""
    try:
        return _ADAPTER.validate_json(value)
    except ValidationError:
        return None


def _undo(transaction: Transaction, change: MappingChange) -> None:
    """As it was; refuses where somebody changed it since."""
    layout = (change.after or change.before or _NOTHING).layout
    if _one(transaction.connection, layout) != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    _write(transaction.connection, change.after, change.before)
    transaction.changed_many(Kind.SETTING)


_NOTHING = KeptMapping("", "", ColumnMap("", {}))
UNDO_MAPPINGS = Undoer(MappingChange, _undo)
