"""Amounts and rates as they are typed."""

from decimal import Decimal, InvalidOperation

from packbench.domain.refusals import Code, Refusal
from packbench.domain.valuation.spreading import CENT

MOST = Decimal(1_000_000_000)
_MOST_RATE = Decimal(1_000_000)
_RATE_UNIT = Decimal("0.000001")


def amount_of(text: str, name: str) -> Decimal:
    """An amount in whole cents, 0 where nothing is typed; refuses others by name (`invalid`)."""
    if not text.strip():
        return Decimal(0)
    amount = _decimal(text, name)
    if not 0 <= amount <= MOST or amount != amount.quantize(CENT):
        raise Refusal(Code.INVALID, field=name, value=text.strip())
    return amount


def rate_of(text: str) -> Decimal:
    """A rate above 0, with six decimals at most; refuses others by name (`invalid`)."""
    rate = _decimal(text, "exchange rate")
    if not 0 < rate <= _MOST_RATE or rate != rate.quantize(_RATE_UNIT):
        raise Refusal(Code.INVALID, field="exchange rate", value=text.strip())
    return rate


def _decimal(text: str, name: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation as error:
        raise Refusal(Code.INVALID, field=name, value=text.strip()) from error
    if not found.is_finite():
        raise Refusal(Code.INVALID, field=name, value=text.strip())
    return found
