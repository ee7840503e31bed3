"""Which transfers bring goods to a warehouse, beside purchase orders."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.records.transfers import on_its_way
from packbench.db.schema import TransferLineRow, TransferRow
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.domain.transfers import transfer_name


class OnTheWay(NamedTuple):
    """Units of a product that a transfer brings."""

    transfer_id: int
    warehouse_id: int
    product_id: int
    units: int
    expected_on: date | None

    @property
    def number(self) -> str:
        """The name of the transfer."""
        return transfer_name(self.transfer_id)


def transfers_coming(
    connection: Connection, product_ids: Collection[int] | None = None
) -> list[OnTheWay]:
    """What is on its way of some products, or of all; the oldest transfer first."""
    line, one = TransferLineRow, TransferRow
    query = (
        select(line.transfer_id, one.target_id, line.product_id, total(on_its_way()))
        .add_columns(one.expected_on)
        .join(one, one.id == line.transfer_id)
        .where(on_its_way() > 0)
        .group_by(line.transfer_id, one.target_id, line.product_id, one.expected_on)
        .order_by(line.transfer_id, line.product_id)
    )
    if product_ids is not None:
        query = query.where(among(line.product_id, product_ids))
    return [OnTheWay(*row) for row in connection.execute(query).all()]
