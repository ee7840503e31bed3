"""The list of stock with what each row is worth, where that is shown."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from packbench.db.queries.lists import inventory
from packbench.db.queries.lists.inventory import ListedWorth
from packbench.engine.command.context import Context
from packbench.services.office.lists import InventoryQuery, InventoryRow, TableList, selected_by
from packbench.services.privacy import hides_private
from packbench.services.value.stock import values_now

VALUE = "value"


class ValuedInventory(TableList[InventoryQuery, InventoryRow]):
    """Stock by product and warehouse; what it is worth is worked out only while that is shown.

    Of the rows of a page, by the ledger of their products (decision 0263). A station that shows no
    prices works out none.
    """

    def __init__(self, context: Context) -> None:
        read_ids = selected_by(inventory.select_ids)
        super().__init__(context, read_ids, inventory.read_rows, lambda row: row.id)
        self._context, self._valued = context, False

    def show(self, columns: Collection[str]) -> None:
        """Of the next rows that are read, the value is known if it is one of these columns."""
        self._valued = VALUE in columns

    def first_page(self, query: InventoryQuery) -> list[InventoryRow]:
        """The first rows in order."""
        return self._with_worth(super().first_page(query))

    def rows(self, ids: Sequence[int]) -> list[InventoryRow]:
        """The rows with these ids."""
        return self._with_worth(super().rows(ids))

    def _with_worth(self, rows: list[InventoryRow]) -> list[InventoryRow]:
        if not (self._valued and rows) or hides_private(self._context):
            return rows
        with self._context.database.read.connect() as connection:
            places = inventory.places_of(connection, [row.id for row in rows])
            currency, found = values_now(connection, {product for product, _ in places.values()})
        worth = {
            row_id: ListedWorth(one.value, currency, one.units, one.unknown)
            for row_id, place in places.items()
            if (one := found.get(place)) is not None
        }
        nothing = ListedWorth(Decimal(0), currency, 0, 0)
        return [replace(row, worth=worth.get(row.id, nothing)) for row in rows]
