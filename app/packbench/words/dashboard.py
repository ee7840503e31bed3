"""What the numbers of the dashboard are called."""

from collections.abc import Mapping

from packbench.domain.dashboard import Ages, DailyNeed
from packbench.words.language import mark, tr

_NEEDS: Mapping[DailyNeed, tuple[str, str]] = {
    DailyNeed.LATE: (mark("Late"), mark("Orders that should have left before today")),
    DailyNeed.DUE: (
        mark("To leave today"),
        mark("Orders to be shipped by tonight, with the late ones"),
    ),
    DailyNeed.PROBLEMS: (mark("Problems"), mark("Open orders on which something is to be mended")),
    DailyNeed.TO_VERIFY: (
        mark("To be verified"),
        mark("Orders that wait until somebody looks at them"),
    ),
    DailyNeed.COULD_SHIP: (mark("Could ship"), mark("Back orders of which goods are free here")),
    DailyNeed.SHORT_PICKS: (
        mark("Short picks"),
        mark("Bins that pickers found short; to be counted"),
    ),
    DailyNeed.BELOW_MINIMUM: (mark("Below minimum"), mark("Products with less than their minimum")),
    DailyNeed.OVERDUE: (mark("Overdue"), mark("Purchase orders of which something should be here")),
    DailyNeed.INCOMING: (mark("Coming this week"), mark("Purchase orders due within seven days")),
}


def need_word(need: DailyNeed) -> str:
    """What needs somebody, in two words."""
    return tr(_NEEDS[need][0])


def need_words(need: DailyNeed) -> str:
    """What is counted, in a line."""
    return tr(_NEEDS[need][1])


def ages_words(ages: Ages) -> str:
    """A span of ages, e.g. `2 to 3 days`."""
    if ages.most is None:
        return tr("{days} days and more").format(days=ages.least)
    return tr("{first} to {last} days").format(first=ages.least, last=ages.most)
