"""Sets that are put together or taken apart, in the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1270_sets"
down_revision = "20261127_1250_list_indexes"
branch_labels = None
depends_on = None

_BEFORE = (
    *("opening", "count", "receipt", "adjustment", "damage", "expiry", "move"),
    *("transfer", "pick", "short_pick", "unpick", "ship", "void", "undo", "packaging"),
    *("quarantine", "release", "transit_loss"),
)
_AFTER = (*_BEFORE, "assembly")


def upgrade() -> None:
    _know_words("movement", "cause", _BEFORE, _AFTER)


def downgrade() -> None:
    _know_words("movement", "cause", _AFTER, _BEFORE)


def _know_words(table: str, column: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """The ledger may have millions of rows: on PostgreSQL they are not looked at again.

    On SQLite the text of the constraint is replaced, which no stored row depends on. Source:
    https://www.sqlite.org/lang_altertable.html, the second procedure of section 7.
    """
    was, now = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _replace_in_schema(table, f"{column} IN ({was})", f"{column} IN ({now})")
        return
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({now})")


def _replace_in_schema(table: str, was: str, now: str) -> None:
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :was, :now)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :was) > 0"
        ),
        {"was": was, "now": now, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(table, was)
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
