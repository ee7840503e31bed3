"""Channels of which each order is to be verified, and whether somebody did."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_2020_verify"
down_revision = "20261126_2010_slips"
branch_labels = None
depends_on = None

_BEFORE = ("unknown_sku", "country_missing", "not_backorderable", "address_incomplete")
_NEW = "to_be_verified"


def upgrade() -> None:
    op.add_column(
        "channel", sa.Column("verify", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        "ALTER TABLE orders ADD COLUMN verify VARCHAR"
        " CONSTRAINT ck_orders_verify_known CHECK (verify IN ('asked', 'done'))"
    )
    asked = sa.text("verify = 'asked'")
    op.create_index(
        "ix_orders_to_verify",
        "orders",
        ["channel", "id"],
        sqlite_where=asked,
        postgresql_where=asked,
    )
    _know_problems((*_BEFORE, _NEW))


def _know_problems(problems: tuple[str, ...]) -> None:
    """What can be wrong: on PostgreSQL a constraint is replaced, on SQLite the whole table is."""
    known = ", ".join(f"'{problem}'" for problem in problems)
    if op.get_bind().dialect.name == "sqlite":
        _make_anew("order_problem", known)
        return
    name = op.f("ck_order_problem_code_known")
    op.drop_constraint(name, "order_problem", type_="check")
    op.create_check_constraint(name, "order_problem", f"code IN ({known})")


def _make_anew(table: str, known: str) -> None:
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"
    made = (
        op.get_bind()
        .execute(sa.text(f"{query} ORDER BY type = 'index'"), {"table": table})
        .scalars()
    )
    whole, *indexes = made
    head, found, rest = whole.partition("code IN (")
    op.execute(head.replace(table, f"{table}_new", 1) + found + known + rest[rest.index(")") :])
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    op.execute(f"DELETE FROM order_problem WHERE code = '{_NEW}'")
    _know_problems(_BEFORE)
    op.drop_index("ix_orders_to_verify", "orders")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_orders_verify_known"), "orders", type_="check")
    op.drop_column("orders", "verify")
    op.drop_column("channel", "verify")
