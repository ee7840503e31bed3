"""What a quantity may be: whole base units, within a bound that no warehouse reaches."""

from packbench.domain.refusals import Code, Refusal

MOST_UNITS = 100_000_000
"""More units than this in one row or command are a slip of the hand (or of a scanner)."""


def check_units(units: int, *, least: int = 1) -> None:
    """Refuses `invalid` for units below `least` or above MOST_UNITS."""
    if not least <= units <= MOST_UNITS:
        raise Refusal(Code.INVALID, field="quantity", value=units)
