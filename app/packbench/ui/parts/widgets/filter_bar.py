"""The filter bar: chips that read as a sentence, counted, typed without the mouse."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from packbench.ui.parts.theme.plain_text import PlainLabel, on_button, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE, SPACE_INSIDE
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState, sentence
from packbench.ui.parts.widgets.filter_words import (
    names_group,
    only_suggestion,
    typed_value,
    why_not,
)
from packbench.ui.parts.widgets.flow_layout import FlowLayout
from packbench.ui.parts.widgets.line_field import LineField
from packbench.ui.parts.widgets.looks import set_look, set_words_beside_icon
from packbench.words.language import tr

TYPING_MS = 150
_FIELD_CHARACTERS = 26


class _ChoiceMenu(QMenu):
    """A menu of values that stays open while they are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ticks the value under the mouse."""
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ticks the current value at Space; Enter ticks it and closes."""
        if event.key() != Qt.Key.Key_Space or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True


class _Field(LineField):
    """Tells of Down; while values are offered the list of them takes that key."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leaves the field."""
        if event.key() == Qt.Key.Key_Down and not event.modifiers():
            self.down.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QFrame):
    """A field and chips; tells of every change of the filter.

    `hint` says what the field's words are looked for in.

    Signals:
        filter_changed: the new FilterState.
        refused: what is wanted instead of the value that was typed and left with Enter.
        left: Enter or Down in the field: the person wants to go to the rows.
        unticked: the chip that tells how many rows are chosen was clicked.
    """

    filter_changed = Signal(object)
    refused = Signal(str)
    left = Signal()
    unticked = Signal()

    def __init__(
        self, name: str, groups: Sequence[FilterGroup], theme: Theme, hint: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_filter")
        self._hint = hint
        self._groups = tuple(groups)
        self._theme = theme
        self._state = FilterState()
        self._counts: Mapping[str, Mapping[str, int]] = {}
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._take_text)
        self._field = self._make_field()
        self._chips: dict[tuple[str, str], QToolButton] = {}
        self._layout = FlowLayout(self)
        self._result = PlainLabel(parent=self)
        self._result.setObjectName("resultCount")
        self._result.setProperty("role", "muted")
        self._result.setContentsMargins(SPACE_INSIDE, 0, 0, 0)
        self._clear = self._make_clear()
        self._ticked = self._make_ticked()
        self._lay_out()
        theme.changed.connect(self._take_looks)
        self._take_looks()
        self._show_state()

    @property
    def state(self) -> FilterState:
        """What the rows are filtered by."""
        return self._state

    def set_state(self, state: FilterState) -> None:
        """Filters by something else, and tells of it when it is different."""
        self._typing.stop()
        if state != self._state:
            self._state = state
            self.filter_changed.emit(state)
        self._show_text()
        self._show_state()

    def put_first(self, widget: QWidget) -> None:
        """Puts a widget before the field."""
        self._layout.put_first(widget)
        self.setTabOrder(widget, self._field)

    def set_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Shows how many rows each value of each group has."""
        self._counts = counts
        self._show_state()

    def counted(self, group: str, value: str) -> int:
        """How many rows a value has, as far as that was told."""
        return self._counts.get(group, {}).get(value, 0)

    def set_groups(self, groups: Sequence[FilterGroup]) -> None:
        """Offers other values, e.g. when the countries of the orders are known."""
        self._groups = tuple(groups)
        for chip in self._chips.values():
            self._layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips.clear()
        self._add_chips()
        self._offer_values()
        self._draw_icons()
        self._show_state()

    @property
    def groups(self) -> tuple[FilterGroup, ...]:
        """What the rows can be filtered by."""
        return self._groups

    def set_result(self, words: str) -> None:
        """Shows how many rows there are."""
        self._result.setText(words)

    def set_ticked(self, words: str) -> None:
        """Shows how many rows are chosen, as a chip that chooses none; empty hides it."""
        self._ticked.setText(words)
        self._ticked.setAccessibleName(words)
        self._ticked.setVisible(bool(words))
        self.updateGeometry()

    @property
    def hint(self) -> str:
        """What is wrong with the words in use when they look like `word: value`; else empty."""
        return why_not(self._groups, self._state.text)

    @property
    def is_plain(self) -> bool:
        """Whether what stands in the field can be used as it is."""
        typed = self._field.text()
        known = any(typed_value(group, typed.strip()) for group in self._groups)
        return known or not why_not(self._groups, typed)

    def clear_all(self) -> None:
        """Filters by nothing."""
        self.set_state(FilterState())

    def focus_field(self) -> None:
        """Puts the keyboard into the field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _make_field(self) -> _Field:
        made = _Field(self)
        made.setObjectName(f"{self.objectName()}_field")
        made.setPlaceholderText(self._hint or tr("Filter…"))
        made.setAccessibleName(tr("Filter"))
        made.setClearButtonEnabled(True)
        made.textChanged.connect(self._wait_for_more)
        made.returnPressed.connect(self._leave_field)
        made.down.connect(self.left)
        return made

    def _make_clear(self) -> QPushButton:
        made = QPushButton(self)
        set_words_beside_icon(made, tr("Clear (F8)"))
        made.setProperty("look", "flat")
        made.setAutoDefault(False)
        made.clicked.connect(self.clear_all)
        return made

    def _make_ticked(self) -> QToolButton:
        made = QToolButton(self)
        made.setObjectName("ticked")
        made.setProperty("look", "chip")
        made.setProperty("set", True)
        made.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        set_tip(made, tr("Click to choose none"))
        made.clicked.connect(self.unticked)
        made.hide()
        self._give_icon_at_end(made)
        return made

    def _lay_out(self) -> None:
        layout = self._layout
        layout.setContentsMargins(0, 0, 0, SPACE_INSIDE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._field)
        self._add_chips()
        self._offer_values()

    def _add_chips(self) -> None:
        layout = self._layout
        for widget in (self._result, self._clear, self._ticked):
            layout.removeWidget(widget)
        for group in self._groups:
            for value in [choice.value for choice in group.choices] if group.spread else [""]:
                chip = self._make_chip(group, value)
                self._chips[group.key, value] = chip
                layout.addWidget(chip)
        layout.addWidget(self._clear)
        layout.addWidget(self._ticked)
        layout.addWidget(self._result)

    def _make_chip(self, group: FilterGroup, value: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setObjectName(f"chip_{group.key}_{value}" if value else f"chip_{group.key}")
        chip.setProperty("look", "chip")
        chip.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if value:
            chip.clicked.connect(lambda: self.set_state(self._state.toggled(group.key, value)))
            return chip
        self._give_icon_at_end(chip)
        if group.given and not group.choices:
            set_tip(chip, tr("Click to filter by this no longer"))
            nothing: frozenset[str] = frozenset()
            chip.clicked.connect(lambda: self.set_state(self._state.chosen(group.key, nothing)))
            return chip
        self._give_menu(chip, group)
        return chip

    def _give_icon_at_end(self, chip: QToolButton) -> None:
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    def _give_menu(self, chip: QToolButton, group: FilterGroup) -> None:
        chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = _ChoiceMenu(chip)
        menu.setLayoutDirection(QGuiApplication.layoutDirection())
        menu.aboutToShow.connect(lambda: self._fill_menu(menu, group))
        chip.setMenu(menu)

    def _fill_menu(self, menu: QMenu, group: FilterGroup) -> None:
        menu.clear()
        counts = self._counts.get(group.key, {})
        for choice in group.choices:
            action = menu.addAction(on_button(_counted(choice, counts)))
            action.setCheckable(True)
            action.setChecked(choice.value in self._state.of(group.key))
            action.triggered.connect(
                lambda _, value=choice.value: self.set_state(self._state.toggled(group.key, value))
            )

    def _offer_values(self) -> None:
        """Lets values be typed: `status: new`."""
        completer = QCompleter(self._field)  # which deletes it when it gets another
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        offered = [
            f"{group.label}: {choice.word}" for group in self._groups for choice in group.choices
        ]
        offered += [f"{group.label}: " for group in self._groups if group.given]
        if offered:
            set_tip(self._field, tr("Type words, or “{example}”").format(example=offered[0]))
        completer.setModel(QStringListModel(offered, completer))
        completer.activated.connect(self._take_suggestion)
        self._field.setCompleter(completer)

    def _choose_typed(self, typed: str) -> bool:
        """Chooses the value that was typed or picked; False when there is none of that name."""
        for group in self._groups:
            value = typed_value(group, typed.strip())
            if value:
                chosen = self._state.of(group.key) | {value}
                untyped = FilterState("", self._state.values)
                self.set_state(untyped.chosen(group.key, chosen))
                QTimer.singleShot(0, self, self._show_text)  # the completer writes after this
                return True
        return False

    def _take_suggestion(self, picked: str) -> None:
        """Picked from the list: the value filters, and the person wants to see the rows."""
        if self._choose_typed(picked):
            self.left.emit()

    def _show_text(self) -> None:
        if self._field.text().strip() != self._state.text:
            self._field.blockSignals(True)
            self._field.setText(self._state.text)
            self._field.blockSignals(False)

    def _wait_for_more(self) -> None:
        if self._field.text().strip() == self._state.text:
            self._typing.stop()  # as it was before, such as after a scan
        else:
            self._typing.start()

    def _take_text(self) -> None:
        """Filters by the words; while a group is named only once its value is chosen."""
        text = self._field.text().strip()
        named = any(names_group(group, text) for group in self._groups)
        state = FilterState("" if named else text, self._state.values)
        if state != self._state:
            self._state = state
            self._show_state()
            self.filter_changed.emit(state)

    def _leave_field(self) -> None:
        """Enter: chooses what was typed or is the only thing meant by it, and goes to the rows."""
        typed = self._field.text()
        if not self._choose_typed(typed):
            meant = self._suggested(typed)
            if meant and not self._choose_typed(meant):  # a group without values: its name
                self._field.setText(meant)
                return
            if not meant and not self._filter_by_words(typed):
                return
        self.left.emit()

    def _filter_by_words(self, typed: str) -> bool:
        """Filters by the words at once; False when they look like a filter that there is not."""
        self._typing.stop()
        self._take_text()
        refused = why_not(self._groups, typed)
        if refused:
            self.refused.emit(refused)
        return not refused

    def _suggested(self, typed: str) -> str:
        """The one value that is offered and meant; empty when there is none."""
        completer = self._field.completer()
        completer.setCompletionPrefix(typed.strip())
        model = completer.completionModel()
        offered = [model.index(row, 0).data() for row in range(min(2, model.rowCount()))]
        meant = only_suggestion(offered, typed)
        return meant if meant.strip() != typed.strip() else ""

    def _show_state(self) -> None:
        for group in self._groups:
            chosen = self._state.of(group.key)
            if group.spread:
                self._show_spread(group, chosen)
            else:
                words = group.told(chosen) if chosen else group.label
                chip = self._chips[group.key, ""]
                _show_chip(chip, words, chosen=bool(chosen))
                self._draw_icon(group)
                chip.setVisible(bool(chosen) or bool(group.choices) or not group.given)
        self._clear.setVisible(bool(self._state))
        self.setAccessibleDescription(sentence(self._state, self._groups))
        self.updateGeometry()

    def _show_spread(self, group: FilterGroup, chosen: frozenset[str]) -> None:
        counts = self._counts.get(group.key, {})
        for choice in group.choices:
            chip = self._chips[group.key, choice.value]
            _show_chip(chip, _counted(choice, counts), chosen=choice.value in chosen)
            # The chip of a value that no row has would only be in the way.
            known = choice.value in counts if group.counted else True
            chip.setVisible(known or choice.value in chosen)

    def _take_looks(self) -> None:
        width = self._theme.font_metrics().averageCharWidth() * _FIELD_CHARACTERS
        self._field.setFixedWidth(width)
        self._draw_icons()

    def _draw_icons(self) -> None:
        self._clear.setIcon(self._theme.icon("x"))
        self._ticked.setIcon(self._theme.icon("x", chosen=True))
        for group in self._groups:
            if not group.spread:
                self._draw_icon(group)

    def _draw_icon(self, group: FilterGroup) -> None:
        name = "x" if group.given and not group.choices else "chevron-down"
        icon = self._theme.icon(name, chosen=bool(self._state.of(group.key)))
        self._chips[group.key, ""].setIcon(icon)


def _counted(choice: Choice, counts: Mapping[str, int]) -> str:
    if choice.value not in counts:
        return choice.word
    return f"{choice.word}  {QLocale().toString(counts[choice.value])}"


def _show_chip(chip: QToolButton, words: str, *, chosen: bool) -> None:
    chip.setText(on_button(words))
    chip.setAccessibleName(tr("{filter}, on").format(filter=words) if chosen else words)
    set_look(chip, "set", chosen)
