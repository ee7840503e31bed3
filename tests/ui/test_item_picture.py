"""Pictures of products: found by the SKU, never in the way, whatever lies in the folder."""

import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from helpers.shop import settle
from packbench.paths import PICTURES_VARIABLE
from packbench.ui.desk import Desk
from packbench.ui.parts.widgets.item_picture import ItemPicture, read_picture

SKU = "MUG/2"


def painted(path: Path, wide: int = 40, high: int = 30) -> Path:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor(Qt.GlobalColor.red))
    assert image.save(str(path))
    return path


def png_that_says(wide: int, high: int) -> bytes:
    """The beginning of a PNG of this size."""
    head = b"IHDR" + struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.fixture
def picture(desk: Desk) -> ItemPicture:
    return ItemPicture(desk.runner, desk.theme, desk.window)


@pytest.mark.parametrize("name", ["TEA-1.png", "tea-1.jpg", "TEA-1.JPEG", "Tea-1.bmp"])
def test_a_picture_is_found_by_the_sku(picture: ItemPicture, tmp_path: Path, name: str) -> None:
    painted(tmp_path / name)
    picture.set_folder(str(tmp_path))
    picture.show_product("Tea-1")
    settle()
    assert picture.accessibleName() == "Picture of Tea-1"
    picture.resize(300, 200)
    assert not picture.grab().isNull()
    picture.show_product("CUP-3")
    assert not picture.has_picture
    assert picture.accessibleName() == "No picture of CUP-3"


@pytest.mark.parametrize("trouble", ["broken", "empty", "wide", "long", "folder", "none", "text"])
def test_what_is_no_picture_leaves_the_placeholder(
    picture: ItemPicture, tmp_path: Path, trouble: str
) -> None:
    path = tmp_path / "TEA-1.png"
    if trouble == "broken":
        path.write_bytes(painted(path).read_bytes()[:-40])
        path.write_bytes(path.read_bytes()[:60])
    elif trouble == "wide":
        path.write_bytes(png_that_says(20_000, 20_000))
    elif trouble == "long":
        with path.open("wb") as file:
            file.truncate(200_000_000)
    elif trouble == "folder":
        path.mkdir()
    elif trouble != "none":
        path.write_bytes(b"" if trouble == "empty" else b"no picture at all")
    picture.set_folder(str(tmp_path / "gone" if trouble == "none" else tmp_path))
    picture.show_product("TEA-1")
    settle()
    assert not picture.has_picture
    assert not picture.grab().isNull()


def test_a_large_picture_is_read_as_large_as_a_screen_needs_it(
    qapp: QApplication,  # noqa: ARG001 - pictures need an application
    tmp_path: Path,
) -> None:
    painted(tmp_path / "BIG.jpg", 4_000, 3_000)
    image = read_picture(str(tmp_path), "BIG")
    assert image is not None
    assert (image.width(), image.height()) == (800, 600)


@pytest.mark.parametrize("sku", ["../TEA-1", "..\\TEA-1", "/TEA-1", "x" * 300, "a\x00b", "..", ""])
def test_a_sku_never_leads_out_of_the_folder(tmp_path: Path, sku: str) -> None:
    painted(tmp_path / "TEA-1.png")
    inside = tmp_path / "pictures"
    inside.mkdir()
    assert read_picture(str(inside), sku) is None


def test_a_computer_says_where_it_sees_the_folder(
    picture: ItemPicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted(tmp_path / "TEA-1.png")
    monkeypatch.setenv(PICTURES_VARIABLE, str(tmp_path))
    picture.set_folder("Z:\\pictures")
    picture.show_product("TEA-1")
    assert picture.has_picture
