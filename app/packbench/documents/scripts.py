"""The scripts that letters belong to, by name."""

import uharfbuzz
from babel import Locale

SIGNS = "signs"
"""Stands for the script of what is in none, such as emoji."""
_OF_NO_SCRIPT = {"Zyyy", "Zinh", "Zzzz"}  # common, inherited, unknown


def script_names(letters: str) -> list[str]:
    """The names of the scripts of these letters, each once; signs of no script (emoji) last."""
    codes = list(dict.fromkeys(_script(letter) for letter in letters))
    names = [Locale("en").scripts.get(code, code) for code in codes if code not in _OF_NO_SCRIPT]
    return names if len(names) == len(codes) else [*names, SIGNS]


def _script(letter: str) -> str:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    return buffer.script or "Zyyy"
