"""How the scanner of a station is set up."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1900_station_scanner"
down_revision = "20261126_1830_station_rules"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "station_scanner",
        sa.Column("station_id", BigId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("us_layout", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("port", sa.String(), nullable=True),
        sa.Column("baud", BigId, nullable=False, server_default="9600"),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_scanner")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_station_scanner_station_id")
        ),
        sa.CheckConstraint(
            "kind IN ('usb', 'bluetooth', 'slow', 'prefix')",
            name=op.f("ck_station_scanner_kind_known"),
        ),
        sa.CheckConstraint("baud > 0", name=op.f("ck_station_scanner_baud_positive")),
    )


def downgrade() -> None:
    op.drop_table("station_scanner")
