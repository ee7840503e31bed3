"""Makes a picture small: at most 1280 dots a side, JPEG, without what a camera wrote beside it."""

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from packbench.domain.camera import CameraTrouble, Picture
from packbench.domain.refusals import EnvironmentFault, FaultCode

MOST_BYTES = 40_000_000
MOST_DOTS = 60_000_000
"""More than any camera at a bench takes; it would only fill the memory."""
SIDE = 1_280
_TRIES = ((SIDE, 80), (SIDE, 60), (SIDE, 40), (SIDE // 2, 40))
KEPT_BYTES = 300_000
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")


def small_picture(path: Path, *, name: str) -> Picture:
    """A file's picture as it is kept; raises the fault `camera_failed` for any other file."""
    if path.stat().st_size > MOST_BYTES:
        raise _fault(CameraTrouble.TOO_LARGE, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            jpeg = _shrink(path, name)
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise _fault(CameraTrouble.NOT_A_PICTURE, name) from error
    except (OSError, SyntaxError) as error:  # a file that ends in the middle, or is broken
        raise _fault(CameraTrouble.NOT_A_PICTURE, name) from error
    return Picture(name, jpeg)


def _shrink(path: Path, name: str) -> bytes:
    with Image.open(path, formats=_FORMATS) as image:
        if image.width * image.height > MOST_DOTS:
            raise _fault(CameraTrouble.TOO_LARGE, name)
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    for side, quality in _TRIES:
        upright.thumbnail((side, side))
        kept = io.BytesIO()
        upright.save(kept, "JPEG", quality=quality)
        if kept.tell() <= KEPT_BYTES:
            break
    return kept.getvalue()


def _fault(kind: CameraTrouble, name: str) -> EnvironmentFault:
    return EnvironmentFault(FaultCode.CAMERA_FAILED, trouble=kind.value, told="", place=name)
