"""Texts that a spreadsheet program would take for a formula.

Packbench never computes a cell: `=1+1` comes in as that text. It would be harmful on its way out,
when somebody opens an exported CSV file in a spreadsheet program. So the CSV writer puts an
apostrophe before such a text, as spreadsheet programs do, and the CSV reader takes it away again;
XLSX cells say themselves that they are text. Source: OWASP, "CSV Injection".

One form of a formula is nothing but a text: `="00123"`, by which shops keep spreadsheet programs
from taking a code for a number.
"""

import re

_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*$)")
"""`+49 30 1234` and `-3` are telephone numbers and numbers, not formulas."""
_ONLY_TEXT = re.compile(r'="((?:[^"]|"")*)"')


def neutralised(text: str) -> str:
    """The text with an apostrophe before it when it would be taken for a formula."""
    return f"'{text}" if _FORMULA.match(text.lstrip("'")) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would compute a text."""
    return _FORMULA.match(text) is not None


def may_be_wrapped(line: str) -> bool:
    """Whether the texts of a row, one after another, are worth a look at each cell."""
    return "'" in line or '="' in line


def unwrapped(text: str) -> str:
    """What `neutralised` was given, and 00123 for `="00123"`."""
    if text.startswith("'") and _FORMULA.match(text.lstrip("'")):
        return text[1:]
    only_text = _ONLY_TEXT.fullmatch(text)
    return only_text[1].replace('""', '"') if only_text else text
