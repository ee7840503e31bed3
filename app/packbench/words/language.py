"""Translation of the texts that people read, for the window, the command line and documents alike.

One catalogue (gettext, `resources/i18n`) serves all three, so that a refusal reads the same in the
window and in the terminal. A text is a literal with named places: `tr("… {x}").format(x=…)`.
A document is in its reader's language: it is rendered `in_language`, whatever the process speaks.
Slips have texts of their own in more languages (`slips.po`): they are rendered `in_slip_language`.
"""

import gettext
import io
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache
from pathlib import Path

from packbench.paths import i18n_dirs

_DOMAIN = "packbench"
_ENGLISH = gettext.NullTranslations()
_current: gettext.NullTranslations = _ENGLISH
_used = "en"
_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)
_TAG = re.compile(r"([A-Za-z]{2,3})([-_][A-Za-z0-9]+)*")


def use_language(*tags: str) -> None:
    """Translates from now on into the first of `tags` that has a catalogue, else English."""
    global _current, _used  # noqa: PLW0603 - one language a process, chosen once at start
    _used = next((tag for tag in tags if has_catalogue(tag)), "en")
    _current = _catalogue(_used) or _ENGLISH


def used_language() -> str:
    """The tag of the language that the process speaks, e.g. to name countries in it."""
    return _used


@contextmanager
def in_language(tag: str) -> Iterator[None]:
    """Inside, texts are in this language, in English where it has no catalogue; by thread."""
    token = _spoken.set(_catalogue(tag) or _ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


@contextmanager
def in_slip_language(tag: str) -> Iterator[None]:
    """As `in_language`, for slips: what no whole catalogue says, the texts for slips say."""
    token = _spoken.set(_slip_texts(tag) or _ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


def has_slip_texts(tag: str) -> bool:
    """Whether the fixed texts of slips are known in this language; English always is."""
    return _slip_texts(tag) is not None


def slip_languages() -> list[str]:
    """The languages whose texts for slips are shipped or tried out, English among them."""
    found = {"en"}
    for folder in i18n_dirs():
        found |= {one.parent.name for one in folder.glob("*/slips.po")}
    return sorted(found)


def has_catalogue(tag: str) -> bool:
    """Whether texts can be shown in this language; English always can."""
    return _catalogue(tag) is not None


def tr(text: str) -> str:
    """The text in the language in use; itself where there is no translation."""
    return _translations().gettext(text) if text else text


def tr_count(singular: str, plural: str, count: int) -> str:
    """`singular` or `plural` by `count`, translated, with `{count}` still to fill in."""
    return _translations().ngettext(singular, plural, count)


def mark(text: str) -> str:
    """Marks a text for translation that `tr` translates later, where it is shown."""
    return text


def _translations() -> gettext.NullTranslations:
    return _spoken.get() or _current


def _catalogue(tag: str) -> gettext.NullTranslations | None:
    """The catalogue of a tag such as `de-AT`, or of its language; None when there is none."""
    named = _TAG.fullmatch(tag)
    if named is None:
        return None
    found = _read(tag.replace("-", "_"), i18n_dirs())
    return found or (_ENGLISH if named[1].lower() == "en" else None)


@cache
def _read(name: str, folders: tuple[Path, ...]) -> gettext.NullTranslations | None:
    for folder in folders:
        try:
            return gettext.translation(_DOMAIN, folder, languages=[name])
        except (OSError, ValueError, struct.error):
            continue  # it has none, or a damaged one
    return None


def _slip_texts(tag: str) -> gettext.NullTranslations | None:
    named = _TAG.fullmatch(tag)
    if named is None:
        return None
    whole, own = _catalogue(tag), _read_slips(named[1].lower(), i18n_dirs())
    if whole is None or own is None:
        return whole or own
    both = copy(whole)  # the catalogue itself stays as it was read
    both.add_fallback(own)
    return both


@cache
def _read_slips(language: str, folders: tuple[Path, ...]) -> gettext.NullTranslations | None:
    """The texts for slips, from the few lines that a translator writes."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - slips in more languages only
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - the same

    for folder in folders:
        try:
            with (folder / language / "slips.po").open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
        except (OSError, ValueError, PoFileError):
            continue  # it has none, or a damaged one
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)
    return None
