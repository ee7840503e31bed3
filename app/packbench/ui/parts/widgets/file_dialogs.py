"""Asking for files, without ever opening one of them.

SQLite's locks on Linux are those of the whole process: they are gone as soon as anybody in it
closes the database file, and the next program that looks takes the file for unused and removes its
write-ahead log, with what was written since (sqlite.org/howtocorrupt.html, 2.2). A file dialog
that tells kinds of files by their content does just that. So ours names no kinds, and it is Qt's
own, because a desktop's dialog may look into files in our process too.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QFileInfo, QLocale, QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFileSystemModel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from packbench.ui.parts.scanner.fields import TYPED_ONLY
from packbench.ui.parts.widgets.key_dialog import frame_as_dialog
from packbench.words.language import tr

_SIZE = QSize(880, 520)
_DATES = 3  # the column of QFileSystemModel


class _PlainIcons(QAbstractFileIconProvider):
    """A folder or a file, told by the name alone."""

    def __init__(self) -> None:
        super().__init__()
        style = QApplication.style()
        self._folder = style.standardIcon(QStyle.StandardPixmap.SP_DirIcon)
        self._file = style.standardIcon(QStyle.StandardPixmap.SP_FileIcon)

    def icon(self, info: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        if isinstance(info, QFileInfo):
            return self._folder if info.isDir() else self._file
        return self._folder

    def type(self, info: QFileInfo) -> str:
        return tr("folder") if info.isDir() else info.suffix()


class _ReadableDates(QStyledItemDelegate):
    """Days in the locale in use; Qt's model writes them in that of the machine, which may be C."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        model = index.model()
        if isinstance(model, QFileSystemModel):
            place = model.index(index.row(), index.column(), index.parent())
            changed = model.lastModified(place)
            option.text = QLocale().toString(changed, QLocale.FormatType.ShortFormat)


def ask_for_files(parent: QWidget, title: str, patterns: str) -> list[Path]:
    """Files that are there; none when the person changes their mind.

    Args:
        parent: the window.
        title: what they are for.
        patterns: as Qt writes them, `Tables (*.csv *.xlsx);;All files (*)`.
    """
    dialog = file_dialog(parent, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _answer(dialog)


def ask_where_to_save(parent: QWidget, title: str, name: str, patterns: str) -> Path | None:
    """A file to write, `name` unless another one is given; None for a changed mind."""
    dialog = file_dialog(parent, title, patterns)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # The ending is there before Qt asks whether a file may be replaced.
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.filterSelected.connect(lambda chosen: _set_suffix(dialog, chosen))
    dialog.selectFile(name)
    return next(iter(_answer(dialog)), None)


def ask_for_folder(parent: QWidget, title: str) -> Path | None:
    """A folder that is there, or that the person makes in the dialog; None for a changed mind."""
    dialog = file_dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_answer(dialog)), None)


def _set_suffix(dialog: QFileDialog, pattern: str) -> None:
    """Gives names without an ending that of the chosen pattern, `CSV (*.csv)`."""
    ending = pattern.partition("*.")[2].rstrip(")")
    if ending.isalnum():
        dialog.setDefaultSuffix(ending)


def file_dialog(parent: QWidget, title: str, patterns: str) -> QFileDialog:
    """A dialog that opens no file."""
    dialog = QFileDialog(parent, title)
    frame_as_dialog(dialog)
    dialog.resize(_SIZE.boundedTo(parent.window().size()))
    if sys.platform.startswith("linux"):
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    icons = _PlainIcons()
    dialog.setIconProvider(icons)
    dialog.setProperty("icons", icons)  # Qt does not keep it alive
    dialog.setProperty(TYPED_ONLY, True)  # a path that comes quickly, with Enter, is no scan
    dialog.setNameFilter(patterns)
    details = dialog.findChild(QTreeView)
    if details is not None:  # a desktop's own dialog has none
        details.setItemDelegateForColumn(_DATES, _ReadableDates(details))
    return dialog


def _answer(dialog: QFileDialog) -> list[Path]:
    try:
        chosen = dialog.exec() == QFileDialog.DialogCode.Accepted
        return [Path(name) for name in dialog.selectedFiles()] if chosen else []
    finally:
        dialog.deleteLater()
