"""Codes are compared without regard to blanks, unseen characters and forms of one letter.

Keys are written anew. Where two records of before have one key now, the older one keeps its code;
the younger one's is followed by `~2`, `~3` …, so that nothing is lost and both can be found.
"""

import re
import unicodedata
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "20261126_0200_one_spelling"
down_revision = "20261122_0500_served_notices"
branch_labels = None
depends_on = None

SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_KEYS = (
    ("product", "sku", "sku_key", ""),
    ("warehouse", "code", "code_key", ""),
    ("location", "code", "code_key", "warehouse_id"),
    ("supplier", "code", "code_key", ""),
    ("orders", "number", "number_key", ""),
    ("purchase_order", "number", "number_key", ""),
)
"""(table, code, key, what the key is unique in beside it)."""

_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def upgrade() -> None:
    connection = op.get_bind()
    for table, code, key, within in _KEYS:
        _write_keys(connection, table, code, key, within)
    _write_line_keys(connection)
    _add_barcode_keys(connection)
    _add_channels(connection)
    _add_station_warehouse()


def downgrade() -> None:
    op.drop_column("station", "warehouse_id")
    op.drop_table("channel")
    op.drop_index(op.f("ix_location_barcode_key"), "location")
    op.drop_column("location", "barcode_key")
    with op.batch_alter_table("barcode") as table:
        table.drop_constraint(op.f("uq_barcode_code_key"), type_="unique")
        table.drop_column("code_key")


def _key(code: str) -> str:
    """As `packbench.domain.catalog.code_key` was when this was written."""
    if code.isascii():
        return "".join(code.split()).lower()
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", code)).casefold()
    return "".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", folded)).split())


def _write_keys(connection: sa.Connection, table: str, code: str, key: str, within: str) -> None:
    query = f"SELECT id, {code}, {key}, {within or 0} FROM {table} ORDER BY id"
    taken: dict[int, set[str]] = defaultdict(set)
    changed = []
    for row_id, spelled, before, place in connection.execute(sa.text(query)).all():
        name = _free(spelled, taken[place])
        taken[place].add(_key(name))
        if _key(name) != before:
            changed.append({"id": row_id, "key": _key(name), "code": name})
    if not changed:
        return
    # No key may be another's, not even in between: first all that change step aside.
    aside = sa.text(f"UPDATE {table} SET {key} = :key WHERE id = :id")
    connection.execute(aside, [{"id": one["id"], "key": f"\x01{one['id']}"} for one in changed])
    write = f"UPDATE {table} SET {key} = :key, {code} = :code WHERE id = :id"
    connection.execute(sa.text(write), changed)


def _free(spelled: str, taken: set[str]) -> str:
    name, number = spelled, 1
    while _key(name) in taken:
        number += 1
        name = f"{spelled}~{number}"
    return name


def _write_line_keys(connection: sa.Connection) -> None:
    """Lines of known products follow their product's key, the others their own spelling."""
    query = sa.text("SELECT DISTINCT sku, sku_key FROM order_line")
    rows = [row for row in connection.execute(query).all() if _key(row[0]) != row[1]]
    write = sa.text("UPDATE order_line SET sku_key = :key WHERE sku = :sku")
    for row in rows:
        connection.execute(write, {"key": _key(row[0]), "sku": row[0]})


def _add_barcode_keys(connection: sa.Connection) -> None:
    op.add_column("location", sa.Column("barcode_key", SortText, nullable=True))
    op.create_index(op.f("ix_location_barcode_key"), "location", ["barcode_key"])
    query = sa.text("SELECT id, barcode FROM location WHERE barcode IS NOT NULL")
    write = sa.text("UPDATE location SET barcode_key = :key WHERE id = :id")
    for row in connection.execute(query).all():
        connection.execute(write, {"key": _key(row[1]), "id": row[0]})
    op.add_column("barcode", sa.Column("code_key", SortText, nullable=True))
    taken: set[str] = set()
    write = sa.text("UPDATE barcode SET code_key = :key WHERE id = :id")
    for row_id, code in connection.execute(
        sa.text("SELECT id, code FROM barcode ORDER BY id")
    ).all():
        key = _key(_free(code, taken))  # printed on a product: the code itself stays what it is
        taken.add(key)
        connection.execute(write, {"key": key, "id": row_id})
    with op.batch_alter_table("barcode") as table:
        table.alter_column("code_key", existing_type=SortText, nullable=False)
        table.create_unique_constraint(op.f("uq_barcode_code_key"), ["code_key"])


def _add_channels(connection: sa.Connection) -> None:
    op.create_table(
        "channel",
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code_key", name=op.f("pk_channel")),
    )
    spelled = sa.text(
        "SELECT channel FROM (SELECT channel, min(id) AS first FROM orders GROUP BY channel"
        " UNION ALL SELECT channel, NULL FROM channel_exclusion GROUP BY channel) named"
        " WHERE channel <> '' ORDER BY first IS NULL, first"
    )
    first: dict[str, str] = {}
    for (channel,) in connection.execute(spelled).all():
        kept = first.setdefault(_key(channel), channel)
        for table in ("orders", "channel_exclusion") if kept != channel else ():
            write = sa.text(f"UPDATE {table} SET channel = :kept WHERE channel = :channel")
            connection.execute(write, {"kept": kept, "channel": channel})
    insert = sa.text("INSERT INTO channel (code_key, code) VALUES (:key, :code)")
    for key, code in first.items():
        connection.execute(insert, {"key": key, "code": code})


def _add_station_warehouse() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # Raw: commands refer to stations, so SQLite can't make the table anew with Alembic's batch.
    op.execute(
        f"ALTER TABLE station ADD COLUMN warehouse_id {whole}"
        " CONSTRAINT fk_station_warehouse_id REFERENCES warehouse (id)"
    )
