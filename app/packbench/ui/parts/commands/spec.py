"""What a command is: its words, its shortcut, when it can be run, and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from packbench.ui.parts.commands.ids import CommandId

_F_KEY = re.compile(r"((Ctrl|Alt|Shift|Meta)\+)*F([1-9]|1\d|2[0-4])")
_CHORD = re.compile(r"(Ctrl|Alt)\+((Ctrl|Alt|Shift)\+)*[^+]+|(Ctrl|Alt)\+((Ctrl|Alt|Shift)\+)*\+")
_SENT_BY_SCANNERS = frozenset({"Ctrl+]", "Ctrl+J", "Ctrl+M"})  # GS, LF and CR as control keys


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What commands may look at to tell whether they can be run.

    Attributes:
        tab: the key of the tab in front.
        view: which of its views is in front, where it has several.
        selected: how many rows are ticked or selected in it.
        states: the states of the selected rows, as far as they are known.
        online: whether the database answers.
        undo: what the last command that can be undone was called; empty when there is none.
        message: whether the last message can show what it is about.
    """

    tab: str = ""
    view: str = ""
    selected: int = 0
    states: frozenset[str] = frozenset()
    online: bool = False
    undo: str = ""
    message: bool = False


def always(_: CommandContext) -> bool:
    """For commands that can be run at any time."""
    return True


class UnsafeShortcutError(ValueError):
    """A shortcut that a barcode scanner could type."""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command.

    Attributes:
        id: which; the QAction's object name.
        text: translated words, a verb first; no ellipsis unless it asks for something.
        run: what it does.
        icon: the name of an SVG in `resources/icons`.
        shortcut: in Qt's portable notation; an F-key or a chord with Ctrl or Alt.
        tip: one sentence on what it is for.
        enabled_when: a pure function of the context.
        checked_when: for commands that stand for a state; None for all others.
        text_when: other words for `text` where they depend on what is selected.
        why_not: what has to be done before it can be run; its tip until then.

    Raises UnsafeShortcutError for a shortcut that a scan could fire.
    """

    id: CommandId
    text: str
    run: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    tip: str = ""
    enabled_when: Callable[[CommandContext], bool] = always
    checked_when: Callable[[CommandContext], bool] | None = None
    text_when: Callable[[CommandContext], str] | None = None
    why_not: str = ""

    def __post_init__(self) -> None:
        if self.shortcut and not is_scan_safe(self.shortcut):
            raise UnsafeShortcutError(self.shortcut)


def is_scan_safe(shortcut: str) -> bool:
    """Whether no scanner types the keys: an F-key, or a chord with Ctrl or Alt."""
    chord = bool(_F_KEY.fullmatch(shortcut) or _CHORD.fullmatch(shortcut))
    return chord and shortcut not in _SENT_BY_SCANNERS
