"""Orders that were named and are not in what was made."""

from dataclasses import dataclass

from packbench.domain.outcomes import Note


@dataclass(frozen=True, slots=True)
class OrderLeftOut:
    """An order of several that was named and is not in what was made, and why."""

    order_number: str
    note: Note
