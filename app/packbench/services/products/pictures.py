"""The picture of a product: a file called as its SKU in the folder of pictures.

The database holds no picture: benches and pickers read the folder. What a new picture replaces is
moved to `replaced` in the folder, which is where undo gets it from.
"""

import hashlib
import io
import secrets
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.settings import read_setting
from packbench.domain.changes import Kind
from packbench.domain.file_names import file_name_for
from packbench.domain.outcomes import Said
from packbench.domain.product_pictures import (
    MOST_BYTES,
    MOST_DOTS,
    PictureTrouble,
    picture_candidates,
)
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command, was_done
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import file_fault, replacing
from packbench.paths import picture_folder
from packbench.settings import PICTURES

_REPLACED = "replaced"
_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "BMP": "bmp", "GIF": "gif"}


@dataclass(frozen=True, slots=True)
class ProductPicture:
    """Where a product's picture is.

    Attributes:
        sku: the product.
        folder: of pictures, as this computer sees it; empty: none is set.
        file: the picture; empty: it has none.
    """

    sku: str
    folder: str
    file: str


@dataclass(frozen=True, slots=True)
class MovedPicture:
    """A picture that was moved out of the way: its name, and the one that it has in `replaced`."""

    name: str
    kept: str


@dataclass(frozen=True, slots=True)
class PictureChange:
    """What a command did to the pictures of a product.

    Attributes:
        product_id: which.
        sku: as it was called.
        put: the name of the new picture; empty: none.
        digest: of its content.
        moved: what was there before.
    """

    product_id: int
    sku: str
    put: str
    digest: str
    moved: list[MovedPicture]


def pictures_here(context: Context) -> str:
    """The folder of pictures as this computer sees it; empty: none."""
    with context.database.read.connect() as connection:
        return picture_folder(read_setting(connection, PICTURES))


def product_picture(context: Context, sku: str) -> ProductPicture:
    """Where a product's picture is; refuses `not_found`."""
    with context.database.read.connect() as connection:
        known = find_product(connection, sku).sku
        folder = picture_folder(read_setting(connection, PICTURES))
    found = _pictures(Path(folder), known) if folder else []
    return ProductPicture(known, folder, str(found[0]) if found else "")


def set_picture(
    context: Context, sku: str, file: Path, *, key: str | None = None
) -> ProductPicture:
    """Copies a picture into the folder as that of a product; one that is there is kept aside.

    Refuses `not_found`, and (`picture`) no folder, one that can't be reached, a file that is no
    picture or too large; raises the faults of a folder that can't be written to.
    """
    now = product_picture(context, sku)
    folder = _require_folder(now.folder)
    content, ending = _read(file)
    digest = hashlib.sha256(content).hexdigest()
    draft = folder / f".{secrets.token_hex(8)}.{ending}"
    try:
        with replacing(Output(draft, context.database.path)) as writing:
            writing.write_bytes(content)
            writing.chmod(_READABLE)  # benches read it by other accounts
        put = _Put(f"{file_name_for(now.sku)}.{ending}", digest, draft)
        _change(context, now.sku, folder, put, key)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return product_picture(context, sku)


def remove_picture(context: Context, sku: str, *, key: str | None = None) -> ProductPicture:
    """Takes a product's picture out of the folder; it is kept aside.

    Refuses `not_found`, `nothing_to_do` where there is none, and as `set_picture` does.
    """
    now = product_picture(context, sku)
    folder = _require_folder(now.folder)
    if not now.file and not (key and was_done(context, key)):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_PICTURE, name=now.sku)
    _change(context, now.sku, folder, _Put(), key)
    return product_picture(context, sku)


_READABLE = 0o644


@dataclass(frozen=True, slots=True)
class _Put:
    """The new picture: its name in the folder, its content's digest, the file that has it."""

    name: str = ""
    digest: str = ""
    draft: Path | None = None


class _Swap:
    """Puts a picture in the place of those that are there, once, however often it is asked to."""

    def __init__(self, folder: Path, sku: str, put: _Put) -> None:
        self._folder, self._sku, self._put = folder, sku, put
        self._moved: list[MovedPicture] | None = None
        self._is_put = False

    def done(self) -> list[MovedPicture]:
        """Does it; gives what was there before."""
        if self._moved is None:
            self._moved = []
            try:
                self._do(self._moved)
            except OSError as error:
                raise file_fault(self._folder / self._put.name, error) from error
        return self._moved

    def _do(self, moved: list[MovedPicture]) -> None:
        aside = self._folder / _REPLACED
        for path in _pictures(self._folder, self._sku):
            aside.mkdir(exist_ok=True)
            kept = f"{path.stem}.{secrets.token_hex(4)}{path.suffix}"
            path.replace(aside / kept)
            moved.append(MovedPicture(path.name, kept))
        if self._put.draft is not None:
            self._put.draft.replace(self._folder / self._put.name)
            self._is_put = True

    def back(self) -> None:
        """As it was: the command was not done."""
        with suppress(OSError):
            if self._is_put:
                (self._folder / self._put.name).unlink()
            for one in self._moved or ():
                (self._folder / _REPLACED / one.kept).replace(self._folder / one.name)


def _change(context: Context, sku: str, folder: Path, put: _Put, key: str | None) -> None:
    """Changes the files, and writes down what undo needs."""
    swap = _Swap(folder, sku, put)

    def work(transaction: Transaction) -> str:
        product = find_product(transaction.connection, sku)
        transaction.changed(Kind.PRODUCT, {product.id})
        moved = swap.done()
        transaction.undo = PictureChange(product.id, sku, put.name, put.digest, moved)
        return sku

    call = Call("products.picture", {"sku": sku, "sha256": put.digest}, key, moves_stock=False)
    try:
        run_command(context, call, str, work)
    except (Refusal, EnvironmentFault) as error:
        if error.code is not FaultCode.OUTCOME_UNKNOWN:
            swap.back()
        raise


def _undo_picture(transaction: Transaction, change: PictureChange) -> None:
    """The picture that was there before; refuses where somebody put another one there since."""
    connection = transaction.connection
    folder = _require_folder(picture_folder(read_setting(connection, PICTURES)))
    there = _pictures(folder, change.sku)
    if [one.name for one in there] != ([change.put] if change.put else []):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PICTURE_CHANGED_SINCE)
    if there and hashlib.sha256(there[0].read_bytes()).hexdigest() != change.digest:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PICTURE_CHANGED_SINCE)
    for one in change.moved:
        if not (folder / _REPLACED / one.kept).is_file():
            raise _refused(PictureTrouble.KEPT_IS_GONE, folder / _REPLACED / one.kept)
    try:
        for path in there:
            path.unlink()
        for one in change.moved:
            (folder / _REPLACED / one.kept).replace(folder / one.name)
    except OSError as error:
        raise file_fault(folder / change.put, error) from error
    transaction.changed(Kind.PRODUCT, {change.product_id})


UNDO_PICTURE = Undoer(PictureChange, _undo_picture)


def _pictures(folder: Path, sku: str) -> list[Path]:
    """The files that are pictures of a product, the one that is shown first."""
    found: list[Path] = []
    for path in picture_candidates(folder, sku):
        with suppress(OSError):  # a name that this system can't have, a folder that is gone
            same = any(path.samefile(one) for one in found) if path.is_file() else True
            if not same:
                found.append(path)
    return found


def _require_folder(folder: str) -> Path:
    if not folder:
        raise Refusal(Code.PICTURE, trouble=PictureTrouble.NO_FOLDER.value)
    path = Path(folder)
    try:
        there = path.is_dir()
    except OSError:
        there = False
    if not there:
        raise _refused(PictureTrouble.FOLDER_GONE, path)
    return path


def _read(file: Path) -> tuple[bytes, str]:
    """A picture's bytes and the ending that fits them; decoded once, so that it is a whole one."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _refused(PictureTrouble.TOO_LARGE, file)
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise Refusal(Code.FILE_MISSING, file=str(file)) from error
    except OSError as error:
        raise _refused(PictureTrouble.NOT_A_PICTURE, file) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return content, _kind_of(file, content)
        except Image.DecompressionBombError as bomb:
            raise _refused(PictureTrouble.TOO_MANY_DOTS, file) from bomb
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
            raise _refused(PictureTrouble.NOT_A_PICTURE, file) from broken


def _kind_of(file: Path, content: bytes) -> str:
    with Image.open(io.BytesIO(content), formats=tuple(_FORMATS)) as image:
        if image.width * image.height > MOST_DOTS:
            raise _refused(PictureTrouble.TOO_MANY_DOTS, file)
        image.load()
        return _FORMATS[image.format or "PNG"]


def _refused(trouble: PictureTrouble, place: Path) -> Refusal:
    return Refusal(Code.PICTURE, trouble=trouble.value, place=str(place))
