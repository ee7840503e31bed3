"""Saved views: looking at them, keeping, renaming, sharing and deleting them.

A view is its operator's, who alone changes it; what is shared everybody can open. The view of
somebody who works here no more is anybody's to change. Each change is a command of its own that
can be taken back, and tells who changed a view in between.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import Operator, SavedViewRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.views import ViewState, ViewTab
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer

MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view.

    Attributes:
        tab: of which list.
        owner: the operator whose it is.
        mine: whether it is that of whoever asks.
        version: how often it was written; given back with a change.
        state: what it keeps; None where another version wrote it otherwise.
    """

    id: int
    tab: str
    name: str
    owner: str
    mine: bool
    shared: bool
    version: int
    state: ViewState | None


def list_views(context: Context, tab: ViewTab | None = None) -> list[SavedView]:
    """The views that whoever asks can open: the own ones first, then those that are shared."""
    with context.database.read.connect() as connection:
        found = _read(connection, context.operator)
    offered = [one for one in found if (one.mine or one.shared) and tab in {None, one.tab}]
    return sorted(offered, key=lambda one: (not one.mine, one.name.casefold(), one.owner))


def find_view(context: Context, tab: ViewTab, name: str, owner: str | None = None) -> SavedView:
    """A view by its name: the own one, else the shared one.

    Refuses `view_gone`, and `view_of_several` where several operators share one of that name.
    """
    called = [one for one in list_views(context, tab) if code_key(one.name) == code_key(name)]
    if owner is not None:
        called = [one for one in called if one.owner == owner]
    if not called:
        raise Refusal(Code.VIEW_GONE, name=name.strip())
    if not called[0].mine and len(called) > 1:
        owners = ", ".join(one.owner for one in called)
        raise Refusal(Code.VIEW_OF_SEVERAL, name=name.strip(), owners=owners)
    return called[0]


def opened(view: SavedView) -> ViewState:
    """What a view keeps; refuses `view_unreadable`."""
    if view.state is None:
        raise Refusal(Code.VIEW_UNREADABLE, name=view.name)
    return view.state


def save_view(
    context: Context,
    tab: ViewTab,
    name: str,
    state: ViewState,
    *,
    shared: bool = False,
    over: int | None = None,
    key: str | None = None,
) -> SavedView:
    """Keeps a view under a name of one's own.

    Args:
        context: the database, and whose view it is.
        tab: of which list.
        name: one line; refused (`view_name`) where it can't be one.
        state: what is kept.
        shared: whether everybody can open it.
        over: the version of the view of that name that is written over, as it was seen. Without
            it a name that is there is refused (`view_exists`); one that somebody changed since is
            refused (`view_changed`).
        key: of the command.
    """
    checked = _checked(name)
    kept = adapter_of(ViewState).dump_json(state).decode()

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        mine = _operator(connection, context.operator)
        known = _called(connection, mine, tab, checked)
        if known is None:
            row = _Kept(0, tab, checked, mine, shared, kept, 1, transaction.command_id, None)
            return _insert(transaction, row)
        if over is None:
            raise Refusal(Code.VIEW_EXISTS, name=checked)
        wanted = replace(known, name=checked, shared=shared, body=kept)
        return _write(transaction, known, wanted, over)

    content = {"tab": tab.value, "name": checked, "shared": shared, "over": over}
    return _run(context, "views.save", content | {"state": _told(state)}, key, work)


def rename_view(
    context: Context, view: SavedView, name: str, *, key: str | None = None
) -> SavedView:
    """Gives a view another name; refuses as `save_view`, and one that is another's to change."""
    checked = _checked(name)
    return _change(context, view, "views.rename", {"name": checked}, key)


def share_view(
    context: Context, view: SavedView, *, shared: bool, key: str | None = None
) -> SavedView:
    """Lets everybody open a view, or its owner alone."""
    return _change(context, view, "views.share", {"shared": shared}, key)


def delete_view(context: Context, view: SavedView, *, key: str | None = None) -> SavedView:
    """Deletes a view; undo has it back."""
    return _change(context, view, "views.delete", {"deleted": True}, key)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row of the table."""

    id: int
    tab: str
    name: str
    operator_id: int
    shared: bool
    body: str
    version: int
    made_by: int
    deleted_by: int | None

    @property
    def values(self) -> dict[str, Any]:
        """What is written of it."""
        names = ("tab", "name", "operator_id", "shared", "body", "version", "made_by", "deleted_by")
        return {name: getattr(self, name) for name in names} | {"name_key": code_key(self.name)}


@dataclass(frozen=True, slots=True)
class ViewChange:
    """A view before a command and after it; without `before` the command made it."""

    before: _Kept | None
    after: _Kept


def _run(
    context: Context, name: str, content: Mapping[str, object], key: str | None, work: Any
) -> SavedView:
    view_id = run_command(context, Call(name, content, key, moves_stock=False), int, work)
    with context.database.read.connect() as connection:
        found = _read(connection, context.operator, deleted=True)
    return next(one for one in found if one.id == view_id)


def _change(
    context: Context,
    view: SavedView,
    name: str,
    wanted: Mapping[str, Any],
    key: str | None,
) -> SavedView:
    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        known = _by_id(connection, view.id)
        if known is None or known.deleted_by is not None:
            raise Refusal(Code.VIEW_GONE, name=view.name)
        _refuse_of_others(connection, known, context.operator)
        values = dict(wanted)
        if values.pop("deleted", False):
            values["deleted_by"] = transaction.command_id
        changed = replace(known, **values)
        if changed == known:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.RECORD_SAME)
        if code_key(changed.name) != code_key(known.name):
            taken = _called(connection, known.operator_id, known.tab, changed.name)
            if taken is not None:
                raise Refusal(Code.VIEW_EXISTS, name=changed.name)
        return _write(transaction, known, changed, view.version)

    content = {"view": view.id, "version": view.version, **wanted}
    return _run(context, name, content, key, work)


def _refuse_of_others(connection: Connection, row: _Kept, operator: str) -> None:
    """A view is its operator's, as long as that one works here."""
    query = select(Operator.name, Operator.active).where(Operator.id == row.operator_id)
    owner = connection.execute(query).one()
    if owner.active and owner.name != operator:
        raise Refusal(Code.VIEW_OF_OTHER, name=row.name, owner=owner.name)


def _insert(transaction: Transaction, row: _Kept) -> int:
    connection = transaction.connection
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(SavedViewRow).values(row.values).on_conflict_do_nothing()
    view_id = connection.execute(statement.returning(SavedViewRow.id)).scalar_one_or_none()
    if view_id is None:  # somebody at another station was quicker
        raise Refusal(Code.VIEW_EXISTS, name=row.name)
    transaction.undo = ViewChange(None, replace(row, id=view_id))
    transaction.changed_many(Kind.VIEW)
    return int(view_id)


def _write(transaction: Transaction, known: _Kept, wanted: _Kept, seen: int) -> int:
    """Writes a view over the version that was seen; refuses another one."""
    after = replace(wanted, version=known.version + 1)
    if known.version != seen or not _put(transaction.connection, after, known.version):
        raise Refusal(Code.VIEW_CHANGED, name=known.name)
    transaction.undo = ViewChange(known, after)
    transaction.changed_many(Kind.VIEW)
    return known.id


def _put(connection: Connection, row: _Kept, version: int) -> bool:
    statement = update(SavedViewRow).where(
        SavedViewRow.id == row.id, SavedViewRow.version == version
    )
    return bool(connection.execute(statement.values(row.values)).rowcount)


_COLUMNS = (
    *(SavedViewRow.id, SavedViewRow.tab, SavedViewRow.name, SavedViewRow.operator_id),
    *(SavedViewRow.shared, SavedViewRow.body, SavedViewRow.version, SavedViewRow.made_by),
    SavedViewRow.deleted_by,
)


def _by_id(connection: Connection, view_id: int) -> _Kept | None:
    row = connection.execute(select(*_COLUMNS).where(SavedViewRow.id == view_id)).one_or_none()
    return None if row is None else _Kept(*row)


def _called(connection: Connection, operator_id: int, tab: str, name: str) -> _Kept | None:
    query = select(*_COLUMNS).where(
        SavedViewRow.operator_id == operator_id,
        SavedViewRow.tab == tab,
        SavedViewRow.name_key == code_key(name),
        SavedViewRow.deleted_by.is_(None),
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _Kept(*row)


def _operator(connection: Connection, name: str) -> int:
    """Who does it is registered since the command began."""
    query = select(Operator.id).where(Operator.name == name)
    return int(connection.execute(query).scalar_one())


def _read(connection: Connection, operator: str, *, deleted: bool = False) -> list[SavedView]:
    query = select(*_COLUMNS, Operator.name.label("owner")).join(
        Operator, Operator.id == SavedViewRow.operator_id
    )
    if not deleted:
        query = query.where(SavedViewRow.deleted_by.is_(None))
    return [
        SavedView(
            row.id,
            row.tab,
            row.name,
            row.owner,
            row.owner == operator,
            row.shared,
            row.version,
            _state(row.body),
        )
        for row in connection.execute(query)
    ]


def _state(body: str) -> ViewState | None:
    try:
        return adapter_of(ViewState).validate_json(body)
    except ValueError:
        return None


def _told(state: ViewState) -> Mapping[str, object]:
    """A view's content as the command keeps it: the same for the same, whatever order sets have."""
    return {
        "text": state.filter.text,
        "values": {name: sorted(chosen) for name, chosen in state.filter.values.items()},
        "sort": state.sort,
        "descending": state.descending,
        "shown": state.arrangement.shown,
        "widths": dict(state.arrangement.widths),
    }


_BENDS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _checked(name: str) -> str:
    """A name as it is kept; refuses what is none."""
    told = " ".join(unicodedata.normalize("NFC", name).split())
    unseen = any(unicodedata.category(one) in {"Cc", "Cs", "Cn"} for one in told)
    if not code_key(told) or unseen or _BENDS_TEXT & set(told) or len(told) > MOST_LETTERS:
        raise Refusal(Code.VIEW_NAME, name=told[:MOST_LETTERS], most=MOST_LETTERS)
    return told


def _undo(transaction: Transaction, change: ViewChange) -> None:
    """As it was; refuses where somebody changed it since, or its name is another view's now."""
    connection, before, after = transaction.connection, change.before, change.after
    now = _by_id(connection, after.id)
    since = Refusal(Code.CANNOT_UNDO, why=Said.VIEW_CHANGED_SINCE)
    if now is None or replace(now, version=after.version) != after:
        raise since
    if before is None:
        connection.execute(delete(SavedViewRow).where(SavedViewRow.id == after.id))
    else:
        if after.deleted_by is not None or code_key(before.name) != code_key(after.name):
            taken = _called(connection, before.operator_id, before.tab, before.name)
            if taken is not None:
                raise since
        _put(connection, replace(before, version=now.version + 1), now.version)
    transaction.changed_many(Kind.VIEW)


UNDO_VIEWS = Undoer(ViewChange, _undo)
VIEW_COMMANDS = ("views.save", "views.rename", "views.share", "views.delete")
