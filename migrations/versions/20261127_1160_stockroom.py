"""Stock that is quarantined and released: two more causes of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1160_stockroom"
down_revision = "20261127_1100_stock_value"
branch_labels = None
depends_on = None

_BEFORE = (
    *("opening", "count", "receipt", "adjustment", "damage", "expiry", "move"),
    *("transfer", "pick", "short_pick", "unpick", "ship", "void", "undo", "packaging"),
)
_AFTER = (*_BEFORE, "quarantine", "release")


def upgrade() -> None:
    _know_causes(_BEFORE, _AFTER)


def downgrade() -> None:
    _know_causes(_AFTER, _BEFORE)


def _know_causes(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """The ledger may have millions of rows: on PostgreSQL they are not looked at again.

    On SQLite the text of the constraint is replaced, which no stored row depends on. Source:
    https://www.sqlite.org/lang_altertable.html, the second procedure of section 7.
    """
    was, now = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _replace_in_schema(f"cause IN ({was})", f"cause IN ({now})")
        return
    name = op.f("ck_movement_cause_known")
    op.drop_constraint(name, "movement", type_="check")
    op.create_check_constraint(name, "movement", f"cause IN ({now})")


def _replace_in_schema(was: str, now: str) -> None:
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :was, :now)"
            " WHERE type = 'table' AND name = 'movement' AND instr(sql, :was) > 0"
        ),
        {"was": was, "now": now},
    )
    if changed.rowcount != 1:
        raise RuntimeError(was)
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
