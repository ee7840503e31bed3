"""What must not stand in a log: passwords, and what people are called and where they live.

Lines are made of codes and numbers to begin with; this is the last net under all of them.
"""

import re
from typing import Any

_PASSWORD_IN_URL = re.compile(r"(://[^:/@\s]*:)\S*(@)")
_PASSWORD_WITHOUT_SERVER = re.compile(r"(://[^/?:@\s\[]+:)(?!\*|[0-9]+(?:[/?\s]|$))[^/?\s]+")
_PASSWORD_NAMED = re.compile(
    r"(?i)([\w%.-]*(?:pass(?:word|wd)?|pwd|secret|token)[\w%.-]*)([\"']?\s*[=:]\s*)"
    r"(\"[^\"]*\"|'(?:\\.|[^'\\])*'|[^\s&;,'\"]+)"
)
# Not what follows `://`: the user and the server of a database's address look the same.
_E_MAIL = re.compile(r"(?<![/\w.+*-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")
_PLAIN = re.compile(r"[\w.\-/#:+]{1,60}")


def masked(text: str) -> str:
    """The text without passwords, e-mail addresses and characters that could forge a line."""
    text = _PASSWORD_IN_URL.sub(r"\1***\2", text)
    text = _PASSWORD_WITHOUT_SERVER.sub(r"\1***", text)
    text = _PASSWORD_NAMED.sub(r"\1\2***", text)
    text = _E_MAIL.sub("***", text)
    return _CONTROL.sub(" ", text)


def fields(**values: Any) -> str:
    """`name=value` of what was given; a value that is neither code nor number is left out."""
    shown = {name: str(value) for name, value in values.items() if value is not None}
    return " ".join(f"{name}={text}" for name, text in shown.items() if _PLAIN.fullmatch(text))
