"""Which printer a station prints what on, and the queue of what was sent to printers."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1600_printers"
down_revision = "20261126_1510_wave_events"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = (
    "kind IN ('pick-list', 'packing-slip', 'labels', 'product-labels', 'control-sheet',"
    " 'test-page')"
)
_FORMS = "form IN ('pdf', 'zpl-203', 'zpl-300')"


def upgrade() -> None:
    op.create_table(
        "station_printer",
        sa.Column("station_id", BigId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=True),
        sa.Column("tray", sa.String(), nullable=True),
        sa.Column("copies", BigId, server_default="1", nullable=False),
        sa.Column("form", sa.String(), server_default="pdf", nullable=False),
        sa.Column("automatic", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_station_printer_kind_known")),
        sa.CheckConstraint(_FORMS, name=op.f("ck_station_printer_form_known")),
        sa.CheckConstraint("copies > 0", name=op.f("ck_station_printer_copies_positive")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_station_printer_station_id")
        ),
        sa.PrimaryKeyConstraint("station_id", "kind", name=op.f("pk_station_printer")),
    )
    op.create_table(
        "print_job",
        sa.Column("id", BigId, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=True),
        sa.Column("tray", sa.String(), nullable=True),
        sa.Column("copies", BigId, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("spooled_as", sa.String(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(_KINDS, name=op.f("ck_print_job_kind_known")),
        sa.CheckConstraint(_FORMS, name=op.f("ck_print_job_form_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'printed', 'kept', 'cancelled')",
            name=op.f("ck_print_job_state_known"),
        ),
        sa.CheckConstraint("copies > 0", name=op.f("ck_print_job_copies_positive")),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_print_job_command_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index(op.f("ix_print_job_command_id"), "print_job", ["command_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_print_job_command_id"), "print_job")
    op.drop_table("print_job")
    op.drop_table("station_printer")
