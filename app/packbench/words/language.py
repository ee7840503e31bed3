"""Translation of the texts that people read, for the window, the command line and documents alike.

One catalogue (gettext, `resources/i18n`) serves all three, so that a refusal reads the same in the
window and in the terminal. A text is a literal with named places: `tr("… {x}").format(x=…)`.
"""

import gettext

from packbench.paths import resources_dir

_DOMAIN = "packbench"
_current: gettext.NullTranslations = gettext.NullTranslations()


def use_language(*languages: str) -> None:
    """Translate from now on into the first of `languages` that has a catalogue, else English."""
    global _current  # noqa: PLW0603 - one language a process, chosen once at start
    folder = resources_dir() / "i18n"
    _current = gettext.translation(_DOMAIN, folder, languages=list(languages), fallback=True)


def tr(text: str) -> str:
    """The text in the language in use; itself where there is no translation."""
    return _current.gettext(text) if text else text


def tr_count(singular: str, plural: str, count: int) -> str:
    """`singular` or `plural` by `count`, translated, with `{count}` still to fill in."""
    return _current.ngettext(singular, plural, count)


def mark(text: str) -> str:
    """Marks a text for translation that `tr` translates later, where it is shown."""
    return text
