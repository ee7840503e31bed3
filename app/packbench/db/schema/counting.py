"""Count sheets: which places are to be counted, every count of them, and what was posted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.count_sheets import CountChoice, CountStatus


class CountSheetRow(Base):
    """Places of one warehouse that are counted together and posted as one command.

    `chosen`, `value`: by what its places were chosen. `blind`: who counts is told no units.
    """

    __tablename__ = "count_sheet"
    __table_args__ = (
        one_of("chosen", CountChoice),
        one_of("status", CountStatus),
        CheckConstraint("(status = 'posted') = (posted_by IS NOT NULL)", name="posted_by_command"),
        Index("ix_count_sheet_status", "status", "id"),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), index=True)
    chosen: Mapped[str]
    value: Mapped[str] = mapped_column(server_default=text("''"))
    blind: Mapped[bool] = mapped_column(server_default=false())
    status: Mapped[str] = mapped_column(server_default=CountStatus.OPEN.value)
    made_at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    posted_at: Mapped[datetime | None]
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"), index=True)


class CountLineRow(Base):
    """A place to be counted: a product and lot in one location; on one open sheet at most.

    `added`: nobody expected it there. `rounds` it is to be counted; more than one where a recount
    was asked. `posted` is the difference that was booked.
    """

    __tablename__ = "count_line"
    __table_args__ = (
        UniqueConstraint("sheet_id", "location_id", "product_id", "lot"),
        CheckConstraint("rounds > 0", name="rounds_positive"),
        Index(
            "ix_count_line_open_once",
            *("location_id", "product_id", "lot"),
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_count_line_place", "location_id", "product_id"),
    )

    id: Mapped[Id]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("count_sheet.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot: Mapped[str] = mapped_column(SortText, server_default=text("''"))
    expires_on: Mapped[date | None]
    added: Mapped[bool] = mapped_column(server_default=false())
    is_open: Mapped[bool] = mapped_column(server_default=true())
    rounds: Mapped[int] = mapped_column(server_default="1")
    posted: Mapped[int | None]


class CountEntryRow(Base):
    """What somebody counted of a line; one that was counted again or taken back stays.

    `expected` is what the books had there at `counted_at`, `held` what pickers were to take of it,
    `taken` how much of that they had taken already (None: nobody said). `counted_to` is the last
    movement that `expected` has in it. One entry of a line counts at a time.
    """

    __tablename__ = "count_entry"
    __table_args__ = (
        *not_negative("quantity", "expected", "held"),
        CheckConstraint("taken >= 0 AND taken <= held", name="taken_of_held"),
        CheckConstraint("round > 0", name="round_positive"),
        Index(
            "ix_count_entry_counts",
            "line_id",
            unique=True,
            sqlite_where=text("gone_by IS NULL"),
            postgresql_where=text("gone_by IS NULL"),
        ),
        Index("ix_count_entry_line", "line_id"),
    )

    id: Mapped[Id]
    line_id: Mapped[int] = mapped_column(ForeignKey("count_line.id"))
    round: Mapped[int]
    quantity: Mapped[int]
    expected: Mapped[int]
    held: Mapped[int] = mapped_column(server_default="0")
    taken: Mapped[int | None]
    counted_to: Mapped[int] = mapped_column(server_default="0")
    counted_at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"), index=True)
    gone_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"), index=True)
