"""Scales, what a bench checks, overruled weights, second checks and pictures of parcels."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_2000_bench_checks"
down_revision = "20261126_1950_boxes"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _add_settings()
    op.create_table(
        "weight_overrule",
        sa.Column("id", BigId, nullable=False),
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("weight_g", BigId, nullable=False),
        sa.Column("expected_g", BigId, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        *_commanded("weight_overrule", parcel_id="parcel", operator_id="operator"),
    )
    op.create_table(
        "second_check",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("scans", sa.String(), nullable=False),
        *_commanded("second_check", shipment_id="shipment", operator_id="operator"),
    )
    op.create_table(
        "parcel_photo",
        sa.Column("id", BigId, nullable=False),
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        *_commanded("parcel_photo", parcel_id="parcel"),
    )
    for table, column in _INDEXED.items():
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


_INDEXED = {
    "weight_overrule": "parcel_id",
    "second_check": "shipment_id",
    "parcel_photo": "parcel_id",
}


def _add_settings() -> None:
    op.create_table(
        "station_scale",
        sa.Column("station_id", BigId, autoincrement=False, nullable=False),
        sa.Column("port", sa.String(), nullable=False),
        sa.Column("baud", BigId, nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "protocol IN ('mt-sics', 'plain', 'scp-01')",
            name=op.f("ck_station_scale_protocol_known"),
        ),
        sa.CheckConstraint("baud > 0", name=op.f("ck_station_scale_baud_positive")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_scale")),
        *_references("station_scale", station_id="station"),
    )
    names = ("weight_tolerance_g", "weight_tolerance_percent", "by_hand", "photo", "shows_private")
    listed = ", ".join(f"'{name}'" for name in names)
    op.create_table(
        "station_check",
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("channel", SortText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint(f"name IN ({listed})", name=op.f("ck_station_check_name_known")),
        sa.PrimaryKeyConstraint("station_id", "channel", "name", name=op.f("pk_station_check")),
        *_references("station_check", station_id="station"),
    )


def _commanded(table: str, **tables: str) -> list[sa.schema.SchemaItem]:
    """What each row has that a command made, and another one may void."""
    return [
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("voided_by", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *_references(table, command_id="command", voided_by="command", **tables),
    ]


def _references(table: str, **tables: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in tables.items()
    ]


def downgrade() -> None:
    for table in (
        *("parcel_photo", "second_check", "weight_overrule", "station_check", "station_scale"),
    ):
        op.drop_table(table)
