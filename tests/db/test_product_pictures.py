"""Pictures of products: copied into the folder by the SKU, kept aside when replaced, taken back."""

from pathlib import Path

import pytest
from PIL import Image

from helpers.sample import add_product
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.products import pictures
from packbench.services.products.pictures import (
    product_picture,
    remove_picture,
    set_picture,
)
from packbench.words.refusals import sentence


def painted(path: Path, colour: str, kind: str = "PNG") -> Path:
    Image.new("RGB", (40, 30), colour).save(path, kind)
    return path


def there(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def refused(context: Context, sku: str, file: Path) -> tuple[Code, str]:
    with pytest.raises(Refusal) as error:
        set_picture(context, sku, file)
    return error.value.code, sentence(error.value)


def test_a_picture_is_kept_replaced_removed_and_each_is_taken_back(
    context: Context, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    set_setting(context, "pictures.folder", str(folder))
    with context.database.write.begin() as connection:
        add_product(connection, "MUG/2")
    red = painted(tmp_path / "any name.dat", "red")
    blue = painted(tmp_path / "blue.jpeg", "blue", "JPEG")
    kept = set_picture(context, "mug/2", red, key="once")
    assert set_picture(context, "mug/2", red, key="once") == kept
    assert Path(kept.file).parent == folder
    assert Path(kept.file).suffix == ".png"  # by what it is, not by its name
    first = there(folder)
    assert list(first.values()) == [red.read_bytes()]
    set_picture(context, "MUG/2", blue)
    assert list(there(folder).values()) == [blue.read_bytes()]
    remove_picture(context, "MUG/2")
    assert not there(folder)
    assert not product_picture(context, "MUG/2").file
    with pytest.raises(Refusal) as nothing:
        remove_picture(context, "MUG/2")
    assert nothing.value.code is Code.NOTHING_TO_DO
    undo(context)
    assert list(there(folder).values()) == [blue.read_bytes()]
    undo(context)
    assert there(folder) == first
    painted(Path(kept.file), "green")  # somebody else, past the program
    with pytest.raises(Refusal) as changed:
        undo(context)
    assert sentence(changed.value).endswith("The picture was changed again since.")
    assert there(folder) != first
    red.write_bytes(first[Path(kept.file).name])
    Path(kept.file).write_bytes(red.read_bytes())
    undo(context)
    assert not there(folder)


def test_what_can_not_be_kept_is_refused_and_nothing_changes(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with context.database.write.begin() as connection:
        add_product(connection, "CUP")
    red = painted(tmp_path / "red.png", "red")
    code, words = refused(context, "CUP", red)
    assert code is Code.PICTURE
    assert "no folder of product pictures" in words
    folder = tmp_path / "shared"
    set_setting(context, "pictures.folder", str(folder))
    assert "can't be reached" in refused(context, "CUP", red)[1]
    folder.mkdir()
    set_picture(context, "CUP", red)
    before = there(folder)
    text = tmp_path / "text.png"
    text.write_text("no picture")
    assert "is no picture" in refused(context, "CUP", text)[1]
    half = tmp_path / "half.png"
    half.write_bytes(red.read_bytes()[:60])
    assert "only a part of one" in refused(context, "CUP", half)[1]
    assert refused(context, "CUP", tmp_path / "gone.png")[0] is Code.FILE_MISSING
    assert refused(context, "NONE", red)[0] is Code.NOT_FOUND
    monkeypatch.setattr(pictures, "MOST_BYTES", 20)
    assert "larger than 30 MB" in refused(context, "CUP", red)[1]
    monkeypatch.setattr(pictures, "MOST_BYTES", 2_000)
    monkeypatch.setattr(pictures, "MOST_DOTS", 20)
    assert "million dots" in refused(context, "CUP", red)[1]
    monkeypatch.setattr(pictures, "MOST_DOTS", 2_000)
    (folder / "replaced").write_text("in the way of what is kept aside")
    code, _ = refused(context, "CUP", painted(tmp_path / "blue.png", "blue"))
    assert code is Code.CANNOT_WRITE
    (folder / "replaced").unlink()
    assert there(folder) == before
