"""A row of the printers' dialog: printer, paper, copies, tray of one kind of document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QWidget

from packbench.domain.printers import (
    KINDS_OF_LABELS,
    KINDS_WITH_EVENT,
    Printer,
    PrinterChoice,
    PrintForm,
    PrintKind,
)
from packbench.services.printers.choosing import MOST_COPIES
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.words.language import tr
from packbench.words.printers import form_word, print_events_words, print_kind_word

_CHARACTERS = 17  # with the arrow

Choices = Mapping[PrintKind, PrinterChoice]


@dataclass(frozen=True, slots=True)
class StationPrinters:
    """What the dialog shows: this computer's printers, and what the station prints on them.

    `trouble` says why no printer could be asked for; then those that were chosen stay.
    """

    printers: Sequence[Printer]
    choices: Choices
    trouble: str = ""


class PrinterRow(QWidget):
    """One kind of document.

    Signals:
        changed: something else is chosen.
        test_wanted: a test page is wanted; a PrinterChoice.
    """

    changed = Signal()
    test_wanted = Signal(object)

    def __init__(
        self, kind: PrintKind, shown: StationPrinters, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._before = shown.choices.get(kind)
        self._printers = {one.name: one for one in shown.printers}
        name = print_kind_word(kind)
        self._printer = ChoiceBox(tr("Printer for {kind}").format(kind=name), theme, self)
        self._paper = ChoiceBox(tr("Paper for {kind}").format(kind=name), theme, self)
        self._tray = ChoiceBox(tr("Tray for {kind}").format(kind=name), theme, self)
        self._form = ChoiceBox(tr("{kind} are sent as").format(kind=name), theme, self)
        self._copies = NumberField(self)
        self._copies.setAccessibleName(tr("Copies of {kind}").format(kind=name))
        self._automatic = QCheckBox(_by_itself(kind), self)
        self._test = QPushButton(tr("Test page"), self)
        self._lay_out(theme, name)
        self._fill()
        self._connect()

    @property
    def choice(self) -> PrinterChoice | None:
        """What is chosen; None for no printer."""
        printer = self._printer.currentData()
        if not printer:
            return None
        form = self._form.currentData() if self.kind in KINDS_OF_LABELS else PrintForm.PDF
        return PrinterChoice(
            printer,
            self._paper.currentData() or None,
            self._copies.value(),
            self._tray.currentData() or None,
            form,
            self.kind in KINDS_WITH_EVENT and self._automatic.isChecked(),
        )

    @property
    def is_changed(self) -> bool:
        """Whether something else is chosen than before."""
        return self.choice != self._before

    def _fill(self) -> None:
        """Shows what was chosen, a printer that is gone too."""
        before = self._before or PrinterChoice("")
        self._printer.addItem(tr("computer's default"), "")
        for printer in self._printers.values():
            self._printer.addItem(_name(printer), printer.name)
        if before.printer and before.printer not in self._printers:
            gone = tr("{printer} (not there)").format(printer=before.printer)
            self._printer.addItem(gone, before.printer)
        self._printer.setCurrentIndex(self._printer.findData(before.printer))
        for form in PrintForm:
            self._form.addItem(form_word(form), form)
        self._form.setCurrentIndex(self._form.findData(before.form))
        self._copies.setRange(1, MOST_COPIES)
        self._copies.setValue(before.copies)
        self._automatic.setChecked(before.automatic)
        self._offer(before.paper, before.tray)

    def _offer(self, paper: str | None, tray: str | None) -> None:
        """The papers and trays of the printer that is chosen."""
        printer = self._printers.get(self._printer.currentData()) or Printer("")
        _refill(self._paper, tr("automatic"), printer.papers, paper)
        _refill(self._tray, tr("automatic"), printer.trays, tray)
        chosen = bool(self._printer.currentData())
        for field in (self._paper, self._tray, self._copies, self._form, self._automatic):
            field.setEnabled(chosen)
        self._test.setEnabled(chosen)

    def _connect(self) -> None:
        self._printer.currentIndexChanged.connect(lambda _: self._choose())
        for box in (self._paper, self._tray, self._form):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._copies.valueChanged.connect(lambda _: self.changed.emit())
        self._automatic.toggled.connect(lambda _: self.changed.emit())
        self._test.clicked.connect(lambda _: self.test_wanted.emit(self.choice))

    def _choose(self) -> None:
        self._offer(None, None)
        self.changed.emit()

    def _lay_out(self, theme: Theme, name: str) -> None:
        title = PlainLabel(name[:1].upper() + name[1:], self)
        title.setFont(theme.font(bold=True))
        title.setBuddy(self._printer)
        self._test.setAutoDefault(False)
        self._test.setAccessibleName(tr("Test page for {kind}").format(kind=name))
        set_tip(self._test, tr("Rulers and a code, on this printer and paper"))
        for box in (self._paper, self._tray, self._form):  # in columns, from row to row
            box.setFixedWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_INSIDE)
        grid.setVerticalSpacing(SPACE)
        grid.addWidget(title, 0, 0, 1, 6)
        fields = (self._printer, self._paper, self._tray, self._copies)
        for column, field in enumerate(fields):
            grid.addWidget(field, 1, column)
        grid.addWidget(self._test, 1, 5)
        grid.addWidget(self._form, 1, 4)
        grid.addWidget(self._automatic, 2, 0, 1, 6)
        room = self._form.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self._form.setSizePolicy(room)
        self._form.setVisible(self.kind in KINDS_OF_LABELS)
        self._automatic.setVisible(self.kind in KINDS_WITH_EVENT)
        grid.setColumnStretch(0, 1)


def _refill(box: ChoiceBox, first: str, names: Sequence[str], chosen: str | None) -> None:
    """Fills a box without telling anybody; what was chosen stays to be seen, there or not."""
    box.blockSignals(True)
    box.clear()
    box.addItem(first, "")
    for name in (*names, *([chosen] if chosen and chosen not in names else [])):
        box.addItem(name, name)
    box.setCurrentIndex(max(0, box.findData(chosen or "")))
    box.blockSignals(False)


def _by_itself(kind: PrintKind) -> str:
    return tr("Print by itself when: {events}").format(events=print_events_words(kind))


def _name(printer: Printer) -> str:
    described = printer.described
    if not described or described == printer.name:
        return printer.name
    return tr("{printer}: {description}").format(printer=printer.name, description=described)
