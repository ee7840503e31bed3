"""Which language a person reads: asked for, remembered, or that of the computer."""

import json
import os
import sys
from collections.abc import Sequence

from packbench.paths import user_config_dir
from packbench.words.language import use_language

OPTION, VARIABLE = "--language", "PACKBENCH_LANGUAGE"
_FILE = "user.json"
_OF_POSIX = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def speak(arguments: Sequence[str]) -> None:
    """Uses the language of `--language`, PACKBENCH_LANGUAGE, the user's setting or the computer.

    Called before the command line is read, so that its help and its refusals are in it too.
    """
    asked_for = _option(arguments)
    if asked_for:
        os.environ[VARIABLE] = asked_for  # for all that this process does and starts
    chosen = chosen_language()
    use_language(*([chosen] if chosen else _system_languages()))


def chosen_language() -> str:
    """The language that somebody chose for this computer, as a tag; empty when nobody did."""
    return os.environ.get(VARIABLE, "") or remembered_language()


def remembered_language() -> str:
    """The user's setting; empty when there is none, or when it can't be read."""
    try:
        kept = json.loads((user_config_dir() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    language = kept.get("language") if isinstance(kept, dict) else None
    return language if isinstance(language, str) else ""


def remember_language(tag: str) -> None:
    """Keeps the user's setting for all later starts; may raise OSError."""
    user_config_dir().mkdir(parents=True, exist_ok=True)
    path = user_config_dir() / _FILE
    path.write_text(json.dumps({"language": tag}) + "\n", encoding="utf-8")


def _option(arguments: Sequence[str]) -> str:
    for index, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == OPTION:
            return value if equals else "".join(arguments[index + 1 : index + 2])
    return ""


def _system_languages() -> list[str]:
    """The languages of the computer, the best first; empty for the C locale."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there
        import locale  # noqa: PLC0415 - only there

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return [locale.windows_locale.get(number, "")]
    values = [os.environ.get(name, "") for name in _OF_POSIX]
    chosen = next((value for value in values if value), "")
    return [name.partition(".")[0].partition("@")[0] for name in chosen.split(":")]
