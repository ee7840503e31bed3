"""Templates of slips, by channel; what customs ask of a product; customs forms are printed."""

import re

import sqlalchemy as sa
from alembic import op

revision = "20261126_2010_slips"
down_revision = "20261126_2000_bench_checks"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Money = sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite")
_FORMS = "customs-forms"
_RULE = "prints_customs"
_TEST_PAGE = "test-page"


def upgrade() -> None:
    op.create_table(
        "slip_template",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", SortText, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("current", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_template")),
    )
    op.create_index(
        "ix_slip_template_current",
        "slip_template",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "channel_slip",
        sa.Column("channel_key", SortText, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("template_key", SortText, nullable=False),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_channel_slip")),
    )
    op.create_table(
        "printed_slip",
        sa.Column("document_id", BigId, autoincrement=False, nullable=False),
        sa.Column("template_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_printed_slip")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["printed_document.id"], name=op.f("fk_printed_slip_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["slip_template.id"], name=op.f("fk_printed_slip_template_id")
        ),
    )
    op.create_index(op.f("ix_printed_slip_template_id"), "printed_slip", ["template_id"])
    op.add_column("product", sa.Column("customs_description", sa.String(), nullable=True))
    op.add_column("product", sa.Column("customs_value", Money, nullable=True))
    for table in ("station_printer", "print_job"):
        _change(table, "kind", lambda kinds: [*_without(kinds, _TEST_PAGE), _FORMS, _TEST_PAGE])
    _change("station_rule", "rule", lambda rules: [*rules, _RULE])


def _without(words, *gone):
    return [word for word in words if word not in gone]


def _change(table, column, change) -> None:
    """Changes the words that a column may have: others may have changed them before."""
    connection = op.get_bind()
    name = op.f(f"ck_{table}_{column}_known")
    if connection.dialect.name == "sqlite":
        _make_anew(table, column, change)
        return
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    told = connection.execute(query, {"name": name}).scalar_one()
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({_listed(told, change)})")


def _listed(told, change) -> str:
    return ", ".join(f"'{word}'" for word in change(re.findall(r"'([^']+)'", told)))


def _make_anew(table, column, change) -> None:
    connection = op.get_bind()
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"
    made = connection.execute(
        sa.text(f"{query} ORDER BY type = 'index'"), {"table": table}
    ).scalars()
    whole, *indexes = made
    head, found, rest = whole.partition(f"{column} IN (")
    known, end = rest[: rest.index(")")], rest[rest.index(")") :]
    op.execute(head.replace(table, f"{table}_new", 1) + found + _listed(known, change) + end)
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    op.execute(f"DELETE FROM station_rule WHERE rule = '{_RULE}'")
    _change("station_rule", "rule", lambda rules: _without(rules, _RULE))
    for table in ("station_printer", "print_job"):
        op.execute(f"DELETE FROM {table} WHERE kind = '{_FORMS}'")
        _change(table, "kind", lambda kinds: _without(kinds, _FORMS))
    op.drop_column("product", "customs_value")
    op.drop_column("product", "customs_description")
    for table in ("printed_slip", "channel_slip", "slip_template"):
        op.drop_table(table)
