"""Keeps a table's first column in sight while the others are scrolled sideways."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTableView


class FrozenColumn(QTableView):
    """A second view of the first column, over the table; it is shown only when it is needed."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName("frozen_column")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("part", "frozen")
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(table.verticalHeader().sectionResizeMode(0))
        self.horizontalHeader().setSectionsClickable(False)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(self.place)
        table.horizontalHeader().sectionResized.connect(self.place)
        table.horizontalHeader().sectionMoved.connect(self.place)
        self.hide()

    def take_model(self) -> None:
        """Shows the table's model and selection; called when the table has got them."""
        self.setModel(self._table.model())
        self.setSelectionModel(self._table.selectionModel())
        self.setItemDelegate(self._table.itemDelegate())

    def place(self) -> None:
        """Lays itself over the first column, or hides while nothing is scrolled."""
        header = self._table.horizontalHeader()
        frozen = next(
            (
                header.logicalIndex(place)
                for place in range(header.count())
                if not header.isSectionHidden(header.logicalIndex(place))
            ),
            -1,
        )
        if self._table.horizontalScrollBar().value() == 0 or frozen < 0:
            self.hide()
            return
        for column in range(header.count()):
            self.setColumnHidden(column, column != frozen)
        self.setColumnWidth(frozen, header.sectionSize(frozen))
        rows = self._table.verticalHeader().defaultSectionSize()
        self.verticalHeader().setDefaultSectionSize(rows)
        self.horizontalHeader().setFixedHeight(header.height())
        frame = self._table.frameWidth()
        height = header.height() + self._table.viewport().height()
        self.setGeometry(frame, frame, header.sectionSize(frozen) + 1, height)
        self.verticalScrollBar().setValue(self._table.verticalScrollBar().value())
        self.show()
        self.raise_()
