"""Programs of channels: the tokens by which they are known, and what they are told of shipments."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1150_served_channels"
down_revision = "20261127_1140_channel_feed"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "channel_token",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("hint", SortText, nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.Column("revoked_by", _ID, nullable=True),
        sa.CheckConstraint("length(hint) = 8", name=op.f("ck_channel_token_hint_whole")),
        sa.CheckConstraint("length(salt) = 32", name=op.f("ck_channel_token_salted")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_channel_token_digest_whole")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_token_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_channel_token_command_id")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["command.id"], name=op.f("fk_channel_token_revoked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_token")),
        sa.UniqueConstraint("hint", name=op.f("uq_channel_token_hint")),
    )
    op.create_index(op.f("ix_channel_token_channel_id"), "channel_token", ["channel_id"])
    op.create_table(
        "shipment_news",
        sa.Column("number", SortText, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.CheckConstraint(
            "command_id >= 0", name=op.f("ck_shipment_news_command_id_not_negative")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shipment_news")),
    )
    # Since when it is written down what left.
    op.execute(
        "INSERT INTO shipment_news (number, channel, command_id)"
        " SELECT '', '', COALESCE(MAX(id), 0) FROM command"
    )
    op.create_index(
        op.f("ix_shipment_news_channel_command_id"), "shipment_news", ["channel", "command_id"]
    )
    op.create_table(
        "shipment_mark",
        sa.Column("channel_id", _ID, autoincrement=False, nullable=False),
        sa.Column("told_up_to", _ID, nullable=False),
        sa.CheckConstraint(
            "told_up_to >= 0", name=op.f("ck_shipment_mark_told_up_to_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_shipment_mark_channel_id")
        ),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_shipment_mark")),
    )


def downgrade() -> None:
    for table in ("shipment_mark", "shipment_news", "channel_token"):
        op.drop_table(table)
