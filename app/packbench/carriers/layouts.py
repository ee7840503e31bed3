"""Layouts of the files that carriers' software reads and writes: TOML files, one a software.

`resources/profiles/carriers` holds those that come with Packbench, the folder `profiles/carriers`
of the user's data the user's own.
"""

import codecs
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packbench.domain.refusals import Code, Refusal
from packbench.paths import own_data_path, resources_dir

FIELDS = frozenset(
    {
        *("shipment", "order", "service", "carrier", "name", "company", "street", "street2"),
        *("postal_code", "city", "region", "country", "phone", "email"),
        *("parcel", "parcels", "number", "weight_kg", "weight_g", "box"),
    }
)
"""What a column may name in braces."""


@dataclass(frozen=True, slots=True)
class FileLayout:
    """How a file is written, and which columns of the one that comes back say what."""

    name: str
    ending: str
    delimiter: str
    encoding: str
    decimal: str
    columns: dict[str, str]
    shipment_column: str
    tracking_column: str


def layout_names() -> list[str]:
    """The layouts that there are."""
    return sorted({path.stem for folder in _folders() for path in folder.glob("*.toml")})


def load_layout(name: str) -> FileLayout:
    """A layout by its name, the user's own first.

    Refuses one that is not there (`not_found`), and one that can't be used (`carrier_failed`).
    """
    for folder in _folders():
        path = folder / f"{name}.toml"
        if name and path.name == f"{name}.toml" and path.is_file():
            try:
                return _layout(name, tomllib.loads(path.read_text(encoding="utf-8")))
            except (ValueError, KeyError, TypeError, AttributeError, LookupError, OSError) as error:
                cause = f"{path}: {error}."
                raise Refusal(Code.CARRIER_FAILED, name="file", cause=cause) from error
    known = ", ".join(layout_names())
    raise Refusal(Code.NOT_FOUND, kind="carrier profile", name=name, known=known)


def _folders() -> list[Path]:
    place = Path("profiles", "carriers")
    return [own_data_path() / place, resources_dir() / place]


def _layout(name: str, told: dict[str, Any]) -> FileLayout:
    file, columns, back = told["file"], dict(told["columns"]), told["tracking"]
    for template in columns.values():
        for _, field, _, _ in string.Formatter().parse(template):
            if field is not None and field not in FIELDS:
                raise ValueError(template)
    codecs.lookup(file["encoding"])
    if len(file["delimiter"]) != 1 or not columns:
        raise ValueError(file["delimiter"])
    return FileLayout(
        *(name, file["ending"], file["delimiter"], file["encoding"], file.get("decimal", ".")),
        *(columns, back["shipment"], back["tracking"]),
    )
