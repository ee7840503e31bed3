"""The window with the guide: contents on the left, the text, and a field that looks through it."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QDesktopServices,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.helping.guide import Chapter, chapters, guide_text
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip, tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.line_field import LineField
from packbench.words.language import tr, used_language

_SIZE = QSize(1080, 760)
_SHARES = (280, 800)
_LEAST_WORD = 2
"""Letters that are looked for; fewer stand everywhere."""

Places = Sequence[tuple[int, int]]
"""Where a text begins and ends."""


class Manual(KeyDialog):
    """Shows the guide and blocks nothing. Enter and F3 go from hit to hit, Escape closes.

    Args:
        theme: colours and fonts.
        parent: the window or dialog above which it stands.

    Attributes:
        chapter: the name of the chapter that was asked for, or chosen, last.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setWindowTitle(tr("Packbench guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.chapter = ""
        self._theme = theme
        self._hits: Places = ()
        self._hit = -1
        self._chapters = chapters(guide_text())
        self._field, self._count = LineField(), PlainLabel(parent=self)
        self._next, self._back = QPushButton(self), QPushButton(self)
        self._contents, self._text = QTreeWidget(self), QTextBrowser(self)
        self._fill_contents()
        self._lay_out()
        self._draw()
        theme.changed.connect(self._draw)
        self._connect()
        self.resize_within_screen(_SIZE)
        self._field.setFocus()

    @property
    def found(self) -> str:
        """What is told of the search."""
        return self._count.text()

    @property
    def hit(self) -> str:
        """The text in hand."""
        return self._text.textCursor().selectedText()

    def open_at(self, name: str) -> None:
        """Shows a chapter by its name."""
        for index, chapter in enumerate(self._chapters):
            if chapter.name == name:
                self._contents.setCurrentItem(self._items[index])
                self._scroll_to(index)

    def _scroll_to(self, index: int) -> None:
        self.chapter = self._chapters[index].name
        block = self._headings()[index]
        top = self._text.document().documentLayout().blockBoundingRect(block).top()
        self._text.verticalScrollBar().setValue(int(top))
        self._text.setTextCursor(QTextCursor(block))
        self._text.verticalScrollBar().setValue(int(top))

    def _headings(self) -> list[QTextBlock]:
        found, block = [], self._text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                found.append(block)
            block = block.next()
        return found

    def _fill_contents(self) -> None:
        self._contents.setObjectName("guide_contents")
        self._contents.setHeaderHidden(True)
        self._contents.setAccessibleName(tr("Contents"))
        self._contents.setUniformRowHeights(True)
        self._contents.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._items = [QTreeWidgetItem([chapter.title]) for chapter in self._chapters]
        above: list[tuple[Chapter, QTreeWidgetItem]] = []
        for chapter, item in zip(self._chapters, self._items, strict=True):
            item.setData(0, Qt.ItemDataRole.ToolTipRole, tip(chapter.title))
            while above and above[-1][0].level >= chapter.level:
                above.pop()
            if len(above) > 1:  # all of it stands under the title
                above[-1][1].addChild(item)
            else:
                self._contents.addTopLevelItem(item)
            above.append((chapter, item))
        self._contents.expandAll()

    def _draw(self) -> None:
        """The text in the colours and the size in use; where one was is shown again."""
        self._text.setFont(self._theme.font())
        self._text.setMarkdown(guide_text())
        self._text.document().setDocumentMargin(SPACE_GROUPS)
        line = QColor(self._theme.tokens.border)
        for frame in self._text.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format()
                form.setBorderCollapse(True)
                form.setBorder(1)
                form.setBorderBrush(QBrush(line))
                form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                form.setCellPadding(SPACE)
                form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(form)
        self._look_for(self._field.text())
        if self.chapter:
            self.open_at(self.chapter)

    def _connect(self) -> None:
        self._field.textChanged.connect(self._search)
        self._next.clicked.connect(lambda _: self._go(1))
        self._back.clicked.connect(lambda _: self._go(-1))
        self._contents.currentItemChanged.connect(self._choose)
        self._text.anchorClicked.connect(self._follow)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item in self._items:
            self._scroll_to(self._items.index(item))

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in {"http", "https"}:
            QDesktopServices.openUrl(link)
        else:
            self.open_at(link.fragment())

    def _search(self, typed: str) -> None:
        self._look_for(typed)
        if self._hits:
            self._go(1)

    def _look_for(self, typed: str) -> None:
        """Marks every place of these words, without regard to capitals."""
        self._hits = self._places(typed.strip())
        self._hit = -1
        pair = self._theme.tokens.tones[Tone.ATTENTION]
        look = QTextCharFormat()
        look.setForeground(QColor(pair.text))
        look.setBackground(QColor(pair.ground))
        marks = []
        for begin, end in self._hits:
            marked = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self._text.document())
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            marked.cursor, marked.format = cursor, look
            marks.append(marked)
        self._text.setExtraSelections(marks)
        self._tell()

    def _places(self, wanted: str) -> Places:
        if len(wanted) < _LEAST_WORD:
            return ()
        found, cursor = [], self._text.document().find(wanted)
        while not cursor.isNull():
            found.append((cursor.selectionStart(), cursor.selectionEnd()))
            cursor = self._text.document().find(wanted, cursor)
        return found

    def _go(self, step: int) -> None:
        """Shows the next place, or the one before; behind the last comes the first."""
        if not self._hits:
            return
        first = 0 if step > 0 else len(self._hits) - 1
        self._hit = first if self._hit < 0 else (self._hit + step) % len(self._hits)
        begin, end = self._hits[self._hit]
        cursor = self._text.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()
        self._show_where(begin)
        self._tell()

    def _show_where(self, position: int) -> None:
        """The chapter of a place, in the contents."""
        before = [at for at, one in enumerate(self._headings()) if one.position() <= position]
        with QSignalBlocker(self._contents):  # to choose it there would scroll to its heading
            self._contents.setCurrentItem(self._items[before[-1] if before else 0])

    def _tell(self) -> None:
        words = ""
        if self._hits:
            words = tr("{number} of {count}").format(
                number=max(self._hit, 0) + 1, count=len(self._hits)
            )
        elif len(self._field.text().strip()) >= _LEAST_WORD:
            words = tr("Not in the guide. Try another word, or a part of it.")
        self._count.setText(words)
        for button in (self._next, self._back):
            button.setEnabled(bool(self._hits))

    def _lay_out(self) -> None:
        self._field.setPlaceholderText(tr("Look for words in the guide…"))
        self._field.setAccessibleName(tr("Look for words in the guide"))
        self._field.setClearButtonEnabled(True)
        self._text.setAccessibleName(tr("Guide"))
        self._text.setOpenLinks(False)
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_INSIDE)
        bar.addWidget(self._field, 2)
        bar.addWidget(self._count, 1)
        for button, words, keys in (
            (self._back, tr("Previous"), "Shift+F3"),
            (self._next, tr("Next"), "F3"),
        ):
            button.setText(words)
            button.setShortcut(keys)
            button.setAutoDefault(False)
            set_tip(button, f"{words} ({keys})")
            bar.addWidget(button)
        self._next.setDefault(True)
        split = QSplitter(self)
        split.setChildrenCollapsible(False)
        split.addWidget(self._contents)
        split.addWidget(self._text)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(bar)
        if used_language() != "en":
            layout.addWidget(PlainLabel(tr("The guide is written in English."), self))
        layout.addWidget(split, 1)
