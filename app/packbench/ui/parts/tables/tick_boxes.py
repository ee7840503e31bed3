"""Boxes in a table's first column: ticked by Space, by the mouse, or all by the heading's box."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTableView

from packbench.ui.parts.tables.delegates import tick_icon
from packbench.ui.parts.tables.paged_model import PagedModel
from packbench.ui.parts.tables.ticks import Ticks
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE_INSIDE

_SOME = "square-minus"
_CLICKS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseButtonRelease,
)
_REACH = ICON_SMALL + 2 * SPACE_INSIDE  # px from the edge in which a click means the box


class TickBoxes(QObject):
    """Ticks rows of a view; the first column can't be moved away from its boxes.

    Args:
        view: the table.
        model: its rows, made with the same ticks.
        ticks: which records are ticked.
        theme: gives the heading's box.
    """

    def __init__(
        self, view: QTableView, model: PagedModel[Any, Any], ticks: Ticks, theme: Theme
    ) -> None:
        super().__init__(view)
        self._view, self._model, self._ticks, self._theme = view, model, ticks, theme
        self._all_when_counted = False
        view.horizontalHeader().setFirstSectionMovable(False)
        for part in (view, view.viewport(), view.horizontalHeader().viewport()):
            part.installEventFilter(self)
        ticks.changed.connect(self._show)
        model.counted.connect(self._take_count)
        theme.changed.connect(self._show)
        self._show()

    def tick_all(self) -> None:
        """Ticks every row of the filter, at once or when all of them are known."""
        if self._model.complete:
            self._ticks.tick(self._model.all_ids(), on=True)
        else:
            self._all_when_counted = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space in the table; a click on a row's box or on the heading's."""
        if watched is self._view:
            return self._take_key(event)
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        at = event.position().toPoint()
        if event.type() not in _CLICKS or not self._is_on_box(at):
            return False
        if watched is self._view.viewport():
            if event.type() != QEvent.Type.MouseButtonRelease:
                self._toggle_at(at)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._toggle_all()
        return True

    def _take_key(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() != Qt.Key.Key_Space or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        self._toggle_rows()
        return True

    def _is_on_box(self, at: QPoint) -> bool:
        if self._view.isRightToLeft():
            return self._view.viewport().width() - at.x() < _REACH
        return at.x() < _REACH

    def _toggle_at(self, at: QPoint) -> None:
        row = self._view.rowAt(at.y())
        if row >= 0:
            record = self._model.id_at(row)
            self._ticks.tick([record], on=record not in self._ticks)

    def _toggle_rows(self) -> None:
        """The current row; with several selected, all of them as the current one is to be."""
        if not self._view.currentIndex().isValid():
            self._view.selectRow(0)
        current = self._view.currentIndex()
        if not current.isValid():
            return
        on = self._model.id_at(current.row()) not in self._ticks
        rows = {index.row() for index in self._view.selectionModel().selectedRows()}
        rows = rows if current.row() in rows else {current.row()}
        self._ticks.tick([self._model.id_at(row) for row in sorted(rows)], on=on)

    def _toggle_all(self) -> None:
        if self._model.complete and self._ticks.among(self._model.all_ids()) == len(self._model):
            self._ticks.tick(self._model.all_ids(), on=False)
        else:
            self.tick_all()

    def _take_count(self) -> None:
        if self._all_when_counted and self._model.complete:
            self._all_when_counted = False
            self.tick_all()
        self._show()

    def _show(self) -> None:
        ticked = self._ticks.among(self._model.all_ids())
        every = bool(ticked) and ticked == len(self._model)
        icon = _SOME if ticked and not every else tick_icon(ticked=every)
        self._model.set_heading_icon(self._theme.icon(icon))
        self._view.viewport().update()
