"""The sentences about the log itself: it can't be written; Packbench crashed last time."""

from packbench.logs.crashes import Crash
from packbench.words.files import os_reason
from packbench.words.language import tr


def trouble_words(error: OSError) -> str:
    """What a log that can't be written means; told once, the work goes on."""
    words = tr("The log can't be written. {reason} Packbench works on without it.")
    return words.format(reason=os_reason(error))


def crash_words(crash: Crash) -> str:
    """When Packbench crashed, and where the traces are that a developer needs."""
    words = tr("Packbench ended unexpectedly on {day}. Please send {file} to who looks after it.")
    return words.format(day=crash.at.astimezone().strftime("%Y-%m-%d %H:%M"), file=crash.file)
