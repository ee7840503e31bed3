"""Who may authorize how much."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Operator
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import OperatorRole
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.settings import PURCHASE_BUYER_LIMIT, PURCHASE_LIMIT, PURCHASE_SUPERVISORS


def refuse_above_limit(
    transaction: Transaction, operator: str, row: AnyRow, lines: Sequence[Any]
) -> None:
    """Refuses who is no supervisor of purchasing what is worth more than anybody may authorize."""
    connection = transaction.connection
    limits = read_setting(connection, PURCHASE_LIMIT)
    if not limits:
        return
    supervisors = _supervisors(connection)
    if code_key(operator) in map(code_key, supervisors):
        return
    if _is_buyer(connection, operator):
        limits = read_setting(connection, PURCHASE_BUYER_LIMIT) or limits
    by_currency = {one.currency: one.value for one in limits}
    most = by_currency.get(row.currency, by_currency.get(None))
    who = ", ".join(supervisors) or "–"
    worth = _worth(lines)
    if most is None or worth is None:
        raise Refusal(Code.TOO_MANY, why=Said.WORTH_IS_UNKNOWN, name=row.number, names=who)
    if worth > most:
        raise Refusal(
            Code.TOO_MANY,
            why=Said.ABOVE_LIMIT,
            name=row.number,
            names=who,
            amount=_told(worth, row.currency),
            limit=_told(most, row.currency),
        )


def _is_buyer(connection: Connection, operator: str) -> bool:
    """Whether an operator in use has that role, however his name is spelled."""
    query = select(Operator.name).where(Operator.role == OperatorRole.BUYER.value, Operator.active)
    return code_key(operator) in map(code_key, connection.execute(query).scalars())


def _supervisors(connection: Connection) -> list[str]:
    """Those of the setting, and who has that role and is in use."""
    named = read_setting(connection, PURCHASE_SUPERVISORS)
    found = [one.strip() for one in named.split(",") if one.strip()]
    query = select(Operator.name).where(
        Operator.role == OperatorRole.SUPERVISOR.value, Operator.active
    )
    return list(
        dict.fromkeys([*found, *connection.execute(query.order_by(Operator.name)).scalars()])
    )


def refuse_raised_above_limit(
    transaction: Transaction,
    operator: str,
    row: AnyRow,
    before: Sequence[Any],
    lines: Sequence[Any],
) -> None:
    """Refuses the same of an order that the supplier has, where its lines make it worth more."""
    was, now = _worth(before), _worth(lines)
    more_units = sum(one.ordered for one in lines) > sum(one.ordered for one in before)
    if more_units if now is None and was is None else was is None or now is None or now > was:
        refuse_above_limit(transaction, operator, row, lines)


def _worth(lines: Sequence[Any]) -> Decimal | None:
    """What lines cost; None where a price is missing."""
    if any(one.unit_cost is None for one in lines):
        return None
    return sum((one.unit_cost * one.ordered for one in lines), Decimal(0))


def _told(amount: Decimal, currency: str | None) -> str:
    return f"{amount:.2f} {currency or ''}".strip()
