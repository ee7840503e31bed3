"""The dialog of labels: of what, which of them, on which sheet, from which place on."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.documents.label_formats import PLACE_SIZES, PRODUCT_SIZES, SIZES, format_of
from packbench.domain.label_sheets import LabelSheet
from packbench.ui.parts.theme.plain_text import PlainLabel, on_button
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.words.language import tr

_SIZE = QSize(560, 420)
_MOST_COPIES = 999


class Labelled(enum.StrEnum):
    """What labels are made of."""

    BINS = "bins"
    PRODUCTS = "products"
    TOTES = "totes"
    CARTS = "carts"
    BADGES = "badges"


@dataclass(frozen=True, slots=True)
class LabelWish:
    """What was chosen; `first` and `last` are codes of bins, or numbers of totes and carts.

    `names` are SKUs, or people; `used` is how many places of the first sheet are used.
    """

    what: Labelled
    first: str
    last: str
    zone: str
    names: Sequence[str]
    size: str
    copies: int
    used: int


@dataclass(frozen=True, slots=True)
class LabelPlaces:
    """What the dialog shows: the company's own sheets, the printers by kind of label, SKUs."""

    own: Sequence[LabelSheet]
    printers: tuple[str, str]
    skus: Sequence[str]


class LabelsDialog(KeyDialog):
    """Gathers what labels are wanted. Enter shows them, Escape leaves.

    Args:
        shown: sheets and printers as they are.
        theme: fonts and icons.
        parent: the window.

    Signals:
        show_wanted: the labels are to be looked at; a LabelWish.
        print_wanted: they are to be printed on the station's printer; a LabelWish.
    """

    show_wanted = Signal(object)
    print_wanted = Signal(object)

    def __init__(self, shown: LabelPlaces, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("labels_dialog")
        self.setWindowTitle(tr("Labels"))
        self._shown = shown
        self._what = ChoiceBox(tr("Labels of"), theme, self)
        self._first, self._last, self._zone, self._names = (QLineEdit(self) for _ in range(4))
        self._sheet = ChoiceBox(tr("Sheet"), theme, self)
        self._copies, self._place = NumberField(self), NumberField(self)
        self._answer = PlainLabel(parent=self)
        self._answer.setWordWrap(True)
        self._form = QFormLayout()
        self._show, self._print = QPushButton(tr("Show"), self), QPushButton(self)
        self._fill()
        self._lay_out()
        self._connect()
        self._follow()
        self.resize_within_screen(_SIZE)

    @property
    def wish(self) -> LabelWish:
        """What is chosen."""
        return LabelWish(
            Labelled(self._what.currentData()),
            self._first.text().strip(),
            self._last.text().strip(),
            self._zone.text().strip(),
            [name.strip() for name in self._names.text().split(",") if name.strip()],
            self._sheet.currentData(),
            self._copies.value(),
            self._place.value() - 1,
        )

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def refuse(self, words: str) -> None:
        """Says what keeps the labels from being made."""
        set_look(self._answer, "word", Tone.WRONG.value)
        self._answer.setText(words)
        self.make_room()

    def _fill(self) -> None:
        words = {
            Labelled.BINS: tr("bins"),
            Labelled.PRODUCTS: tr("products"),
            Labelled.TOTES: tr("totes"),
            Labelled.CARTS: tr("carts"),
            Labelled.BADGES: tr("people"),
        }
        for what, name in words.items():
            self._what.addItem(name, what.value)
        if self._shown.skus:
            self._what.setCurrentIndex(self._what.findData(Labelled.PRODUCTS.value))
            self._names.setText(", ".join(self._shown.skus))
        self._copies.setRange(1, _MOST_COPIES)

    def _follow(self) -> None:
        """Shows the fields, sheets and printer of what is chosen."""
        what = Labelled(self._what.currentData())
        numbered = what in {Labelled.TOTES, Labelled.CARTS}
        named = what in {Labelled.PRODUCTS, Labelled.BADGES}
        for field in (self._first, self._last):
            self._form.setRowVisible(field, not named)
        self._form.setRowVisible(self._zone, what is Labelled.BINS)
        self._form.setRowVisible(self._names, named)
        hint = "1" if numbered else tr("all bins")
        self._first.setPlaceholderText(hint)
        self._last.setPlaceholderText(hint)
        self._names.setPlaceholderText(
            tr("SKUs, parted by commas") if what is Labelled.PRODUCTS else tr("all people")
        )
        self._offer_sheets(PRODUCT_SIZES if what is Labelled.PRODUCTS else PLACE_SIZES)
        printer = self._shown.printers[what is Labelled.PRODUCTS]
        self._print.setText(tr("Print on {printer}").format(printer=on_button(printer)))
        self._print.setVisible(bool(printer))

    def _offer_sheets(self, names: Sequence[str]) -> None:
        before = self._sheet.currentData()
        known = {name: SIZES[name] for name in names}
        known |= {one.name: format_of(one) for one in self._shown.own}
        self._sheet.blockSignals(True)
        self._sheet.clear()
        for name, size in known.items():
            words = tr("{name}: {width} × {height} mm, {count} on a page").format(
                name=name,
                width=f"{size.width_mm:g}",
                height=f"{size.height_mm:g}",
                count=size.a_page,
            )
            self._sheet.addItem(words, name)
        self._sheet.setCurrentIndex(max(0, self._sheet.findData(before)))
        self._sheet.blockSignals(False)
        self._limit_place()

    def _limit_place(self) -> None:
        own = {one.name: format_of(one) for one in self._shown.own}
        name = self._sheet.currentData()
        size = SIZES.get(name) or own[name]
        self._place.setRange(1, size.a_page)
        self._form.setRowVisible(self._place, size.a_page > 1)

    def _connect(self) -> None:
        self._what.currentIndexChanged.connect(lambda _: self._follow())
        self._sheet.currentIndexChanged.connect(lambda _: self._limit_place())
        self._show.clicked.connect(lambda _: self.show_wanted.emit(self.wish))
        self._print.clicked.connect(lambda _: self.print_wanted.emit(self.wish))

    def _lay_out(self) -> None:
        rows = (
            (tr("&Labels of"), self._what),
            (tr("&From"), self._first),
            (tr("&To"), self._last),
            (tr("&Zone"), self._zone),
            (tr("&Which"), self._names),
            (tr("&Sheet"), self._sheet),
            (tr("&Copies"), self._copies),
            (tr("First f&ree place"), self._place),
        )
        for words, field in rows:
            self._form.addRow(words, field)
            field.setAccessibleName(words.replace("&", ""))
        self._form.setSpacing(SPACE_INSIDE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(self._form)
        layout.addStretch()
        layout.addWidget(self._answer)
        layout.addLayout(self.button_row(self._show, between=(self._print,)))
