"""How long something took, in words for people."""

from packbench.words.language import tr


def duration_words(seconds: int) -> str:
    """In the two largest units that it has: `2 d 4 h`, `35 min`, `12 s`."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    if days:
        return tr("{days} d {hours} h").format(days=days, hours=hours)
    if hours:
        return tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return tr("{minutes} min").format(minutes=minutes)
    return tr("{seconds} s").format(seconds=rest)
