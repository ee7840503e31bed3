"""What may reach a terminal: control characters from data are shown, never sent.

A name in an order can hold what moves the cursor, changes the title or types an answer. C0 and C1
are replaced, and the signs that turn the direction of what comes behind them.
"""

import re

_CELL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SENTENCE = re.compile(r"(?![\n\t])" + _CELL.pattern)
_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, "\u2421"
_SPACE = 0x20


def visible_cell(text: str) -> str:
    """The text of a cell in one line, with a picture in the place of what is no letter."""
    return _CELL.sub(_picture, text)


def visible(text: str) -> str:
    """The text of sentences, the same but for ends of lines and tabs, which are ours."""
    return _SENTENCE.sub(_picture, text)


def visible_json(document: str) -> str:
    """A JSON document of the same meaning; `json` writes 7F to 9F as they are."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == _DELETE:
        return _DELETE_PICTURE
    return chr(_PICTURES + code) if code < _SPACE else "\ufffd"
