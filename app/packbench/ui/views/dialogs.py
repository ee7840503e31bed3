"""The dialogs of saved views: choosing one, giving one a name, what of a list goes to a file."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.catalog import code_key
from packbench.services.office.views import MOST_LETTERS, SavedView
from packbench.ui.parts.theme.plain_text import PlainLabel, on_button
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.line_field import LineField
from packbench.words.language import tr, tr_count

_SIZE = QSize(520, 420)
_NARROW = QSize(440, 120)


class _ViewDialog(KeyDialog):
    """What these dialogs share: margins, rows of buttons, and that they go when closed."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        self.column.setSpacing(SPACE_INSIDE)
        self.finished.connect(self.deleteLater)

    def button(self, words: str, does: Callable[[], object]) -> QPushButton:
        """A button that Enter does not press from elsewhere."""
        made = QPushButton(words, self)
        made.setAutoDefault(False)
        made.clicked.connect(does)
        return made

    def main_button(self, words: str, does: Callable[[], object]) -> QPushButton:
        """The button that Enter presses."""
        made = self.button(words, does)
        made.setProperty("look", "main")
        made.setDefault(True)
        return made

    def add_row(self, *widgets: QWidget, at_end: bool = False) -> None:
        """Puts widgets beside each other."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        if at_end:
            row.addStretch()
        for widget in widgets:
            row.addWidget(widget)
        if not at_end:
            row.addStretch()
        self.column.addLayout(row)


class ChooseViewDialog(_ViewDialog):
    """The views of a list: arrows or letters choose, Enter opens, the keys below change one.

    Args:
        views: the own ones first.
        current: the id of the one in use.
        start: the id of the one that the list begins with.
        parent: the window.

    Signals:
        opened: a SavedView to open, or None for the list as it is at first.
        renamed, shared, started, deleted: a SavedView to be changed.
    """

    opened = Signal(object)
    renamed = Signal(object)
    shared = Signal(object)
    started = Signal(object)
    deleted = Signal(object)

    def __init__(
        self, views: Sequence[SavedView], current: int | None, start: int | None, parent: QWidget
    ) -> None:
        super().__init__("choose_view_dialog", tr("Views"), parent)
        self._views = [None, *views]
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Views"))
        self.list.addItem(tr("As in the beginning"))
        for view in views:
            self.list.addItem(_described(view, is_start=view.id == start))
            if view.id == current:
                self.list.setCurrentRow(self.list.count() - 1)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self._tell(self.opened))
        self.list.currentRowChanged.connect(lambda _: self._show_in_hand())
        self._change = (
            self.button(tr("Rename… (F2)"), lambda: self._tell(self.renamed)),
            self.button("", lambda: self._tell(self.shared)),
            self.button("", lambda: self._tell(self.started)),
            self.button(tr("Delete (Del)"), lambda: self._tell(self.deleted)),
        )
        self._start = start
        self.column.addWidget(self.list, 1)
        self.add_row(*self._change)
        close = self.button(tr("Cancel"), self.reject)
        open_it = self.main_button(tr("Open"), lambda: self._tell(self.opened))
        self.add_row(close, open_it, at_end=True)
        self.resize_within_screen(_SIZE)
        self._show_in_hand()

    @property
    def in_hand(self) -> SavedView | None:
        """The view of the row in hand."""
        return self._views[max(0, self.list.currentRow())]

    def _show_in_hand(self) -> None:
        view = self.in_hand
        rename, share, start, delete = self._change
        for button in (rename, share, delete):
            button.setEnabled(view is not None)
        start.setEnabled(view is not None)
        share.setText(tr("Keep it to &yourself") if view and view.shared else tr("&Share"))
        is_start = view is not None and view.id == self._start
        start.setText(tr("Do not be&gin with it") if is_start else tr("Be&gin with it"))

    def _tell(self, signal: SignalInstance) -> None:
        view = self.in_hand
        self.accept()
        signal.emit(view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 renames, Del deletes."""
        if event.key() == Qt.Key.Key_F2 and self.in_hand is not None:
            self._tell(self.renamed)
        elif event.key() == Qt.Key.Key_Delete and self.in_hand is not None:
            self._tell(self.deleted)
        else:
            super().keyPressEvent(event)


def _described(view: SavedView, *, is_start: bool) -> QListWidgetItem:
    """A view's name, and whose it is where that is not plain."""
    told = []
    if not view.mine:
        told.append(tr("{owner}'s").format(owner=view.owner))
    elif view.shared:
        told.append(tr("shared"))
    if is_start:
        told.append(tr("the list begins with it"))
    return QListWidgetItem(f"{view.name}   ·  {', '.join(told)}" if told else view.name)


class NameViewDialog(_ViewDialog):
    """Asks for a view's name; Enter keeps it, and the button says what is replaced.

    Args:
        title: what it is for.
        name: what stands in the field at first.
        views: all that there are; a name of one's own is written over.
        parent: the window.
        whole: whether it is also asked who can open it and whether the list begins with it.

    Signals:
        named: the name, whether it is shared, whether the list begins with it, and the SavedView
            that is replaced.
    """

    named = Signal(str, bool, bool, object)

    def __init__(
        self,
        title: str,
        name: str,
        views: Sequence[SavedView],
        parent: QWidget,
        *,
        whole: bool = True,
        start: int | None = None,
    ) -> None:
        super().__init__("name_view_dialog", title, parent)
        self._views = {code_key(one.name): one for one in views if one.mine} if whole else {}
        self.field = LineField(self)
        self.field.setAccessibleName(tr("Name"))
        self.field.setPlaceholderText(tr("Name of the view"))
        self.field.setMaxLength(MOST_LETTERS)
        self.share = QCheckBox(tr("&Share it: everybody can open it"), self)
        self.begin = QCheckBox(tr("Be&gin with it when the list is opened here"), self)
        self._note = PlainLabel(parent=self)
        self._note.setProperty("role", "muted")
        self._save = self.main_button(tr("Save"), self._keep)
        self.column.addWidget(self.field)
        for box in (self.share, self.begin):
            box.setVisible(whole)
            self.column.addWidget(box)
        self.column.addWidget(self._note)
        self.add_row(self.button(tr("Cancel"), self.reject), self._save, at_end=True)
        self.field.textChanged.connect(lambda _: self._show())
        self.field.setText(name)
        known = self._views.get(code_key(name))
        self.share.setChecked(known is not None and known.shared)
        self.begin.setChecked(known is not None and known.id == start)
        self.field.selectAll()
        self.field.setFocus()
        self.resize(_NARROW)

    def _show(self) -> None:
        known = self._views.get(code_key(self.field.text()))
        self._save.setEnabled(bool(code_key(self.field.text())))
        words = tr("Replace “{name}”").format(name=known.name) if known else tr("Save")
        self._save.setText(on_button(words))
        self._note.setText(
            tr("You have a view of that name: it is replaced.") if known is not None else ""
        )
        self._note.setVisible(known is not None)

    def _keep(self) -> None:
        name = self.field.text()
        if code_key(name):
            self.accept()
            known = self._views.get(code_key(name))
            self.named.emit(name, self.share.isChecked(), self.begin.isChecked(), known)


class ExportDialog(_ViewDialog):
    """Asks which rows go to a file: all that fit the filter, or those chosen.

    Args:
        total: how many fit.
        chosen: how many are ticked or selected.
        parent: the window.

    Signals:
        wanted: whether only the chosen rows.
    """

    wanted = Signal(bool)

    def __init__(self, total: int, chosen: int, parent: QWidget) -> None:
        super().__init__("export_list_dialog", tr("Export these rows"), parent)
        whole = tr_count(
            "&The {count} row of this filter", "&All {count} rows of this filter", total
        )
        some = tr_count("Only the {count} &chosen row", "Only the {count} &chosen rows", chosen)
        self.all = QRadioButton(whole.format(count=QLocale().toString(total)), self)
        self.some = QRadioButton(some.format(count=QLocale().toString(chosen)), self)
        self.all.setChecked(True)
        about = PlainLabel(tr("In this order, with the columns that are shown."), self)
        about.setProperty("role", "muted")
        for widget in (self.all, self.some, about):
            self.column.addWidget(widget)
        go_on = self.main_button(tr("Choose a file…"), self._go_on)
        self.add_row(self.button(tr("Cancel"), self.reject), go_on, at_end=True)
        self.all.setFocus()

    def _go_on(self) -> None:
        self.accept()
        self.wanted.emit(self.some.isChecked())
