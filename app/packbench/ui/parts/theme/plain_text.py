"""Texts from outside are shown as they are written: no markup, no mnemonics, no turned direction.

Qt guesses: a label and a tip whose text looks like HTML are drawn as HTML, an `&` on a button
underlines the next character. Names, notes and codes come from customers and files, so nothing that
shows them may guess.
"""

import html
import re

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

_LONGEST_TIP = 1_000  # characters; more would not fit onto the screen
_LONGEST_LINE = 100  # of a tip; more is wrapped
_LONGEST_BUTTON = 60
# Overrides and isolates turn all that follows, also our own words; marks (LRM, RLM) do not.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAKS = re.compile("\r\n|[\t\n\r\x85\u2028\u2029]")


def readable(text: str) -> str:
    """The text without characters that are no text: controls, and what turns the direction."""
    return _CONTROLS.sub("", _TURNS.sub("", text))


def one_line(text: str) -> str:
    """The readable text in one line."""
    return _BREAKS.sub(" ", readable(text))


def on_button(text: str) -> str:
    """The text for a button, a chip or a menu: one line, not too long, every `&` to be seen."""
    line = one_line(text)
    if len(line) > _LONGEST_BUTTON:
        line = f"{line[: _LONGEST_BUTTON - 1]}…"
    return line.replace("&", "&&")


def tip(text: str) -> str:
    """The text for a tip: shown as it is, wrapped and cut where it is very long."""
    shown = readable(text)
    if len(shown) > _LONGEST_TIP:
        shown = f"{shown[: _LONGEST_TIP - 1]}…"
    long = any(len(line) > _LONGEST_LINE for line in shown.splitlines())
    if not long and "<" not in shown and "&" not in shown:
        return shown
    return f"<qt>{'<br>'.join(map(html.escape, shown.splitlines()))}</qt>"


def set_tip(widget: QWidget | QAction, text: str) -> None:
    """Gives a widget, or the button that an action stands for, a tip."""
    widget.setToolTip(tip(text))


class PlainLabel(QLabel):
    """A label that never takes its text for markup; the window uses no other."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(self.textFormat().PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Shows another text."""
        super().setText(readable(text))
