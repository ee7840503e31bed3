"""Operators, stations, commands, settings, printed documents."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2100_administration"
down_revision = None
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create_operator()
    _create_station()
    _create_command()
    _create_setting()
    _create_printed_document()


def downgrade() -> None:
    op.drop_table("printed_document")
    op.drop_table("setting")
    op.drop_table("command")
    op.drop_table("station")
    op.drop_table("operator")


def _create_operator() -> None:
    op.create_table(
        "operator",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", SortText, nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("name", name=op.f("uq_operator_name")),
    )


def _create_station() -> None:
    op.create_table(
        "station",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", SortText, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("name", name=op.f("uq_station_name")),
    )


def _create_command() -> None:
    op.create_table(
        "command",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", SortText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("undoes_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_command_operator_id")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_command_station_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["command.id"], name=op.f("fk_command_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sa.UniqueConstraint("key", name=op.f("uq_command_key")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_command_undoes_id")),
    )
    op.create_index(op.f("ix_command_station_id_id"), "command", ["station_id", "id"], unique=False)


def _create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("key", SortText, nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )


def _create_printed_document() -> None:
    op.create_table(
        "printed_document",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", SortText, nullable=False),
        sa.Column("print_number", BigId, nullable=False),
        sa.Column("revision", BigId, server_default="1", nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_printed_document_command_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_document")),
        sa.UniqueConstraint(
            "kind",
            "subject",
            "print_number",
            name=op.f("uq_printed_document_kind_subject_print_number"),
        ),
    )
