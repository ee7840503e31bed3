"""On which day open purchase orders come, by what their suppliers did so far (decision 0222)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from statistics import mean

from sqlalchemy import Connection, func, select

from packbench.db.queries.records.supplier_facts import came_days, sent_days
from packbench.db.schema import PastReceipt, PurchaseMilestone, PurchaseOrder, PurchaseOrderLine
from packbench.db.sql.among import among
from packbench.db.today import company_zone, today
from packbench.domain.purchasing import Milestone
from packbench.domain.supplier_facts import ENOUGH


@dataclass(frozen=True, slots=True)
class RealLead:
    """Days that a supplier takes in the mean, rounded up, of so many orders."""

    days: int
    orders: int


@dataclass(frozen=True, slots=True)
class ComingDays:
    """The days on which purchase orders come."""

    today: date
    sent: Mapping[int, date] = field(default_factory=dict)
    leads: Mapping[int, RealLead] = field(default_factory=dict)
    confirmed: Collection[int] = ()

    def of(self, purchase_id: int, expected_on: date | None) -> tuple[date | None, RealLead | None]:
        """The day of an order's line, and the lead time where that tells it.

        No day before the one that was told, and none that is over already. A day that the supplier
        confirmed for this very order stands as long as it is not over (decision 0229).
        """
        if purchase_id in self.confirmed and expected_on is not None and expected_on >= self.today:
            return expected_on, None
        sent, lead = self.sent.get(purchase_id), self.leads.get(purchase_id)
        if sent is None or lead is None:
            return expected_on, None
        day = sent + timedelta(days=lead.days)
        if day < self.today or (expected_on is not None and day <= expected_on):
            return expected_on, None
        return day, lead


def coming_days(connection: Connection, purchase_ids: Collection[int]) -> ComingDays:
    """What is known of purchase orders whose supplier brought enough before."""
    day = today(connection)
    if not purchase_ids:
        return ComingDays(day)
    rows = connection.execute(
        select(PurchaseOrder.id, PurchaseOrder.supplier_id).where(
            among(PurchaseOrder.id, purchase_ids)
        )
    )
    suppliers = {row.id: row.supplier_id for row in rows}
    leads = _leads(connection, set(suppliers.values()))
    if not leads:
        return ComingDays(day)
    zone = company_zone(connection)
    sent = sent_days(connection, among(PurchaseOrder.id, purchase_ids), zone)
    known = {id_: leads[supplier] for id_, supplier in suppliers.items() if supplier in leads}
    return ComingDays(day, sent, known, _confirmed(connection, known))


def _confirmed(connection: Connection, purchase_ids: Collection[int]) -> frozenset[int]:
    """Those that their suppliers confirmed."""
    one = PurchaseMilestone
    query = select(one.purchase_order_id).where(
        among(one.purchase_order_id, purchase_ids), one.milestone == Milestone.CONFIRMED
    )
    return frozenset(connection.execute(query).scalars())


def _leads(connection: Connection, supplier_ids: Collection[int]) -> dict[int, RealLead]:
    """By supplier, of those with enough orders of which both days are known."""
    of, zone = among(PurchaseOrder.supplier_id, supplier_ids), company_zone(connection)
    first: dict[int, date] = {}
    for (order_id, _), day in came_days(connection, of, zone).items():
        first[order_id] = min(day, first.get(order_id, day))
    past = (
        select(PurchaseOrderLine.purchase_order_id, func.min(PastReceipt.on_day))
        .join(PastReceipt, PastReceipt.line_id == PurchaseOrderLine.id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.purchase_order_id)
        .where(of)
        .group_by(PurchaseOrderLine.purchase_order_id)
    )
    first.update({row[0]: row[1] for row in connection.execute(past)})
    if len(first) < ENOUGH:
        return {}
    sent = sent_days(connection, of, zone)
    rows = connection.execute(select(PurchaseOrder.id, PurchaseOrder.supplier_id).where(of))
    took: dict[int, list[int]] = defaultdict(list)
    for order_id, supplier_id in rows:
        if order_id in first and order_id in sent and first[order_id] >= sent[order_id]:
            took[supplier_id].append((first[order_id] - sent[order_id]).days)
    return {
        supplier_id: RealLead(ceil(mean(days)), len(days))
        for supplier_id, days in took.items()
        if len(days) >= ENOUGH
    }
