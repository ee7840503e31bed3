"""Shipping methods, labels of shipments, manifests, number ranges; parcel labels are printed."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1930_shipping"
down_revision = "20261126_1910_shared_barcode"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_LABELS = "label IN ('4x6', 'a6', 'none')"
_BEFORE = (
    *("pick-list", "packing-slip", "labels", "product-labels", "control-sheet", "test-page"),
)
_NEW = ("parcel-labels", "manifest")
_AFTER = (*_BEFORE[:4], "parcel-labels", *_BEFORE[4:5], "manifest", *_BEFORE[5:])


def upgrade() -> None:
    _add_methods()
    _add_labels()
    _add_manifests()
    op.create_table(
        "number_range",
        sa.Column("name", SortText, nullable=False),
        sa.Column("last", BigId, nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_number_range_last_not_negative")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_range")),
    )
    op.add_column("parcel", sa.Column("own_number", SortText, nullable=True))
    op.create_index("ix_parcel_own_number", "parcel", ["own_number"], unique=True)
    _know_kinds(_AFTER)


def _add_methods() -> None:
    op.create_table(
        "shipping_method",
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("service", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("cut_off_min", BigId, nullable=True),
        sa.Column("label", sa.String(), server_default="4x6", nullable=False),
        sa.Column("profile", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(_LABELS, name=op.f("ck_shipping_method_label_known")),
        sa.CheckConstraint(
            "cut_off_min BETWEEN 0 AND 1439", name=op.f("ck_shipping_method_cut_off_in_a_day")
        ),
        sa.PrimaryKeyConstraint("code_key", name=op.f("pk_shipping_method")),
    )
    op.create_table(
        "shipping_word",
        sa.Column("word_key", SortText, nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("method_key", SortText, nullable=False),
        sa.PrimaryKeyConstraint("word_key", name=op.f("pk_shipping_word")),
        sa.ForeignKeyConstraint(
            ["method_key"],
            ["shipping_method.code_key"],
            name=op.f("fk_shipping_word_method_key"),
        ),
    )
    op.create_index(op.f("ix_shipping_word_method_key"), "shipping_word", ["method_key"])


def _add_labels() -> None:
    op.create_table(
        "shipment_label",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.Column("reference", SortText, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("leaves_house", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("printed_at", Moment, nullable=True),
        sa.Column("voided_by", BigId, nullable=True),
        sa.CheckConstraint(_LABELS, name=op.f("ck_shipment_label_label_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_label")),
        sa.UniqueConstraint("reference", name=op.f("uq_shipment_label_reference")),
        *_references(
            "shipment_label", shipment_id="shipment", command_id="command", voided_by="command"
        ),
    )
    op.create_index(op.f("ix_shipment_label_shipment_id"), "shipment_label", ["shipment_id"])


def _add_manifests() -> None:
    op.create_table(
        "manifest",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("command_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
        *_references("manifest", command_id="command"),
    )
    op.create_table(
        "manifested_shipment",
        sa.Column("shipment_id", BigId, autoincrement=False, nullable=False),
        sa.Column("manifest_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("shipment_id", name=op.f("pk_manifested_shipment")),
        *_references("manifested_shipment", shipment_id="shipment", manifest_id="manifest"),
    )
    op.create_index(
        op.f("ix_manifested_shipment_manifest_id"), "manifested_shipment", ["manifest_id"]
    )


def _references(table: str, **tables: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in tables.items()
    ]


def _know_kinds(kinds: tuple[str, ...]) -> None:
    """What is printed: on PostgreSQL a constraint is replaced, on SQLite the whole table is."""
    known = ", ".join(f"'{kind}'" for kind in kinds)
    for table in ("station_printer", "print_job"):
        if op.get_bind().dialect.name == "sqlite":
            _make_anew(table, known)
            continue
        name = op.f(f"ck_{table}_kind_known")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind IN ({known})")


def _make_anew(table: str, known: str) -> None:
    connection = op.get_bind()
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"
    made = connection.execute(
        sa.text(f"{query} ORDER BY type = 'index'"), {"table": table}
    ).scalars()
    whole, *indexes = made
    head, found, rest = whole.partition("kind IN (")
    new = head.replace(table, f"{table}_new", 1) + found + known + rest[rest.index(")") :]
    op.execute(new)
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in _NEW)
    for table in ("station_printer", "print_job"):
        op.execute(f"DELETE FROM {table} WHERE kind IN ({kinds})")
    _know_kinds(_BEFORE)
    op.drop_index("ix_parcel_own_number", "parcel")
    op.drop_column("parcel", "own_number")
    for table in (
        *("number_range", "manifested_shipment", "manifest", "shipment_label"),
        *("shipping_word", "shipping_method"),
    ):
        op.drop_table(table)
