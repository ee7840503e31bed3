"""Fields that a shop defines for itself: twenty places of an order and of a product."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1010_custom_fields"
down_revision = "20261127_1030_masters"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_PLACES = range(1, 21)
_TABLES = (("orders", "order", ("ordered_at", "id")), ("product", "product", ()))
_SWITCHES = ("required", "listed", "on_slip", "on_pick_list")


def upgrade() -> None:
    op.create_table(
        "custom_field",
        sa.Column("id", BigId, nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("place", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", SortText, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="text", nullable=False),
        sa.Column("choices", sa.String(), nullable=True),
        *(
            sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            for name in _SWITCHES
        ),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("record", "place", name=op.f("uq_custom_field_record_place")),
        sa.UniqueConstraint("record", "name_key", name=op.f("uq_custom_field_record_name_key")),
        sa.CheckConstraint(
            "record IN ('order', 'product')", name=op.f("ck_custom_field_record_known")
        ),
        sa.CheckConstraint("place BETWEEN 1 AND 20", name=op.f("ck_custom_field_place_there")),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'yes_no', 'date', 'choice')",
            name=op.f("ck_custom_field_kind_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'choice') = (choices IS NOT NULL)",
            name=op.f("ck_custom_field_choices_of_a_choice"),
        ),
    )
    for table, record, behind in _TABLES:
        for place in _PLACES:
            column = f"{record}_field_{place}"
            op.add_column(table, sa.Column(column, sa.String(), nullable=True))
            told = sa.text(f"{column} IS NOT NULL")
            op.create_index(
                f"ix_{table}_{column}",
                table,
                [column, *behind],
                sqlite_where=told,
                postgresql_where=told,
            )


def downgrade() -> None:
    for table, record, _ in reversed(_TABLES):
        for place in reversed(_PLACES):
            column = f"{record}_field_{place}"
            op.drop_index(f"ix_{table}_{column}", table)
            op.drop_column(table, column)
    op.drop_table("custom_field")
