"""What was being saved when a window was closed on a database that did not answer.

It is written down beside the looks of the window, and told at the next start: saved, or not.
"""

import hashlib
from collections.abc import Mapping

from PySide6.QtCore import QObject

from packbench.engine.command.context import Context
from packbench.engine.command.core import was_done
from packbench.ui.desk import Desk
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.widgets.messages import Level
from packbench.words.language import mark, tr

_MEMORY = "left_unsaved"
_SAVED = mark("Saved when the window was closed last, though no answer came: {what}.")
_LOST = mark(
    "Not saved when the window was closed last, since the database did not answer: {what}."
)


def keep_left(memory: Memory, url: str, being_saved: Mapping[str, str]) -> None:
    """Remembers what was being saved: words by key, and in which database."""
    if being_saved:
        memory.keep_data(_MEMORY, {"database": _mark(url), "commands": dict(being_saved)})


def tell_left(desk: Desk, context: Context, owner: QObject) -> None:
    """Finds out what became of it, once, and tells."""
    left = desk.memory.data(_MEMORY)
    if not isinstance(left, dict) or left.get("database") != _mark(context.database.url):
        return
    commands = {str(key): str(words) for key, words in dict(left["commands"]).items()}

    def look_up() -> dict[str, bool]:
        return {key: was_done(context, key) for key in commands}

    def tell(done: dict[str, bool]) -> None:
        desk.memory.keep_data(_MEMORY, None)
        for key, was_saved in done.items():
            words = _SAVED if was_saved else _LOST
            level = Level.DONE if was_saved else Level.REFUSED
            desk.window.messages.post(level, tr(words).format(what=commands[key]))

    desk.runner.write("", lambda _: look_up(), tell, owner=owner)


def _mark(url: str) -> str:
    """Tells databases apart without a password on the disk."""
    return hashlib.sha256(url.encode()).hexdigest()
