"""Telephone numbers as they are compared: by their digits, however they are written."""

import re

LEAST_DIGITS = 6
_NOT_OF_ONE = re.compile(r"[^\d\s()+./\-\u2010-\u2015]")
_NO_DIGIT = re.compile(r"\D")
TRUNK = "(0)"
"""Dialled inside a country alone, so that it is not a part of the number."""

WRITTEN_WITH = (TRUNK, *" ()+./-\u00a0\u2010\u2011\u2013")
"""What people put between digits."""


def dialled(text: str) -> str:
    """The digits of a number without what only begins one (`+`, `00`, `0`); empty for a word.

    `+43 660 123` and `0043 660 123` are 43660123, `0660 123` is 660123, which is a part of it.
    """
    if _NOT_OF_ONE.search(text):
        return ""
    digits = _NO_DIGIT.sub("", text.replace(TRUNK, "")).lstrip("0")
    return digits if len(digits) >= LEAST_DIGITS else ""
