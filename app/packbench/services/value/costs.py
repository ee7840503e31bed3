"""Freight and duty of a receipt, spread over what it brought."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select

from packbench.db.queries.records.receiving import find_receipt, receipt_row
from packbench.db.queries.records.settings import read_setting
from packbench.db.queries.records.valuation import Prices, Rates, ReceivedGoods, received_goods
from packbench.db.schema import ReceiptCost
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.receiving import ReceiptStatus, receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.domain.valuation.spreading import SpreadBy, spread
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.undoer import Undoer
from packbench.services.value.amounts import amount_of
from packbench.settings import COMPANY_CURRENCY

__all__ = ["UNDO_COSTS", "CostShare", "SpreadBy", "SpreadCosts", "set_costs", "spread_again"]


@dataclass(frozen=True, slots=True)
class CostShare:
    """A product of the receipt: its goods' cost (None: not known), and its share of the rest."""

    sku: str
    units: int
    goods: Decimal | None
    freight: Decimal
    duty: Decimal

    @property
    def unit_cost(self) -> Decimal | None:
        """What a unit costs with all that came to it."""
        if self.goods is None:
            return None
        return (self.goods + self.freight + self.duty) / self.units


@dataclass(frozen=True, slots=True)
class SpreadCosts:
    """What a receipt cost beside its prices, as it is kept, or would be."""

    receipt: str
    currency: str
    by: SpreadBy
    kept: bool
    shares: list[CostShare] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KeptCost:
    """A row of what a receipt cost."""

    product_id: int
    freight: Decimal
    duty: Decimal
    spread_by: str
    currency: str


@dataclass(frozen=True, slots=True)
class CostsSet:
    """What a command changed of a receipt's costs."""

    receipt_id: int
    before: list[KeptCost]
    after: list[KeptCost]


def set_costs(
    context: Context,
    receipt: str,
    amounts: tuple[str, str],
    by: SpreadBy = SpreadBy.VALUE,
    *,
    preview: bool = False,
    key: str | None = None,
) -> SpreadCosts:
    """Says what freight and duty of a booked receipt cost in the company's currency.

    Args:
        context: who says it.
        receipt: its name.
        amounts: freight and duty, in place of those that were said before.
        by: by what they are spread over its products.
        preview: shows the shares, and keeps nothing.
        key: sent twice, it is done once.

    Refuses a receipt that is not booked, one that brought nothing, a product without a weight where
    it is spread by weight, and one without a known cost where it is spread by value.
    """
    freight, duty = amount_of(amounts[0], "freight"), amount_of(amounts[1], "duty")

    def work(transaction: Transaction) -> SpreadCosts:
        connection = transaction.connection
        row = receipt_row(connection, find_receipt(connection, receipt).id)
        name, currency = receipt_name(row.id), read_setting(connection, COMPANY_CURRENCY)
        if row.status != ReceiptStatus.BOOKED:
            raise Refusal(Code.WRONG_STATE, name=name, state=row.status)
        goods = _goods(connection, row.id, currency)
        if not goods:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_CAME, name=name)
        weights = {one.product_id: _weight(one, by) for one in goods}
        shares = spread(freight, weights), spread(duty, weights)
        after = [
            KeptCost(id_, shares[0][id_], shares[1][id_], by.value, currency)
            for id_ in weights
            if freight or duty
        ]
        before = _kept(connection, row.id)
        if sorted(before, key=_product) == sorted(after, key=_product):
            raise Refusal(Code.NOTHING_TO_DO, why=Said.SAME_COSTS, name=name)
        _write(connection, row.id, after)
        transaction.undo = CostsSet(row.id, before, after)
        transaction.changed_many(Kind.STOCK)
        told = [
            CostShare(
                *(one.sku, one.units, one.cost),
                *(shares[0][one.product_id], shares[1][one.product_id]),
            )
            for one in goods
        ]
        return SpreadCosts(name, currency, by, not preview, told)

    content = {"receipt": receipt, "freight": str(freight), "duty": str(duty), "by": by.value}
    call = Call("receiving.costs", content, None if preview else key, moves_stock=False)
    shown = context.without_key() if preview else context
    return run_or_try(shown, call, SpreadCosts, work, keep=lambda done: done.kept)


def _goods(connection: Connection, receipt_id: int, currency: str) -> list[ReceivedGoods]:
    """What it brought, at its prices alone: what was spread before is spread anew."""
    prices = Prices(connection, Rates(connection, currency))
    return received_goods(connection, receipt_id, prices.bare())


def _weight(goods: ReceivedGoods, by: SpreadBy) -> Decimal:
    if by is SpreadBy.WEIGHT:
        if not goods.weight_g:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_WEIGHT_TO_SPREAD, sku=goods.sku)
        return Decimal(goods.weight_g * goods.units)
    if by is SpreadBy.VALUE:
        if goods.cost is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_COST_TO_SPREAD, sku=goods.sku)
        return goods.cost
    return Decimal(goods.units)


def spread_again(transaction: Transaction, receipt_id: int) -> None:
    """Inside a command that put a count right: what was paid is spread over what came in fact.

    Where nothing came any more, or weights or costs lack meanwhile, the shares stay as they are.
    """
    kept = _kept(transaction.connection, receipt_id)
    if not kept:
        return
    by, currency = SpreadBy(kept[0].spread_by), kept[0].currency
    goods = _goods(transaction.connection, receipt_id, currency)
    try:
        weights = {one.product_id: _weight(one, by) for one in goods}
    except Refusal:
        return
    if not weights:
        return
    freight = spread(sum((one.freight for one in kept), Decimal(0)), weights)
    duty = spread(sum((one.duty for one in kept), Decimal(0)), weights)
    costs = [KeptCost(id_, freight[id_], duty[id_], by.value, currency) for id_ in weights]
    _write(transaction.connection, receipt_id, costs)


def _product(cost: KeptCost) -> int:
    return cost.product_id


def _kept(connection: Connection, receipt_id: int) -> list[KeptCost]:
    row = ReceiptCost
    query = select(row.product_id, row.freight, row.duty, row.spread_by, row.currency)
    found = connection.execute(query.where(row.receipt_id == receipt_id).order_by(row.product_id))
    return [KeptCost(one[0], one[1], one[2], one[3], one[4]) for one in found]


def _write(connection: Connection, receipt_id: int, costs: Sequence[KeptCost]) -> None:
    connection.execute(delete(ReceiptCost).where(ReceiptCost.receipt_id == receipt_id))
    for one in costs:
        values = {
            "receipt_id": receipt_id,
            "product_id": one.product_id,
            "freight": one.freight,
            "duty": one.duty,
            "spread_by": one.spread_by,
            "currency": one.currency,
        }
        connection.execute(insert(ReceiptCost).values(values))


def _undo_costs(transaction: Transaction, done: CostsSet) -> None:
    """Its costs are what they were; refuses those that somebody said since."""
    if _kept(transaction.connection, done.receipt_id) != sorted(done.after, key=_product):
        name = receipt_name(done.receipt_id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.COSTS_CHANGED_SINCE, document=name)
    _write(transaction.connection, done.receipt_id, done.before)
    transaction.changed_many(Kind.STOCK)


UNDO_COSTS = Undoer(CostsSet, _undo_costs)
