"""Transfers in two steps: goods on their way between warehouses, and what was lost there."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1200_transfers"
down_revision = "20261127_1180_ledger_chain"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BEFORE = (
    *("opening", "count", "receipt", "adjustment", "damage", "expiry", "move"),
    *("transfer", "pick", "short_pick", "unpick", "ship", "void", "undo", "packaging"),
    *("quarantine", "release"),
)
_AFTER = (*_BEFORE, "transit_loss")


def upgrade() -> None:
    _know_causes(_BEFORE, _AFTER)
    _transfers()
    _lines()


def _transfers() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", _ID, nullable=False),
        sa.Column("source_id", _ID, nullable=False),
        sa.Column("target_id", _ID, nullable=False),
        sa.Column("status", sa.String(), server_default="sent", nullable=False),
        sa.Column("note", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", _ID, nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.CheckConstraint(
            "status IN ('sent', 'received', 'closed', 'cancelled')",
            name=op.f("ck_transfer_status_known"),
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_transfer_goes_elsewhere")),
        sa.CheckConstraint(
            "(status = 'sent') = (ended_by IS NULL)", name=op.f("ck_transfer_ended_by_command")
        ),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_transfer_ended_at_time")
        ),
        *_foreign("transfer", source_id="warehouse", target_id="warehouse"),
        *_foreign("transfer", operator_id="operator", command_id="command", ended_by="command"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    for column in ("source_id", "target_id", "operator_id", "command_id", "ended_by"):
        op.create_index(op.f(f"ix_transfer_{column}"), "transfer", [column])
    op.create_index("ix_transfer_status", "transfer", ["status", "id"])


def _lines() -> None:
    op.create_table(
        "transfer_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("transfer_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("location_id", _ID, nullable=False),
        sa.Column("lot", SortText, server_default=sa.text("''"), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("sent", _ID, nullable=False),
        sa.Column("received", _ID, server_default="0", nullable=False),
        sa.Column("lost", _ID, server_default="0", nullable=False),
        sa.Column("returned", _ID, server_default="0", nullable=False),
        sa.Column("over", _ID, server_default="0", nullable=False),
        sa.CheckConstraint("sent > 0", name=op.f("ck_transfer_line_sent_positive")),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_transfer_line_{name}_not_negative"))
            for name in ("received", "lost", "returned", "over")
        ),
        sa.CheckConstraint(
            "received + lost + returned <= sent",
            name=op.f("ck_transfer_line_not_more_than_sent"),
        ),
        *_foreign("transfer_line", transfer_id="transfer", product_id="product"),
        *_foreign("transfer_line", location_id="location"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
        sa.UniqueConstraint(
            *("transfer_id", "product_id", "location_id", "lot"),
            name=op.f("uq_transfer_line_transfer_id_product_id_location_id_lot"),
        ),
    )
    for column in ("product_id", "location_id"):
        op.create_index(op.f(f"ix_transfer_line_{column}"), "transfer_line", [column])
    is_open = sa.text("sent - received - lost - returned > 0")
    op.create_index(
        "ix_transfer_line_open",
        "transfer_line",
        ["product_id", "transfer_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def downgrade() -> None:
    op.drop_table("transfer_line")
    op.drop_table("transfer")
    _know_causes(_AFTER, _BEFORE)


def _know_causes(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """The ledger may have millions of rows: on PostgreSQL they are read once, nothing is written.

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
