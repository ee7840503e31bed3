"""The triggers and constraints that stand in a database, against those that have to."""

import hashlib
import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from packbench.db.schema import Base
from packbench.db.schema.guards import GUARDS

_OF_WORDS = {"order_words", "order_words_terms"}
"""What finds orders by three letters in a file, beside the tables that both engines have."""


def standing_guards(connection: Connection) -> dict[str, str]:
    """By trigger and table: a fingerprint of what it does; by constraint: an empty text."""
    if connection.dialect.name == "sqlite":
        return _sqlite(connection)
    return _postgres(connection)


def missing_guard(connection: Connection, standing: Mapping[str, str]) -> str | None:
    """The first guard that is not there, that does something else, or that nobody asked for."""
    expected = GUARDS[connection.dialect.name] | dict.fromkeys(_declared(), "")
    for name, fingerprint in expected.items():
        if standing.get(name) != fingerprint:
            return name
    others = (name for name in standing if not name.startswith(("constraint ", "table ")))
    return next((name for name in others if name not in expected), None)


def _declared() -> Iterator[str]:
    """The constraints of all tables, as `standing_guards` names them."""
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            yield f"constraint {constraint.name}"


def _fingerprint(*parts: str) -> str:
    """A short hash of what is said, however it is broken into lines."""
    said = "\n".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT type, name, sql FROM sqlite_master WHERE sql > ''")
    ).all()
    found = {f"trigger {row.name}": _fingerprint(row.sql) for row in rows if row.type == "trigger"}
    ours = [row for row in rows if row.type == "table" and row.name in Base.metadata.tables]
    found |= {f"table {row.name}": _fingerprint(*_clauses(row.sql)) for row in ours}
    found |= {f"table {row.name}": _fingerprint(row.sql) for row in rows if row.name in _OF_WORDS}
    tables = "\n".join(row.sql for row in ours).replace('"', "")
    words = set(tables.replace(",", " ").replace("(", " ").split())
    return found | {name: "" for name in _declared() if name.rpartition(" ")[2] in words}


def _clauses(statement: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, in an order of our own.

    A migration that makes a table anew writes its constraints in any order.
    """
    clauses, depth = [""], 0
    for letter in statement[statement.index("(") + 1 : statement.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            clauses.append("")
        else:
            clauses[-1] += letter
    return sorted(" ".join(one.replace('"', "").split()) for one in clauses)


def _postgres(connection: Connection) -> dict[str, str]:
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    found = {}
    for row in connection.execute(_TRIGGERS).all():
        # The schema may have another name in each database.
        definition = row.definition.replace(f"ON {schema}.", "ON ").replace(f"{schema}.", "")
        config = row.config.replace(f"search_path={schema},", "search_path=")
        found[f"trigger {row.name}"] = _fingerprint(definition, row.body, config, row.enabled)
    kept: dict[str, list[str]] = {}
    for row in connection.execute(_CONSTRAINTS).all():
        found[f"constraint {row.name}"] = ""
        kept.setdefault(row.on_table, []).append(f"{row.name} {_without_casts(row.definition)}")
    for name, constraints in kept.items():
        if name in Base.metadata.tables:
            found[f"table {name}"] = _fingerprint(*sorted(constraints))
    for row in connection.execute(_STRANGE).all():
        found[row.name] = "strange"
    return found


def _without_casts(definition: str) -> str:
    """The same text before and after a dump: the server writes casts of lists in two ways."""
    one = _CAST_OF_ONE.sub(r"\1", definition)
    return _CAST_OF_ALL.sub(r"\1", one)


_CAST_OF_ONE = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")
_CAST_OF_ALL = re.compile(r"\((ARRAY\[[^\]]*\])\)::text\[\]")

_OURS = "c.relnamespace = current_schema()::regnamespace"
_TRIGGERS = text(
    "SELECT c.relname || '.' || t.tgname AS name, pg_get_triggerdef(t.oid) AS definition,"  # noqa: S608 - own names
    " p.prosrc AS body, COALESCE(array_to_string(p.proconfig, ';'), '') AS config,"
    " t.tgenabled::text AS enabled"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    f" WHERE NOT t.tgisinternal AND {_OURS}"
)
# A foreign key stands only while the triggers that keep it are enabled.
_CONSTRAINTS = text(
    "SELECT k.conname AS name, c.relname AS on_table, pg_get_constraintdef(k.oid) AS definition"  # noqa: S608 - own names
    " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
    f" WHERE {_OURS} AND k.convalidated AND NOT EXISTS"
    " (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O')"
)
# What else could stand between a statement and our tables.
_STRANGE = text(
    "SELECT 'rule ' || r.rulename AS name FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class"  # noqa: S608 - own names
    f" WHERE {_OURS} AND c.relkind = 'r'"
    " UNION ALL SELECT 'row security of ' || c.relname FROM pg_class c"
    f" WHERE {_OURS} AND c.relrowsecurity"
    " UNION ALL SELECT 'child table of ' || c.relname FROM pg_inherits i"
    f" JOIN pg_class c ON c.oid = i.inhparent WHERE {_OURS} AND c.relkind = 'r'"
)
