"""Every text that a window shows or tells: on widgets, in lists, in tips, to screen readers."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QWidget,
)

_ROWS = 30


def shown_texts(top: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of a window and all that is in it, hidden parts too."""
    for widget in (top, *top.findChildren(QWidget)):
        if _is_qt_s(widget) or _is_guide(widget):
            continue
        where = f"{type(widget).__name__} {widget.objectName()}"
        for text in _texts(widget):
            if text:
                yield where, text
    for action in top.findChildren(QAction):
        if _is_qt_s(action):
            continue
        for text in (action.text(), action.toolTip(), action.statusTip(), action.whatsThis()):
            yield f"action {action.objectName()}", text.replace("&", "")


def _is_qt_s(thing: QObject) -> bool:
    """Whether Qt made it: its words come from Qt's own catalogues."""
    parents = [thing]
    while (parent := parents[-1].parent()) is not None:
        parents.append(parent)
    buttons = ("ScrollLeftButton", "ScrollRightButton", "qt_toolbar_ext_button")
    return thing.objectName() in buttons or any(isinstance(one, QFileDialog) for one in parents)


def _is_guide(widget: QWidget) -> bool:
    """Whether it shows headings of the guide, which is in English and says so."""
    return "guide_contents" in {widget.objectName(), getattr(widget.parent(), "objectName", str)()}


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    match widget:
        case QLabel():
            yield widget.text().replace("&", "")
        case QAbstractButton():
            yield widget.text().replace("&", "")
        case QLineEdit():
            yield widget.placeholderText()
        case QPlainTextEdit():
            yield widget.placeholderText()
        case QGroupBox() | QMenu():
            yield widget.title().replace("&", "")
        case QProgressBar():
            yield widget.format()
        case QComboBox():
            yield from (widget.itemText(index) for index in range(widget.count()))
        case QTabBar():
            yield from (widget.tabText(index) for index in range(widget.count()))
        case QAbstractItemView() if widget.model() is not None:
            yield from _of_model(widget.model())


def _of_model(model: QAbstractItemModel) -> Iterator[str]:
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
    for role in roles:
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
            for row in range(min(model.rowCount(), _ROWS)):
                yield str(model.index(row, column).data(role) or "")
