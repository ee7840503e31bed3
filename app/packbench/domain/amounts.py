"""Amounts of money as people type them: a plain one, and settings with one a currency."""

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,4})?"
_AMOUNT = re.compile(rf"({_NUMBER})(?:\s*([A-Z]{{3}}))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a currency; None: in any that has no amount of its own."""

    value: Decimal
    currency: str | None


def read_money(text: str) -> Decimal:
    """An amount below 10**9 with at most four decimals, such as `9.90`; raises ValueError."""
    if re.fullmatch(_NUMBER, text) is None:
        raise ValueError(text)
    return Decimal(text)


def plain_amount(text: str, point: str) -> str:
    """An amount as people of a language type it, with a point: `1.234,50` is `1234.50`.

    What can't be read so stays as it is, and is refused by whoever reads it.

    Args:
        text: as typed.
        point: the language's decimal mark, `.` or `,`.
    """
    group = "," if point == "." else "."
    typed = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    whole = rf"(?:[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|[0-9]{{1,9}})"
    if re.fullmatch(rf"{whole}(?:{re.escape(point)}[0-9]{{1,4}})?", typed):
        return typed.replace(group, "").replace(point, ".")
    if re.fullmatch(rf"[0-9]{{1,9}}{re.escape(group)}(?:[0-9]{{1,2}}|[0-9]{{4}})", typed):
        return typed.replace(group, ".")  # of another language, and can mean one thing only
    return text


def read_amounts(text: str) -> tuple[Amount, ...]:
    """Amounts such as `500` or `500 EUR, 400 GBP`, one a currency; raises ValueError."""
    found = []
    for part in text.split(","):
        match = _AMOUNT.fullmatch(part.strip().upper())
        if match is None:
            raise ValueError(text)
        found.append(Amount(Decimal(match[1]), match[2]))
    if len({one.currency for one in found}) < len(found):
        raise ValueError(text)
    return tuple(found)


def show_amounts(amounts: tuple[Amount, ...]) -> str:
    """As `read_amounts` reads them."""
    return ", ".join(f"{one.value} {one.currency or ''}".strip() for one in amounts)
