"""Packing: who packs what, parcels, scans, errors that were caught; tracking numbers once each."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1800_packing"
down_revision = "20261126_1720_packs"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_VERDICTS = (
    "verdict IN ('ok', 'line_done', 'order_done', 'this_order', 'ask_lot', 'ask_serial',"
    " 'command', 'several', 'wrong_item', 'too_many', 'wrong_order', 'other_order', 'wrong_lot',"
    " 'serial_used', 'unknown', 'changed')"
)
_FITS = """
    SELECT 1 FROM allocation a WHERE a.id = NEW.allocation_id AND a.shipment_id = NEW.shipment_id
    AND a.product_id = NEW.product_id
    AND a.picked + a.packed + a.shipped >= NEW.quantity + COALESCE((
      SELECT SUM(s.quantity) FROM pack_scan s
      WHERE s.allocation_id = NEW.allocation_id AND s.taken_back_by IS NULL), 0)
"""
_TOO_MANY = "more is scanned than was picked"
_STAYS = "scans are never deleted"


def upgrade() -> None:
    _add_tables()
    op.add_column("shipment", sa.Column("tracking_key", SortText, nullable=True))
    op.create_index("ix_shipment_tracking", "shipment", ["tracking_key"], unique=True)
    op.create_index("ix_shipment_shipped_at", "shipment", ["shipped_at"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _add_tables() -> None:
    op.create_table(
        "packing",
        sa.Column("shipment_id", BigId, autoincrement=False, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_at", Moment, nullable=True),
        sa.Column("stopped_by", BigId, nullable=True),
        sa.Column("seen", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("asked", sa.String(), nullable=True),
        sa.Column("put_back", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("shipment_id", name=op.f("pk_packing")),
        *_references(
            "packing",
            shipment_id="shipment",
            operator_id="operator",
            station_id="station",
            stopped_by="command",
        ),
    )
    op.create_index(op.f("ix_packing_station_id"), "packing", ["station_id"])
    op.create_table(
        "parcel",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("sequence", BigId, nullable=False),
        sa.Column("box", sa.String(), nullable=True),
        sa.Column("weight_g", BigId, nullable=True),
        sa.Column("sscc", SortText, nullable=True),
        sa.Column("closed_at", Moment, nullable=True),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_parcel_sequence_positive")),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_parcel_weight_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("shipment_id", "sequence", name=op.f("uq_parcel_shipment_id_sequence")),
        sa.UniqueConstraint("id", "shipment_id", name=op.f("uq_parcel_id_shipment_id")),
        sa.UniqueConstraint("sscc", name=op.f("uq_parcel_sscc")),
        *_references("parcel", shipment_id="shipment"),
    )
    _add_scans()
    op.create_table(
        "pack_refusal",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("shipment", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.CheckConstraint(_VERDICTS, name=op.f("ck_pack_refusal_verdict_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_refusal")),
        *_references("pack_refusal", operator_id="operator", station_id="station"),
    )
    op.create_index(op.f("ix_pack_refusal_at"), "pack_refusal", ["at"])


def _add_scans() -> None:
    op.create_table(
        "pack_scan",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("sequence", BigId, nullable=False),
        sa.Column("parcel_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("allocation_id", BigId, nullable=True),
        sa.Column("quantity", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("serial_key", SortText, nullable=True),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("taken_back_by", BigId, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pack_scan_quantity_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_scan")),
        sa.ForeignKeyConstraint(
            ["parcel_id", "shipment_id"],
            ["parcel.id", "parcel.shipment_id"],
            name=op.f("fk_pack_scan_parcel_id_shipment_id"),
        ),
        *_references(
            "pack_scan",
            shipment_id="shipment",
            product_id="product",
            allocation_id="allocation",
            command_id="command",
            taken_back_by="command",
        ),
    )
    of_shipment = op.f("ix_pack_scan_shipment_id_sequence")
    op.create_index(of_shipment, "pack_scan", ["shipment_id", "sequence"])
    for column in ("allocation_id", "command_id", "parcel_id"):
        op.create_index(op.f(f"ix_pack_scan_{column}"), "pack_scan", [column])
    counted, serial = "taken_back_by IS NULL", "serial_key IS NOT NULL AND taken_back_by IS NULL"
    op.create_index(
        "ix_pack_scan_counted",
        "pack_scan",
        ["allocation_id"],
        sqlite_where=sa.text(counted),
        postgresql_where=sa.text(counted),
    )
    op.create_index(
        "ix_pack_scan_serial",
        "pack_scan",
        ["product_id", "serial_key"],
        unique=True,
        sqlite_where=sa.text(serial),
        postgresql_where=sa.text(serial),
    )


def _references(table: str, **tables: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in tables.items()
    ]


def _guard_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER pack_scan_fits BEFORE INSERT ON pack_scan"
        f" WHEN NOT EXISTS ({_FITS}) BEGIN SELECT RAISE(ABORT, '{_TOO_MANY}'); END"
    )
    op.execute(
        "CREATE TRIGGER pack_scan_stays BEFORE DELETE ON pack_scan"
        f" BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"
    )
    op.execute(
        "CREATE TRIGGER pack_scan_never_replaced BEFORE INSERT ON pack_scan"
        " WHEN EXISTS (SELECT 1 FROM pack_scan s WHERE s.id = NEW.id)"
        f" BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"
    )


def _guard_postgresql() -> None:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    bodies = {
        "pack_scan_fits": (
            f"IF NOT EXISTS ({_FITS}) THEN RAISE EXCEPTION '{_TOO_MANY}'"
            " USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
        "pack_scan_stays": f"RAISE EXCEPTION '{_STAYS}' USING ERRCODE = 'check_violation';",
    }
    for name, body in bodies.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = {schema}, pg_temp AS $$ BEGIN {body} END $$"
        )
        event = "INSERT" if name == "pack_scan_fits" else "DELETE"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON pack_scan"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_table("pack_refusal")
    op.drop_table("pack_scan")
    op.drop_table("parcel")
    op.drop_table("packing")
    if postgresql:
        for name in ("pack_scan_fits", "pack_scan_stays"):
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index("ix_shipment_shipped_at", "shipment")
    op.drop_index("ix_shipment_tracking", "shipment")
    op.drop_column("shipment", "tracking_key")
