"""Templates as files: a TOML that people can read, and the logo as a picture beside it."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from packbench.domain.file_names import file_name_for
from packbench.domain.files import system_reason
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slips import USUAL_FIELDS, GiftRule, SlipField, SlipPaper, SlipTemplate
from packbench.engine.command.context import Context
from packbench.services.documents.writing import Writing
from packbench.services.slips.logos import read_logo
from packbench.services.slips.templates import Slips, SlipsChange, change_slips, template_named

_TEXTS = ("sender", "header", "footer", "language", "gift_from")
_KEYS = frozenset(
    {"name", *_TEXTS, "fields", "prices", "paper", "gift", "logo"},
)
_MOST_BYTES = 100_000


def export_slip(context: Context, name: str, target: Path, *, force: bool = False) -> list[Path]:
    """Writes a template to a TOML file, and its logo to a PNG beside it; gives the files.

    Refuses `not_found`, and a place where they can't be written (`file_exists`, `cannot_write`).
    """
    template = template_named(context, name)
    plain = f"slip-{file_name_for(template.name)}.toml"
    writing = Writing(context, target, force)
    writing.check(plain)
    path = target / plain if target.is_dir() or not target.suffix else target
    logo = path.with_suffix(".png")
    files: list[Path] = []
    if template.logo:
        files.append(Writing(context, logo, force).write(logo.name, template.logo))
    told = toml_of(template, logo.name if template.logo else "")
    return [writing.write(plain, told.encode()), *files]


def toml_of(template: SlipTemplate, logo: str) -> str:
    """A template as TOML; `logo` is the name of its picture's file, empty where it has none."""
    values: dict[str, object] = {
        "name": template.name,
        "fields": sorted(template.fields),
        "prices": template.prices,
        "paper": template.paper.value,
        "gift": template.gift.value,
        **{name: getattr(template, name) for name in _TEXTS},
    }
    if logo:
        values["logo"] = logo
    # What JSON writes of texts, lists of them, and yes or no, TOML reads alike.
    return "".join(
        f"{key} = {json.dumps(told, ensure_ascii=False)}\n" for key, told in values.items()
    )


def read_slip(path: Path) -> SlipTemplate:
    """The template of a file, with its logo; refuses what is none (`invalid`, `logo`)."""
    told = _read(path)
    unknown = sorted(set(told) - _KEYS)
    if unknown:
        raise _refused(", ".join(unknown))
    if told.get("name", "") == "":
        raise Refusal(Code.INVALID, field="slip file without a name", value=path.name)
    template = _template(told)
    if not told.get("logo"):
        return template
    picture = path.parent / str(told["logo"])
    return replace(template, logo=read_logo(picture_bytes(picture)).png)


def picture_bytes(path: Path) -> bytes:
    """What a file holds; refuses one that is missing or can't be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refusal(Code.FILE_MISSING, file=str(path)) from error
    except OSError as error:
        reason = system_reason(error)
        raise Refusal(Code.FILE_UNREADABLE, file=str(path), reason=reason) from error


def import_slip(context: Context, path: Path, *, key: str | None = None) -> Slips:
    """Makes the template of a file, or puts it in the place of that of its name."""
    return change_slips(context, SlipsChange(write=(read_slip(path),)), key=key)


def _read(path: Path) -> dict[str, Any]:
    data = picture_bytes(path)
    if len(data) > _MOST_BYTES:
        raise _refused(path.name)
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path.name) from error


def _template(told: Mapping[str, Any]) -> SlipTemplate:
    texts = {name: told.get(name, "") for name in ("name", *_TEXTS)}
    fields = told.get("fields", sorted(USUAL_FIELDS))
    prices = told.get("prices", False)
    if not isinstance(prices, bool) or not isinstance(fields, list):
        raise _refused("prices, fields")
    wrong = [name for name, text in texts.items() if not isinstance(text, str)]
    if wrong:
        raise _refused(", ".join(wrong))
    try:
        return SlipTemplate(
            **texts,
            fields=frozenset(SlipField(one) for one in fields),
            prices=prices,
            paper=SlipPaper(told.get("paper", "")),
            gift=GiftRule(told.get("gift", GiftRule.ON_SLIP)),
        )
    except ValueError as error:
        raise _refused("fields, paper, gift") from error


def _refused(value: str) -> Refusal:
    return Refusal(Code.INVALID, field="slip file", value=value[:120])
