"""What a scale says: one reading, its weight exactly in grams, and how a scale is set up."""

import enum
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from packbench.domain.scanning.scanner import BAUD_RATES


class ScaleProtocol(enum.StrEnum):
    """The language of a scale."""

    MT_SICS = "mt-sics"
    PLAIN = "plain"
    SCP_01 = "scp-01"


class Steadiness(enum.StrEnum):
    """What a reading tells besides its weight; only a `STABLE` one may be taken."""

    STABLE = "stable"
    UNSTABLE = "unstable"
    UNDER = "under"
    OVER = "over"
    BUSY = "busy"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class ScaleReading:
    """One answer of a scale.

    Attributes:
        kind: whether it may be taken.
        grams: exactly what the scale says; None where it says no weight.
        text: what it sent, for people.
        is_whole: whether its form proves that none of it is missing; else it counts when it is said
            twice.
    """

    kind: Steadiness
    grams: Decimal | None = None
    text: str = ""
    is_whole: bool = True

    @property
    def weight_g(self) -> int | None:
        """Whole grams, half a gram up; None where the scale says no weight."""
        if self.grams is None:
            return None
        return int(self.grams.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class ScaleSetup:
    """The scale of a station.

    Attributes:
        port: its serial port, such as `/dev/ttyUSB0` or `COM3`.
        baud: bits a second on that port.
        protocol: its language.
        asks: it is asked for each weight; else it sends by itself.
    """

    port: str
    baud: int = 9_600
    protocol: ScaleProtocol = ScaleProtocol.MT_SICS
    asks: bool = True

    @property
    def fault(self) -> str | None:
        """The field that can't be so; None where all is well."""
        if not self.port.strip():
            return "port"
        return None if self.baud in BAUD_RATES else "baud"


_GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1_000),
    # The international pound since 1959, exactly; an ounce is a sixteenth of it.
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}


def to_grams(value: str, unit: str) -> Decimal | None:
    """Grams of a number and its unit (g, kg, lb, oz), exactly; None for another unit."""
    factor = _GRAMS.get(unit.lower())
    return None if factor is None else Decimal(value.replace(" ", "")) * factor


def weighed(
    kind: Steadiness, value: str, unit: str, text: str, *, is_whole: bool = True
) -> ScaleReading:
    """A reading that tells a weight; below nothing it is `UNDER`, of an unknown unit garbage."""
    grams = to_grams(value, unit)
    if grams is None:
        return ScaleReading(Steadiness.GARBAGE, text=text)
    if grams < 0 and kind is Steadiness.STABLE:
        kind = Steadiness.UNDER
    return ScaleReading(kind, grams, text, is_whole)
