"""Pictures of products: which files may be one, and what stands in the way of keeping one."""

import enum
from collections.abc import Iterator
from pathlib import Path

from packbench.domain.file_names import file_name_for

ENDINGS = ("jpg", "jpeg", "png", "webp", "bmp", "gif")
MOST_BYTES = 30_000_000
MOST_DOTS = 60_000_000


class PictureTrouble(enum.StrEnum):
    """Why a picture of a product can't be kept."""

    NO_FOLDER = "no_folder"
    FOLDER_GONE = "folder_gone"
    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE = "too_large"
    TOO_MANY_DOTS = "too_many_dots"
    KEPT_IS_GONE = "kept_is_gone"


def picture_candidates(folder: Path, sku: str) -> Iterator[Path]:
    """The files that may be meant; a SKU never leads out of the folder."""
    safe = file_name_for(sku)
    names = [safe] if sku != Path(sku).name or "\\" in sku else [sku, safe]
    spelled = dict.fromkeys(form for one in names for form in (one, one.lower(), one.upper()))
    for name in spelled:
        for ending in ENDINGS:
            yield folder / f"{name}.{ending}"
            yield folder / f"{name}.{ending.upper()}"
