"""A file dialog in the folder of the database costs nobody the locks that SQLite holds on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import (
    QFileDialog,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from helpers.databases import sqlite_database
from packbench.db.engine import open_database
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.importing.files import ImportRequest, import_file, refuse_own_database
from packbench.ui.parts.widgets.file_dialogs import file_dialog

_LOCKED = """
import fcntl, struct, sys
with open(sys.argv[1], "r+b") as file:
    asked = struct.pack("hhqqhh", fcntl.F_WRLCK, 0, 0x40000000, 512, 0, 0)
    print(struct.unpack("hhqqhh", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK)
"""
"""Whether another process holds a lock on SQLite's lock bytes (sqlite.org/fileformat2, 1.4)."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks of processes are POSIX's")


def is_locked(path: Path) -> bool:
    answer = subprocess.run(
        [sys.executable, "-c", _LOCKED, str(path)], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip() == "True"


def look_around(dialog: QFileDialog, qtbot: QtBot, folder: Path) -> None:
    """Shows the dialog on the folder until its list has the name and kind of every file."""
    dialog.setDirectory(str(folder))
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.show()
    qtbot.waitUntil(lambda: len(_kinds(dialog)) >= len(list(folder.iterdir())))
    dialog.reject()


def _kinds(dialog: QFileDialog) -> list[str]:
    tree = dialog.findChild(QTreeView)
    assert tree is not None
    model: QAbstractItemModel = tree.model()
    root = tree.rootIndex()
    rows = range(model.rowCount(root))
    return [str(model.index(row, 2, root).data()) for row in rows]


@pytest.fixture
def opened(sqlite_template: Path, tmp_path: Path) -> Iterator[Path]:
    """The file of a database that this process has open."""
    with sqlite_database(sqlite_template, tmp_path) as database:
        with database.read.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM product").scalar()
        assert database.path is not None
        assert is_locked(database.path)
        yield database.path


def test_our_dialog_leaves_the_locks(opened: Path, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = file_dialog(parent, "Import", "All files (*)")
    look_around(dialog, qtbot, opened.parent)
    assert is_locked(opened)


def test_days_are_written_in_the_locale_in_use(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("", encoding="utf-8")
    os.utime(file, (1_323_432_000, 1_323_432_000))  # 9 December 2011, noon UTC
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = file_dialog(parent, "Import", "All files (*)")
    look_around(dialog, qtbot, tmp_path)
    tree = dialog.findChild(QTreeView)
    assert tree is not None
    index = tree.model().index(0, 3, tree.rootIndex())
    delegate = tree.itemDelegateForIndex(index)
    assert isinstance(delegate, QStyledItemDelegate)
    option = QStyleOptionViewItem()
    delegate.initStyleOption(option, index)
    assert option.text.startswith("09/12/2011")


def test_whoever_opens_the_file_loses_them(opened: Path) -> None:
    """The control: this is what telling a file's kind by its content does."""
    opened.open("rb").close()
    assert not is_locked(opened)


def test_the_database_itself_is_not_even_opened_to_be_imported(opened: Path) -> None:
    context = Context(open_database(f"sqlite:///{opened}"))
    with pytest.raises(Refusal) as refused:
        import_file(context, ImportRequest("products", opened))
    assert refused.value.code is Code.FILE_BINARY
    with pytest.raises(Refusal):
        refuse_own_database(context, Path(f"{opened}-wal"))
    assert is_locked(opened)
