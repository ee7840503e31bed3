"""A product's picture in its form: the folder set, a picture chosen, taken away, taken back."""

import os
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpers.file_asking import type_file
from helpers.shop import last, page, press, run, select, settle, wait_for
from packbench.services.products.pictures import pictures_here, product_picture
from packbench.ui.masters.picture import PictureField
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.item_picture import ItemPicture
from packbench.ui.workplace import Workplace

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")


def form(place: Workplace) -> tuple[BulkDialog, PictureField]:
    """The form of the selected product, with what is told of its picture."""
    run(place, CommandId.SHOW_PRODUCT)
    shown = QApplication.topLevelWidgets
    wait_for(lambda: any(isinstance(one, BulkDialog) and one.isVisible() for one in shown()))
    [made] = [one for one in shown() if isinstance(one, BulkDialog) and one.isVisible()]
    made.activateWindow()
    settle()
    [field] = made.findChildren(PictureField)
    wait_for(lambda: bool(field.told))
    return made, field


def choose(made: BulkDialog, file: Path) -> None:
    """Alt+S, and a path typed into the dialog for files."""
    front(made)
    type_file(file)
    press(made, Qt.Key.Key_S, ALT)


def front(made: BulkDialog) -> None:
    """What a desktop does when the dialog for files is gone."""
    made.activateWindow()
    settle()


def test_a_picture_is_chosen_shown_taken_away_and_back_by_keys(
    place: Workplace, tmp_path: Path
) -> None:
    folder, red = tmp_path / "pictures", tmp_path / "red.png"
    folder.mkdir()
    Image.new("RGB", (300, 200), "red").save(red)
    (tmp_path / "text.png").write_text("no picture")
    shown = page(place, "inventory")
    select(shown, "TEA-1")
    made, field = form(place)
    assert field.told == "No folder of product pictures is set yet."
    choose(made, folder)
    wait_for(lambda: pictures_here(place.context) == str(folder))
    wait_for(lambda: field.told.startswith("No picture yet."))
    choose(made, tmp_path / "text.png")
    wait_for(lambda: "text.png is no picture that can be used" in field.told)
    assert not list(folder.iterdir())
    choose(made, red)
    wait_for(lambda: field.told.startswith("TEA-1.png."))
    wait_for(lambda: field.picture.has_picture)
    if PICTURES:
        made.grab().save(str(Path(PICTURES) / "product-form.png"))
    front(made)
    press(made, Qt.Key.Key_A, ALT)
    wait_for(lambda: field.told.startswith("No picture yet."))
    assert not field.picture.has_picture
    press(made, Qt.Key.Key_Escape)
    assert last(place)[1] == "The picture of TEA-1 was taken away."
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Z, CONTROL)
    wait_for(lambda: product_picture(place.context, "TEA-1").file == str(folder / "TEA-1.png"))
    select(shown, "TEA-1")
    details = shown.details.findChildren
    wait_for(lambda: any(one.has_picture for one in details(ItemPicture)))
    if PICTURES:
        place.desk.window.grab().save(str(Path(PICTURES) / "product-details.png"))
