"""Pictures become logos: checked before they are decoded, made small, white behind them."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from packbench.domain.refusals import Code, Refusal
from packbench.domain.slips import LogoTrouble

MOST_BYTES = 5_000_000
_MOST_PIXELS = 40_000_000
_LARGEST = (1200, 480)
"""What is printed 90 × 8 mm has enough of these at 300 dpi, and a page stays small."""
_KINDS = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it is kept: a PNG without anything of the file that it came from."""

    png: bytes
    width: int
    height: int


def read_logo(data: bytes) -> Logo:
    """A logo of a PNG or JPEG; refuses (`logo`) with why where it can't be one.

    CMYK becomes RGB, what is transparent becomes white, and a large picture is made smaller. Its
    size is read before a pixel is: a small file can stand for more pixels than there is memory.
    """
    if not data:
        raise _refused(LogoTrouble.EMPTY)
    if len(data) > MOST_BYTES:
        raise _refused(LogoTrouble.TOO_LARGE)
    if _is_vector(data):
        raise _refused(LogoTrouble.VECTOR)
    # What a picture's metadata may do is nothing to us, and no decoder runs on other kinds.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=_KINDS) as picture:
                return _made_of(picture)
        except Image.DecompressionBombError as bomb:
            raise _refused(LogoTrouble.TOO_MANY_PIXELS) from bomb
        except UnidentifiedImageError as unknown:
            raise _refused(_kind_of(data)) from unknown
        except (OSError, SyntaxError, ValueError, EOFError) as broken:
            raise _refused(LogoTrouble.BROKEN) from broken


def _made_of(picture: Image.Image) -> Logo:
    width, height = picture.size
    if width * height > _MOST_PIXELS:
        raise _refused(LogoTrouble.TOO_MANY_PIXELS)
    picture.draft("RGB", _LARGEST)  # a JPEG is decoded in a smaller size at once
    upright = ImageOps.exif_transpose(picture)
    upright = _on_white(upright)
    upright.thumbnail(_LARGEST)
    target = io.BytesIO()
    upright.save(target, "PNG", optimize=True)
    return Logo(target.getvalue(), *upright.size)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        white = Image.new("RGBA", opaque.size, "white")
        return Image.alpha_composite(white, opaque).convert("RGB")
    if picture.mode.startswith("I"):  # 16 bits of grey: `convert` would cut them off
        return picture.point(lambda grey: grey / 256).convert("L")
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")


def _is_vector(data: bytes) -> bool:
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"%!ps", b"%pdf"))


def _kind_of(data: bytes) -> LogoTrouble:
    """Whether a file that no decoder knows is a broken one of ours, or one of another kind."""
    ours = data.startswith((b"\x89PNG", b"\xff\xd8"))
    return LogoTrouble.BROKEN if ours else LogoTrouble.OTHER_KIND


def _refused(why: LogoTrouble) -> Refusal:
    return Refusal(Code.LOGO, trouble=why.value)
