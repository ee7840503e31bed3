"""The fields of a template of slips."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.slips import (
    MOST_OF_A_NAME,
    GiftRule,
    SlipField,
    SlipPaper,
    SlipTemplate,
)
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.words.language import tr
from packbench.words.slips import FIELDS, GIFTS, PAPERS, language_note

_TEXT_LINES = 3
_COLUMNS = 2
_LEAST_CHARACTERS = 12
_LEAST_OF_A_TAG, _MOST_OF_A_TAG = 2, 10


class SlipFields(QWidget):
    """Shows a template and lets a person change it.

    Args:
        theme: colours, fonts and icons.
        parent: the dialog.

    Signals:
        changed: a value was changed by a person.
        logo_wanted: a picture is to be chosen.
    """

    changed = Signal()
    logo_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._template = SlipTemplate("")
        self._is_showing = False
        self._name, self._language, self._gift_from = (QLineEdit(self) for _ in range(3))
        self._name.setMaxLength(MOST_OF_A_NAME)
        self._gift_from.setMaxLength(MOST_OF_A_NAME)
        self._language.setMaxLength(_MOST_OF_A_TAG)
        self._language.setPlaceholderText(tr("Empty: the recipient's; such as de-AT"))
        self._language_note = PlainLabel(parent=self)
        self._language_note.setWordWrap(True)
        self._language.textChanged.connect(self._note_language)
        self._note_language("")
        self._sender, self._header, self._footer = (QPlainTextEdit(self) for _ in range(3))
        self._sender.setPlaceholderText(tr("Empty: name and address of the warehouse"))
        self._fields = {one: QCheckBox(tr(FIELDS[one]), self) for one in SlipField}
        self._prices = QCheckBox(tr("Pr&ices"), self)
        self._paper = ChoiceBox(tr("Paper"), theme, self)
        self._gift = ChoiceBox(tr("A gift message"), theme, self)
        self._logo = PlainLabel(parent=self)
        self._choose = QPushButton(tr("Choose a lo&go…"), self)
        self._without = QPushButton(tr("No log&o"), self)
        self._fill(theme)
        self._lay_out()
        self._connect()

    @property
    def template(self) -> SlipTemplate:
        """The template as it is in the form."""
        return replace(
            self._template,
            name=self._name.text().strip(),
            sender=self._sender.toPlainText(),
            header=self._header.toPlainText(),
            footer=self._footer.toPlainText(),
            fields=frozenset(one for one, box in self._fields.items() if box.isChecked()),
            prices=self._prices.isChecked(),
            language=self._language.text().strip(),
            paper=SlipPaper(self._paper.currentData()),
            gift=GiftRule(self._gift.currentData()),
            gift_from=self._gift_from.text().strip(),
        )

    def show_template(self, template: SlipTemplate) -> None:
        """Puts a template into the form."""
        self._is_showing = True
        self._template = template
        self._name.setText(template.name)
        self._sender.setPlainText(template.sender)
        self._header.setPlainText(template.header)
        self._footer.setPlainText(template.footer)
        for one, box in self._fields.items():
            box.setChecked(one in template.fields)
        self._prices.setChecked(template.prices)
        self._language.setText(template.language)
        self._paper.setCurrentIndex(self._paper.findData(template.paper.value))
        self._gift.setCurrentIndex(self._gift.findData(template.gift.value))
        self._gift_from.setText(template.gift_from)
        self._show_logo()
        self._is_showing = False

    def take_logo(self, logo: bytes) -> None:
        """Another logo, or none where it is empty."""
        self._template = replace(self._template, logo=logo)
        self._show_logo()
        self._tell()

    def focus_name(self) -> None:
        """The name is typed next."""
        self._name.setFocus()
        self._name.selectAll()

    def _show_logo(self) -> None:
        has_one = bool(self._template.logo)
        self._logo.setText(tr("There is a logo.") if has_one else tr("No logo."))
        self._without.setEnabled(has_one)

    def _note_language(self, text: str) -> None:
        """Says where headings stay English: something is typed that is no whole tag meanwhile."""
        note = language_note(text.strip()) if len(text.strip()) >= _LEAST_OF_A_TAG else ""
        self._language_note.setText(note)
        self._language_note.setVisible(bool(note))

    def _tell(self) -> None:
        if not self._is_showing:
            self.changed.emit()

    def _fill(self, theme: Theme) -> None:
        for paper in SlipPaper:
            self._paper.addItem(tr(PAPERS[paper]), paper.value)
        for rule in GiftRule:
            self._gift.addItem(tr(GIFTS[rule]), rule.value)
        for box in (
            self._paper,
            self._gift,
        ):  # the longest choice does not say how wide the form is
            box.setMinimumContentsLength(_LEAST_CHARACTERS)
            box.setSizeAdjustPolicy(
                ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        height = theme.font_metrics().lineSpacing() * (_TEXT_LINES + 1)
        names = (tr("Sender"), tr("Text above"), tr("Text below"))
        for name, field in zip(names, (self._sender, self._header, self._footer), strict=True):
            field.setTabChangesFocus(True)
            field.setAccessibleName(name)
            field.setFixedHeight(height)

    def _connect(self) -> None:
        for line in (self._name, self._language, self._gift_from):
            line.textChanged.connect(lambda _: self._tell())
        for text in (self._sender, self._header, self._footer):
            text.textChanged.connect(self._tell)
        for box in (*self._fields.values(), self._prices):
            box.toggled.connect(lambda _: self._tell())
        for choice in (self._paper, self._gift):
            choice.currentIndexChanged.connect(lambda _: self._tell())
        self._choose.clicked.connect(lambda _: self.logo_wanted.emit())
        self._without.clicked.connect(lambda _: self.take_logo(b""))

    def _lay_out(self) -> None:
        logo = QGridLayout()
        logo.setSpacing(SPACE_INSIDE)
        for place, button in enumerate((self._choose, self._without)):
            button.setAutoDefault(False)
            logo.addWidget(button, 0, place)
        logo.addWidget(self._logo, 1, 0, 1, _COLUMNS)
        shown = QGridLayout()
        boxes = (*self._fields.values(), self._prices)
        for place, box in enumerate(boxes):
            shown.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Na&me"), self._name)
        form.addRow(PlainLabel(tr("Logo"), self), logo)
        form.addRow(tr("Sen&der"), self._sender)
        form.addRow(tr("Text a&bove"), self._header)
        form.addRow(tr("Text belo&w"), self._footer)
        form.addRow(PlainLabel(tr("Shown"), self), shown)
        form.addRow(tr("&Language"), self._language)
        form.addRow(self._language_note)
        form.addRow(tr("Pa&per"), self._paper)
        form.addRow(tr("A gi&ft message"), self._gift)
        form.addRow(tr("Gifts f&rom"), self._gift_from)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addStretch()
