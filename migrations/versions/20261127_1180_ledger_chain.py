"""The rows of a warehouse's ledger are a chain: whoever changes one breaks it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261127_1180_ledger_chain"
down_revision = "20261127_1170_count_sheets"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ROWS_AT_ONCE = 20_000
# Kept as it was when this was written, whatever the product does later.
_REST = (
    "command_id, warehouse_id, product_id, location_id, lot, quantity, unavailable, cause, note,"
    " document"
)


def upgrade() -> None:
    default = sa.text("''")
    op.add_column(
        "movement", sa.Column("chain", sa.String(), server_default=default, nullable=False)
    )
    op.create_table(
        "ledger_head",
        sa.Column("warehouse_id", _ID, autoincrement=False, nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("movements", _ID, nullable=False),
        sa.CheckConstraint("movements >= 0", name=op.f("ck_ledger_head_movements_not_negative")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_ledger_head_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("warehouse_id", name=op.f("pk_ledger_head")),
    )
    heads: dict[int, tuple[str, int]] = {}
    if op.get_bind().dialect.name == "sqlite":
        _link_in_file(heads)
    else:
        _link_on_server(heads)
    for warehouse_id, (last, movements) in heads.items():
        statement = sa.text("INSERT INTO ledger_head VALUES (:warehouse, :link, :movements)")
        values = {"warehouse": warehouse_id, "link": last, "movements": movements}
        op.get_bind().execute(statement, values)


def _link_in_file(heads: dict[int, tuple[str, int]]) -> None:
    connection = op.get_bind()
    made = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE name = 'movement_never_updated'")
    ).scalar()
    if made:
        op.execute("DROP TRIGGER movement_never_updated")
    last = 0
    while rows := connection.exec_driver_sql(
        f"SELECT id, at, {_REST} FROM movement WHERE id > ? ORDER BY id LIMIT ?",
        (last, _ROWS_AT_ONCE),
    ).fetchall():
        linked = [(link, row_id) for row_id, link in _links(rows, heads)]
        connection.exec_driver_sql("UPDATE movement SET chain = ? WHERE id = ?", linked)
        last = rows[-1][0]
    if made:
        connection.exec_driver_sql(made)


def _link_on_server(heads: dict[int, tuple[str, int]]) -> None:
    connection = op.get_bind()
    op.execute("CREATE TEMP TABLE linked (id bigint, chain text) ON COMMIT DROP")
    driver: Any = connection.connection.driver_connection
    moment = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    last = 0
    while rows := connection.exec_driver_sql(
        f"SELECT id, {moment}, {_REST} FROM movement WHERE id > %s ORDER BY id LIMIT %s",
        (last, _ROWS_AT_ONCE),
    ).fetchall():
        with driver.cursor() as cursor, cursor.copy("COPY linked FROM STDIN") as copy:
            for one in _links(rows, heads):
                copy.write_row(one)
        last = rows[-1][0]
    op.execute("ALTER TABLE movement DISABLE TRIGGER movement_never_changed")
    op.execute("UPDATE movement m SET chain = l.chain FROM linked l WHERE l.id = m.id")
    op.execute("ALTER TABLE movement ENABLE TRIGGER movement_never_changed")


def _links(rows: Iterable[Any], heads: dict[int, tuple[str, int]]) -> Iterator[tuple[int, str]]:
    for row_id, *written in rows:
        before, count = heads.get(written[2], ("", 0))
        said = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(f"{before}\n{said}".encode("utf-8", "surrogatepass")).hexdigest()
        heads[written[2]] = (digest[:32], count + 1)
        yield row_id, digest[:32]


def downgrade() -> None:
    op.drop_table("ledger_head")
    op.drop_column("movement", "chain")
