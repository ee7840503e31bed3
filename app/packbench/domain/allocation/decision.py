"""What one warehouse answered when a line was routed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WarehouseDecision:
    """Why a warehouse served a line, or did not: its first failing fence, all of them, ratings."""

    warehouse: str
    fence: str | None
    fences: list[str]
    rating: dict[str, int | None]
    taken: int
    untried: bool
