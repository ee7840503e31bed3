"""Texts that a spreadsheet program would take for a formula.

Packbench never computes a cell: `=1+1` comes in as that text. It would be harmful on its way out,
when somebody opens an exported CSV file in a spreadsheet program. So the CSV writer puts an
apostrophe before such a text, as spreadsheet programs do, and the CSV reader takes it away again;
XLSX cells say themselves that they are text. Source: OWASP, "CSV Injection".
"""

import re

_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*$)")
"""`+49 30 1234` and `-3` are telephone numbers and numbers, not formulas."""


def neutralised(text: str) -> str:
    """The text with an apostrophe before it when it would be taken for a formula."""
    return f"'{text}" if _FORMULA.match(text.lstrip("'")) else text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    if text.startswith("'") and _FORMULA.match(text.lstrip("'")):
        return text[1:]
    return text
