"""Channels: each is kept in the spelling in which it came first."""

import difflib
from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import Channel
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal

_LIKE_ENOUGH = 0.75
"""Of `difflib`, which counts what two texts have in common: four letters, two of them swapped."""


def spell_channels(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """By name as it is written: the spelling in use. A name that nobody knows is from now on.

    No channel (an empty name) stays none.
    """
    names = list(dict.fromkeys(names))
    keys: dict[str, str] = {}
    for name in filter(None, names):
        keys.setdefault(code_key(name), name)
    if keys:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        rows = [{"code_key": key, "code": name} for key, name in keys.items()]
        connection.execute(dialect.insert(Channel).on_conflict_do_nothing(), rows)
    query = select(Channel.code_key, Channel.code).where(among_texts(Channel.code_key, keys.keys()))
    known = {row.code_key: row.code for row in connection.execute(query)}
    return {name: known[code_key(name)] if name else "" for name in names}


def known_channel(connection: Connection, name: str) -> str:
    """The spelling of a channel; refuses (`not_found`) one that nobody made, tells those there."""
    query = select(Channel.code_key, Channel.code).order_by(Channel.code_key)
    known: dict[str, str] = {row.code_key: row.code for row in connection.execute(query)}
    if code_key(name) not in known:
        told = {"known": ", ".join(known.values())} if known else {}
        raise Refusal(Code.NOT_FOUND, kind="channel", name=name, **told)
    return known[code_key(name)]


def refuse_misspelled(connection: Connection, name: str) -> None:
    """Refuses (`not_found`) a name that nobody made and that is nearly one of a channel.

    Those that it may be meant for are told first.
    """
    query = select(Channel.code_key, Channel.code).order_by(Channel.code_key)
    known: dict[str, str] = {row.code_key: row.code for row in connection.execute(query)}
    key = code_key(name)
    near = difflib.get_close_matches(key, known, n=len(known) or 1, cutoff=_LIKE_ENOUGH)
    if key not in known and near:
        others = [one for one in known if one not in near]
        told = ", ".join(known[one] for one in (*near, *others))
        raise Refusal(Code.NOT_FOUND, kind="channel", name=name, known=told)


def find_channel(connection: Connection, name: str) -> str:
    """The spelling in use of a channel; while none is known, any name is one.

    Refuses (`not_found`) a name that is none of those that are known, and tells these.
    """
    query = select(Channel.code_key, Channel.code).order_by(Channel.code_key)
    known: dict[str, str] = {row.code_key: row.code for row in connection.execute(query)}
    if known and code_key(name) not in known:
        told = ", ".join(known.values())
        raise Refusal(Code.NOT_FOUND, kind="channel", name=name, known=told)
    return known.get(code_key(name), name)
