"""From which value on a second person looks into an order's parcels."""

from decimal import Decimal

from packbench.domain.amounts import Amount


def is_worth_it(value: Decimal, currency: str | None, amounts: tuple[Amount, ...]) -> bool:
    """Whether an order's value reaches the amount of its currency.

    Without a currency the lowest amount counts. What can't be compared is worth it.
    """
    if currency is None:
        return value >= min(one.value for one in amounts)
    by_currency = {one.currency: one.value for one in amounts}
    limit = by_currency.get(currency, by_currency.get(None))
    return limit is None or value >= limit
