"""Waves that are walked: who picks, since when, along which way; bins to count; layouts."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1500_walks"
down_revision = "20261126_0940_which_file"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_WAVE_WORDS = {
    "choice": ("single_item", "zone"),
    "walk": ("exact", "heuristic", "serpentine"),
}


def upgrade() -> None:
    _add_to_wave()
    _add_picker("pick_task")
    op.add_column("pick_task", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    _create_wave_revision()
    _create_bin_to_count()
    op.create_table(
        "warehouse_layout",
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_warehouse_layout_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("warehouse_id", name=op.f("pk_warehouse_layout")),
    )


def downgrade() -> None:
    for table in ("warehouse_layout", "bin_to_count", "wave_revision"):
        op.drop_table(table)
    op.drop_index(op.f("ix_wave_at_work"), "wave")
    added = (
        *(("pick_task", "leased_until"), ("pick_task", "picker_id"), ("wave", "picked_at")),
        *(("wave", "started_at"), ("wave", "picker_id"), ("wave", "saved_percent")),
        *(("wave", "walk"), ("wave", "choice")),
    )
    for table, column in added:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _add_to_wave() -> None:
    # Raw: tasks refer to waves, so SQLite can't make the table anew with Alembic's batch.
    for column, words in _WAVE_WORDS.items():
        listed = ", ".join(f"'{word}'" for word in words)
        op.execute(
            f"ALTER TABLE wave ADD COLUMN {column} VARCHAR"
            f" CONSTRAINT ck_wave_{column}_known CHECK ({column} IN ({listed}))"
        )
    op.add_column("wave", sa.Column("saved_percent", BigId, nullable=True))
    _add_picker("wave")
    for column in ("started_at", "picked_at"):
        op.add_column("wave", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_wave_at_work"), "wave", ["warehouse_id", "status"], unique=False)


def _add_picker(table: str) -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN picker_id {whole}"
        f" CONSTRAINT fk_{table}_picker_id REFERENCES operator (id)"
    )


def _create_wave_revision() -> None:
    op.create_table(
        "wave_revision",
        sa.Column("wave_id", BigId, nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_revision_wave_id")),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_wave_revision_command_id")
        ),
        sa.PrimaryKeyConstraint("wave_id", "revision", name=op.f("pk_wave_revision")),
    )


def _create_bin_to_count() -> None:
    refers = {
        "location_id": "location",
        "product_id": "product",
        "wave_id": "wave",
        "command_id": "command",
        "counted_by": "command",
    }
    op.create_table(
        "bin_to_count",
        sa.Column("id", BigId, nullable=False),
        sa.Column("location_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("lot", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("units", BigId, nullable=False),
        sa.Column("wave_id", BigId, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("counted_by", BigId, nullable=True),
        sa.CheckConstraint(
            "reason IN ('missing', 'damaged', 'wrong_bin')",
            name=op.f("ck_bin_to_count_reason_known"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_bin_to_count_{column}")
            )
            for column, table in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bin_to_count")),
    )
    still_open = sa.text("counted_by IS NULL")
    op.create_index(
        op.f("ix_bin_to_count_open"),
        "bin_to_count",
        ["location_id"],
        unique=False,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
