"""A field of countries: typed as codes, or ticked in a list by region that can be searched."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from packbench.documents.words import country
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr, tr_count, used_language
from packbench.words.regions import REGIONS

_SIZE = QSize(460, 620)
_ALL = "*"
_CODE = Qt.ItemDataRole.UserRole


def codes_in(text: str) -> list[str]:
    """The parts of a list of countries, as they are typed."""
    return [part.strip() for part in text.split(";") if part.strip()]


class CountriesField(QLineEdit):
    """Countries as a file has them, `AT;DE` or `*`; F2 or the arrow opens the list."""

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        icon = theme.icon("list-checks")
        self._open = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        set_tip(self._open, tr("Choose countries by region (F2)"))
        self._open.triggered.connect(self.choose)

    @property
    def opening(self) -> QAction:
        """What opens the list."""
        return self._open

    def choose(self) -> None:
        """Opens the list with what stands in the field ticked."""
        dialog = CountriesDialog(codes_in(self.text()), self._theme, self)
        dialog.chosen.connect(self.setText)
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 opens the list."""
        if event.key() == Qt.Key.Key_F2:
            self.choose()
        else:
            super().keyPressEvent(event)


class _Regions(QTreeWidget):
    """Space ticks the country in hand, or all of a region."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Enter is the dialog's."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            on = not _is_ticked(item)
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)


class CountriesDialog(KeyDialog):
    """Ticks countries: Space ticks the one in hand, or all of a region; Enter takes them.

    Args:
        codes: what is ticked at first; `*` for all, which stays so until one is ticked.
        theme: fonts.
        parent: the field.

    Signals:
        chosen: the countries as a file has them.
    """

    chosen = Signal(str)

    def __init__(self, codes: Sequence[str], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("countries_dialog")
        self.setWindowTitle(tr("Countries"))
        self.resize_within_screen(_SIZE)
        self._heading = PlainLabel(tr("Countries"), self)
        self._heading.setFont(theme.font(SCALE_HEADING, bold=True))
        self._everywhere = QCheckBox(tr("&All countries"), self)
        self._search = QLineEdit(self)
        self._search.setPlaceholderText(tr("Name or code of a country or region…"))
        self._search.setAccessibleName(tr("Search countries"))
        self._tree = _Regions(self)
        self._tree.setAccessibleName(tr("Countries by region"))
        self._tree.setHeaderHidden(True)
        self._tree.setUniformRowHeights(True)
        self._count = PlainLabel(parent=self)
        self._count.setProperty("role", "muted")
        self._fill(set(codes))
        self._lay_out()
        self._began_with_all = _ALL in codes
        self._connect()
        self._search.setFocus()
        self.finished.connect(self.deleteLater)

    @property
    def codes(self) -> list[str]:
        """The ticked countries."""
        ticked = (one for one in self._countries() if _is_ticked(one))
        return sorted(str(one.data(0, _CODE)) for one in ticked)

    def _fill(self, codes: set[str]) -> None:
        language = used_language()
        for title, listed in REGIONS:
            members = listed.split()
            region = QTreeWidgetItem(self._tree, [tr(title)])
            region.setFlags(region.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            region.setFlags(region.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            for name, code in sorted((country(code, language), code) for code in members):
                item = QTreeWidgetItem(region, [f"{name} ({code})"])
                item.setData(0, _CODE, code)
                state = Qt.CheckState.Checked if code in codes else Qt.CheckState.Unchecked
                item.setCheckState(0, state)
            region.setExpanded(any(code in codes for code in members))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        for part in (self._heading, self._everywhere, self._search):
            layout.addWidget(part)
        layout.addWidget(self._tree, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._count, 1)
        leave, take = QPushButton(tr("Cancel"), self), QPushButton(tr("Take these"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        take.setProperty("look", "main")
        take.setDefault(True)
        take.clicked.connect(self._take)
        for button in (leave, take):
            buttons.addWidget(button)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._narrow)
        self._everywhere.toggled.connect(lambda on: self._tree.setEnabled(not on))
        self._everywhere.toggled.connect(self._tell)
        self._tree.itemChanged.connect(self._tell)
        self._tell()

    def _regions(self) -> list[QTreeWidgetItem]:
        items = map(self._tree.topLevelItem, range(self._tree.topLevelItemCount()))
        return [one for one in items if one is not None]

    def _countries(self) -> list[QTreeWidgetItem]:
        return [one for region in self._regions() for one in _members(region)]

    def _narrow(self, text: str) -> None:
        """Shows the countries of which the name or code has the text, and of regions all."""
        wanted = text.strip().casefold()
        for region in self._regions():
            whole = wanted in region.text(0).casefold()
            shown = 0
            for item in _members(region):
                fits = whole or wanted in item.text(0).casefold()
                item.setHidden(not fits)
                shown += fits
            region.setHidden(not shown)
            region.setExpanded(bool(wanted) and shown > 0)

    def _tell(self) -> None:
        count = len(self.codes)
        words = tr_count("{count} country", "{count} countries", count).format(count=count)
        if self._everywhere.isChecked():
            words = tr("All countries")
        elif self._is_all:
            words = tr("All countries, until one is ticked")
        self._count.setText(words)

    @property
    def _is_all(self) -> bool:
        """Whether all are meant: said so, or nothing was ticked where all were before."""
        return self._everywhere.isChecked() or (self._began_with_all and not self.codes)

    def _take(self) -> None:
        self.accept()
        self.chosen.emit(_ALL if self._is_all else ";".join(self.codes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leaves the search for the list; its first country is in hand then."""
        if event.key() == Qt.Key.Key_Down and self._search.hasFocus():
            self._tree.setFocus()
            shown = [one for one in self._regions() if one.isExpanded() and not one.isHidden()]
            members = [item for region in shown for item in _members(region)]
            first = next((one for one in members if not one.isHidden()), None)
            if first is not None:
                self._tree.setCurrentItem(first)
            return
        super().keyPressEvent(event)


def _is_ticked(item: QTreeWidgetItem) -> bool:
    return item.checkState(0) == Qt.CheckState.Checked


def _members(region: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    items = map(region.child, range(region.childCount()))
    return [one for one in items if one is not None]
