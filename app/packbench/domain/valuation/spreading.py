"""Spreads an amount over products; nothing of it is lost in rounding."""

import enum
from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

CENT = Decimal("0.01")
K = TypeVar("K")


class SpreadBy(enum.StrEnum):
    """By what the costs of a receipt are spread over its products."""

    VALUE = "value"
    WEIGHT = "weight"
    QUANTITY = "quantity"


def spread(amount: Decimal, weights: Mapping[K, Decimal | int]) -> dict[K, Decimal]:
    """An amount in shares by weight, in whole cents; they add up to it.

    What rounding leaves goes cent by cent to those that lost most by it, the first one first.
    Weights that are all nothing count alike.
    """
    keys: Sequence[K] = list(weights)
    total = sum((Decimal(weight) for weight in weights.values()), Decimal(0))
    exact = {
        key: amount * Decimal(weights[key]) / total if total else amount / len(keys) for key in keys
    }
    shares = {key: value.quantize(CENT, ROUND_DOWN) for key, value in exact.items()}
    rest = amount - sum(shares.values(), Decimal(0))
    for key in sorted(keys, key=lambda key: shares[key] - exact[key]):
        if rest <= 0:
            break
        step = min(CENT, rest)
        shares[key] += step
        rest -= step
    return shares
