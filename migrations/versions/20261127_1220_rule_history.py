"""What became of the rules of channels, from what to what."""

import json

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1220_rule_history"
down_revision = "20261127_1210_replenishment"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rule_change",
        sa.Column("id", _ID, nullable=False),
        sa.Column("command_id", _ID, nullable=True),
        sa.Column("channel_key", SortText, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("product_id", _ID, nullable=True),
        sa.Column("sku_key", SortText, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("warehouse_id", _ID, nullable=True),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.CheckConstraint(
            "before IS NOT NULL OR after IS NOT NULL", name=op.f("ck_rule_change_changed")
        ),
        sa.CheckConstraint(
            "(warehouse_id IS NULL) = (warehouse = '')", name=op.f("ck_rule_change_whole")
        ),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_rule_change_command_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
    )
    for columns in (["command_id"], ["channel_key", "id"], ["sku_key", "id"], ["product_id"]):
        name = op.f(f"ix_rule_change_{'_'.join(columns)}")
        op.create_index(name, "rule_change", columns)
    _write_down_what_stands()


def _write_down_what_stands() -> None:
    """The history begins with the rules that there are: nobody knows since when."""
    connection = op.get_bind()
    rules = connection.execute(
        sa.text(
            "SELECT c.code_key, c.code, r.product_id, COALESCE(p.sku_key, ''),"
            " COALESCE(p.sku, ''), r.rule, r.value, r.min_rule, r.min_value, r.push"
            " FROM channel_rule r JOIN channel c ON c.id = r.channel_id"
            " LEFT JOIN product p ON p.id = r.product_id ORDER BY r.id"
        )
    ).fetchall()
    exclusions = connection.execute(
        sa.text(
            "SELECT COALESCE(c.code_key, ''), e.channel, e.product_id, COALESCE(p.sku_key, ''),"
            " COALESCE(p.sku, ''), e.warehouse_id, w.code FROM channel_exclusion e"
            " JOIN warehouse w ON w.id = e.warehouse_id LEFT JOIN channel c ON c.code = e.channel"
            " LEFT JOIN product p ON p.id = e.product_id ORDER BY e.id"
        )
    ).fetchall()
    rows = [(*one[:5], None, "", _said(one[5:])) for one in rules]
    rows += [(*one, '{"excluded":true}') for one in exclusions]
    names = ("channel_key", "channel", "product_id", "sku_key", "sku")
    names += ("warehouse_id", "warehouse", "after")
    if rows:
        places = ", ".join(f":{name}" for name in names)
        connection.execute(
            sa.text(f"INSERT INTO rule_change ({', '.join(names)}) VALUES ({places})"),
            [dict(zip(names, row, strict=True)) for row in rows],
        )


def _said(values: "sa.Row[tuple[object, ...]] | tuple[object, ...]") -> str:
    rule, value, min_rule, min_value, push = values
    said = {"rule": rule, "value": value, "min_rule": min_rule, "min_value": min_value}
    return json.dumps({**said, "push": bool(push)}, separators=(",", ":"))


def downgrade() -> None:
    op.drop_table("rule_change")
