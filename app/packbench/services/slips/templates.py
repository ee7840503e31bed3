"""Templates of slips: looking at them, making, changing, renaming, removing, and who uses which.

A template is never written over: each change is another row, so that a slip that was printed can be
printed again as it was, and undo only says which rows are used (`docs/decisions/0123`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, delete, insert, update

from packbench.db.channels import find_channel
from packbench.db.queries.records.slips import KnownSlips, body_of, known_slips
from packbench.db.schema import ChannelSlip, SlipTemplateRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slips import (
    MOST_OF_A_NAME,
    MOST_OF_A_SENDER,
    MOST_OF_A_TEXT,
    SlipField,
    SlipTemplate,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.setting_kinds import BadValueError
from packbench.settings import LANGUAGE

__all__ = ["SlipTemplate", "SlipsChange", "change_slips", "list_slips", "template_named"]


@dataclass(frozen=True, slots=True)
class Slips:
    """The templates by name, and for each channel ("" for all others) the name of its template."""

    templates: list[SlipTemplate]
    channels: dict[str, str]


def list_slips(context: Context) -> Slips:
    """Every template, and which channel uses which."""
    with context.database.read.connect() as connection:
        return _slips(known_slips(connection))


def _slips(known: KnownSlips) -> Slips:
    return Slips(
        [one.template for one in known.templates.values()],
        {
            channel: known.templates[key].template.name
            for channel, key in known.channels.values()
            if key in known.templates
        },
    )


def template_named(context: Context, name: str) -> SlipTemplate:
    """One template; refuses `not_found`."""
    with context.database.read.connect() as connection:
        found = known_slips(connection).templates.get(code_key(name))
    if found is None:
        raise _not_found(name)
    return found.template


@dataclass(frozen=True, slots=True)
class SlipsChange:
    """What is to be changed together.

    Attributes:
        make: templates that are new.
        write: templates to make, or to put in the place of those of the same names.
        rename: from a name to another one; channels go along.
        remove: names of templates; channels that used them have none of their own then.
        assign: by channel ("" for all others) the name of a template; "" for none.
    """

    make: tuple[SlipTemplate, ...] = ()
    write: tuple[SlipTemplate, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    assign: Mapping[str, str] = field(default_factory=dict)


def change_slips(context: Context, change: SlipsChange, *, key: str | None = None) -> Slips:
    """Changes templates and who uses them, all or nothing.

    Refuses `not_found` (a template or channel that is named), `name_taken` (a new name), `invalid`
    (an empty or too long name or text, a language that is none) and `slip_empty` (neither SKU nor
    description is shown).
    """
    for one in (*change.make, *change.write):
        check_template(one)

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        before = _state(connection)
        for name in change.remove:
            _remove(connection, name)
        for old, new in change.rename.items():
            _rename(connection, old, new)
        for one in change.make:
            _refuse_known(connection, one.name)
            _write(connection, one)
        for one in change.write:
            _write(connection, one)
        assign_slips(connection, change.assign)
        transaction.undo = SlipsState(before, _state(connection))
        transaction.changed_many(Kind.SETTING)
        return len(change.write) + len(change.rename) + len(change.remove) + len(change.assign)

    run_command(context, Call("slips.change", _told(change), key, moves_stock=False), int, work)
    return list_slips(context)


def _told(change: SlipsChange) -> dict[str, object]:
    """The change as the audit keeps it: logos by their hash."""
    written = [
        [one.name, body_of(one), hashlib.sha256(one.logo).hexdigest() if one.logo else ""]
        for one in (*change.make, *change.write)
    ]
    return {
        "made": [one.name for one in change.make],
        "write": written,
        "rename": dict(change.rename),
        "remove": list(change.remove),
        "assign": dict(change.assign),
    }


def check_template(template: SlipTemplate) -> None:
    """Refuses what `change_slips` would refuse of a template by itself."""
    _check_name(template.name)
    limits = {
        "sender": MOST_OF_A_SENDER,
        "header": MOST_OF_A_TEXT,
        "footer": MOST_OF_A_TEXT,
        "gift_from": MOST_OF_A_NAME,
    }
    for name, most in limits.items():
        text = getattr(template, name)
        if len(text) > most or not _is_text(text):
            raise Refusal(Code.INVALID, field=f"slip {name}", value=text[:40], most=most)
    _check_language(template.language)
    if not template.fields & {SlipField.SKU, SlipField.DESCRIPTION}:
        raise Refusal(Code.SLIP_EMPTY, name=template.name)


def _check_language(tag: str) -> None:
    try:
        LANGUAGE.read(tag or LANGUAGE.default)
    except BadValueError as error:
        raise Refusal(Code.INVALID, field="slip language", value=tag) from error


def _check_name(name: str) -> None:
    if not code_key(name) or len(name) > MOST_OF_A_NAME or not name.isprintable():
        raise Refusal(Code.INVALID, field="slip name", value=name[:80], most=MOST_OF_A_NAME)


def _is_text(text: str) -> bool:
    return all(one.isprintable() or one in "\n\t\u200c\u200d\u200e\u200f\u00ad" for one in text)


def _not_found(name: str) -> Refusal:
    return Refusal(Code.NOT_FOUND, kind="slip template", name=name)


def _retire(connection: Connection, name_key: str) -> bool:
    """The template of a name is used no more; whether there was one."""
    retired = update(SlipTemplateRow).where(
        SlipTemplateRow.name_key == name_key, SlipTemplateRow.current
    )
    return bool(connection.execute(retired.values(current=False)).rowcount)


def _write(connection: Connection, template: SlipTemplate) -> None:
    name = template.name.strip()
    _retire(connection, code_key(name))
    values = {
        "name": name,
        "name_key": code_key(name),
        "body": body_of(template),
        "logo": template.logo or None,
    }
    connection.execute(insert(SlipTemplateRow).values(values))


def _refuse_known(connection: Connection, name: str) -> None:
    if code_key(name) in known_slips(connection).templates:
        raise Refusal(Code.NAME_TAKEN, name=name)


def _rename(connection: Connection, old: str, new: str) -> None:
    known = known_slips(connection).templates
    found = known.get(code_key(old))
    if found is None:
        raise _not_found(old)
    _check_name(new)
    if code_key(new) != code_key(old):
        _refuse_known(connection, new)
    _retire(connection, code_key(old))
    _write(connection, replace(found.template, name=new))
    mine = update(ChannelSlip).where(ChannelSlip.template_key == code_key(old))
    connection.execute(mine.values(template_key=code_key(new)))


def _remove(connection: Connection, name: str) -> None:
    if not _retire(connection, code_key(name)):
        raise _not_found(name)
    connection.execute(delete(ChannelSlip).where(ChannelSlip.template_key == code_key(name)))


def assign_slips(connection: Connection, wanted: Mapping[str, str]) -> None:
    """Inside a command: which template channels use; an empty one is that of all others.

    Refuses `not_found` for a template or a channel that nobody knows.
    """
    known = known_slips(connection).templates
    for channel, name in wanted.items():
        key = code_key(channel) if channel else ""
        connection.execute(delete(ChannelSlip).where(ChannelSlip.channel_key == key))
        if not name:
            continue
        if code_key(name) not in known:
            raise _not_found(name)
        spelled = find_channel(connection, channel) if channel else ""
        values = {"channel_key": key, "channel": spelled}
        connection.execute(insert(ChannelSlip).values(**values, template_key=code_key(name)))


@dataclass(frozen=True, slots=True)
class SlipsNow:
    """Which rows are used, and which channel uses which template."""

    rows: list[int]
    channels: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class SlipsState:
    """What was used before a command, and after it."""

    before: SlipsNow
    after: SlipsNow


def _state(connection: Connection) -> SlipsNow:
    known = known_slips(connection)
    rows = sorted(one.id for one in known.templates.values())
    return SlipsNow(rows, {key: list(told) for key, told in known.channels.items()})


def _undo_slips(transaction: Transaction, change: SlipsState) -> None:
    """Uses what was used before; refuses where somebody changed templates since."""
    connection = transaction.connection
    if _state(connection) != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    rows = SlipTemplateRow
    connection.execute(update(rows).where(rows.current).values(current=False))
    connection.execute(update(rows).where(rows.id.in_(change.before.rows)).values(current=True))
    connection.execute(delete(ChannelSlip))
    told = [
        {"channel_key": key, "channel": channel, "template_key": template}
        for key, (channel, template) in change.before.channels.items()
    ]
    if told:
        connection.execute(insert(ChannelSlip), told)
    transaction.changed_many(Kind.SETTING)


UNDO_SLIPS = Undoer(SlipsState, _undo_slips)
