"""The fields of a command on many records, as widgets."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from packbench.ui.parts.bulk.spec import DialogField, FieldKind, Values
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.number_field import NumberField

Input = QLineEdit | QSpinBox | ChoiceBox | QCheckBox
_CHARACTERS = 34


class Fields(QObject):
    """Makes the fields and gives what stands in them.

    Args:
        fields: what to ask for.
        theme: for the arrows of boxes.
        parent: the dialog.

    Signals:
        changed: something else stands in a field.
    """

    changed = Signal()

    def __init__(self, fields: Sequence[DialogField], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._parent = theme, parent
        self._inputs: dict[str, tuple[DialogField, Input]] = {
            field.key: (field, self._make(field)) for field in fields
        }
        self.enable(on=True)
        self.changed.connect(lambda: self.enable(on=True))

    @property
    def values(self) -> Values:
        """What stands in the fields."""
        return {key: _value(made) for key, (_, made) in self._inputs.items()}

    def missing(self) -> tuple[str, QWidget] | None:
        """What is told of the first field that must not be empty and is; with the field."""
        for field, made in self._inputs.values():
            if field.needed and not _value(made):
                return field.needed, made
        return None

    def fill(self, form: QFormLayout) -> None:
        """Puts the fields into a form."""
        for field, made in self._inputs.values():
            form.addRow("" if field.kind is FieldKind.CHECK else field.label, made)

    def focus(self) -> bool:
        """Puts the keyboard into the first field; False when there is none."""
        for _, made in self._inputs.values():
            made.setFocus()
            if isinstance(made, QSpinBox):
                made.selectAll()
            return True
        return False

    def take_sku(self, sku: str) -> bool:
        """Puts a scanned product into the field for it; False when there is none."""
        for field, made in self._inputs.values():
            if field.scanned and isinstance(made, QLineEdit):
                made.setText(sku)
                return True
        return False

    def take_code(self, text: str) -> bool:
        """Puts a scanned text into the field that takes any; False when there is none."""
        for field, made in self._inputs.values():
            if field.any_code and isinstance(made, QLineEdit):
                made.setText(text)
                return True
        return False

    def enable(self, *, on: bool) -> None:
        """Lets the fields be filled in or not; one that follows another waits for that."""
        for field, made in self._inputs.values():
            made.setEnabled(on and (not field.follows or bool(self.values[field.follows])))

    def _make(self, field: DialogField) -> Input:
        name = field.label.replace("&", "")
        match field.kind:
            case FieldKind.NUMBER:
                return self._make_number(field, name)
            case FieldKind.CHOICE:
                box = ChoiceBox(name, self._theme, self._parent)
                for choice in field.choices:
                    box.addItem(choice.word, choice.value)
                box.setCurrentIndex(max(0, box.findData(field.value)))
                box.currentIndexChanged.connect(self.changed)
                return box
            case FieldKind.CHECK:
                check = QCheckBox(field.hint, self._parent)
                check.setChecked(bool(field.value))
                check.toggled.connect(self.changed)
                return check
            case _:
                return self._make_text(field, name)

    def _make_number(self, field: DialogField, name: str) -> NumberField:
        made = NumberField(self._parent)
        for part in (made, made.lineEdit()):
            part.setAccessibleName(name)
        made.lineEdit().setTextMargins(SPACE_INSIDE, 0, 0, 0)  # a style sheet can't
        made.setRange(field.least, field.most)
        made.setValue(int(field.value or 0))
        made.setGroupSeparatorShown(True)
        if field.hint:
            made.setSpecialValueText(field.hint)
        made.valueChanged.connect(self.changed)
        return made

    def _make_text(self, field: DialogField, name: str) -> QLineEdit:
        made = QLineEdit(str(field.value), self._parent)
        made.setAccessibleName(name)
        made.setPlaceholderText(field.hint)
        made.setMinimumWidth(made.fontMetrics().averageCharWidth() * _CHARACTERS)
        made.textChanged.connect(self.changed)
        return made


def _value(made: Input) -> str | int | bool:
    if isinstance(made, QLineEdit):
        return made.text().strip()
    if isinstance(made, QSpinBox):
        return made.value()
    if isinstance(made, QCheckBox):
        return made.isChecked()
    return str(made.currentData() or "")
