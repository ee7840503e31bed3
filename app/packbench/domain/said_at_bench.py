"""What somebody said of parcels at the bench."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SaidAtBench:
    """One thing that was said.

    Attributes:
        what: `checked` (a second person looked), or `weight` (a weight is right).
        at: when.
        operator: who said it, which may be another than who packed.
        station: where it was sent from.
        counts: whether nobody took it back, and nothing was opened again since.
        parcel: the sequence of the parcel; None: all of them.
        weight_g: what it weighs; None for a check.
        expected_g: what it should weigh; None for a check.
        reason: why the weight is right; "" for a check.
    """

    what: str
    at: datetime
    operator: str
    station: str
    counts: bool
    parcel: int | None = None
    weight_g: int | None = None
    expected_g: int | None = None
    reason: str = ""
