"""Who may authorize how much."""

from collections.abc import Sequence
from decimal import Decimal

from packbench.db.queries.records.settings import read_setting
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.settings import PURCHASE_LIMIT, PURCHASE_SUPERVISORS


def refuse_above_limit(
    transaction: Transaction, operator: str, row: AnyRow, lines: Sequence[AnyRow]
) -> None:
    """Refuses who is no supervisor of purchasing what is worth more than anybody may authorize."""
    connection = transaction.connection
    limits = read_setting(connection, PURCHASE_LIMIT)
    named = read_setting(connection, PURCHASE_SUPERVISORS)
    supervisors = [one.strip() for one in named.split(",") if one.strip()]
    if not limits or code_key(operator) in map(code_key, supervisors):
        return
    by_currency = {one.currency: one.value for one in limits}
    most = by_currency.get(row.currency, by_currency.get(None))
    who = ", ".join(supervisors) or "–"
    if most is None or any(one.unit_cost is None for one in lines):
        raise Refusal(Code.TOO_MANY, why=Said.WORTH_IS_UNKNOWN, name=row.number, names=who)
    worth = sum((one.unit_cost * one.ordered for one in lines), Decimal(0))
    if worth > most:
        raise Refusal(
            Code.TOO_MANY,
            why=Said.ABOVE_LIMIT,
            name=row.number,
            names=who,
            amount=_told(worth, row.currency),
            limit=_told(most, row.currency),
        )


def _told(amount: Decimal, currency: str | None) -> str:
    return f"{amount:.2f} {currency or ''}".strip()
