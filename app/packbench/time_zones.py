"""Time zones by their names (IANA), and that of this computer."""

from zoneinfo import ZoneInfo

from babel.localtime import get_localzone


def named_zone(name: str) -> ZoneInfo:
    """The zone of a name such as Europe/Vienna; raises ValueError for any other text."""
    try:
        return ZoneInfo(name)
    except (LookupError, OSError) as error:  # unknown, or a folder of zones
        raise ValueError(name) from error


def computer_zone() -> ZoneInfo:
    """The zone that this computer is set to (or TZ); UTC where it has no name."""
    try:
        return named_zone(getattr(get_localzone(), "key", ""))
    except (ValueError, LookupError):
        return ZoneInfo("UTC")
