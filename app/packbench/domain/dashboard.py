"""What the dashboard counts."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta


class DailyNeed(enum.StrEnum):
    """What somebody has to do something about."""

    LATE = "late"
    DUE = "due_today"
    PROBLEMS = "problems"
    TO_VERIFY = "to_verify"
    COULD_SHIP = "could_ship"
    SHORT_PICKS = "short_picks"
    BELOW_MINIMUM = "below_minimum"
    OVERDUE = "overdue"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Ages:
    """A span of ages in whole days; `most` None: and all that are older."""

    least: int
    most: int | None

    def span(self, today: date) -> str:
        """The days on which such things began, as the filter by days takes them.

        The youngest are all that began then or later, also those with a day to come.
        """
        last = str(today - timedelta(days=self.least)) if self.least else ""
        first = "" if self.most is None else str(today - timedelta(days=self.most))
        return f"{first}..{last}"


ORDER_AGES = (Ages(0, 1), Ages(2, 3), Ages(4, 7), Ages(8, None))
STOCK_AGES = (Ages(0, 30), Ages(31, 90), Ages(91, 180), Ages(181, 365), Ages(366, None))
