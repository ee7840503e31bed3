"""What a station does by itself at its bench, for all channels or for one."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1830_station_rules"
down_revision = "20261126_1800_packing"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "station_rule",
        sa.Column("station_id", BigId, autoincrement=False, nullable=False),
        sa.Column("channel", SortText, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("value", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("station_id", "channel", "rule", name=op.f("pk_station_rule")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_station_rule_station_id")
        ),
        sa.CheckConstraint(
            "rule IN ('closes_itself', 'asks_weight', 'ships_at_once', 'starts_here')",
            name=op.f("ck_station_rule_rule_known"),
        ),
    )


def downgrade() -> None:
    op.drop_table("station_rule")
