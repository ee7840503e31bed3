"""Which commands made, walked, printed or changed a wave."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1510_wave_events"
down_revision = "20261126_1500_walks"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "wave_event",
        sa.Column("wave_id", BigId, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_event_wave_id")),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_wave_event_command_id")
        ),
        sa.PrimaryKeyConstraint("wave_id", "command_id", name=op.f("pk_wave_event")),
    )


def downgrade() -> None:
    op.drop_table("wave_event")
