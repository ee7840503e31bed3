"""The floor of a warehouse: what is there, and a form beside it that draws it anew."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.picking import Shade
from packbench.domain.walking.drawing import DrawingPreview, LayoutForm
from packbench.domain.walking.from_bins import point_of
from packbench.services.picking.drawing import FloorFacts
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.screens.layouts.form import LayoutFields
from packbench.ui.screens.layouts.plan_view import PlanView, ShownBin, ShownFloor
from packbench.words.language import tr
from packbench.words.layouts import preview_words

_SIZE = QSize(1180, 680)
_FORM_CHARACTERS = 38


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose floor is to be shown: which warehouse, shaded by what, with the walk of which wave."""

    warehouse: str
    shade: Shade
    wave: str


class LayoutDialog(KeyDialog):
    """Shows a floor as it is; as soon as a field is changed, as it is drawn. Enter saves.

    Args:
        theme: colours, fonts and icons.
        parent: the window; it stays usable.

    Signals:
        seen: another floor, shade or walk is wanted; a Seen.
        drawn: the form was changed; a LayoutForm. `show_preview` or `refuse` answers.
        submitted: a LayoutForm is to be saved, and whether waves are planned anew.
        print_wanted: the saved floor is wanted on paper; a Seen.
    """

    seen = Signal(object)
    drawn = Signal(object)
    submitted = Signal(object, bool)
    print_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("layout_dialog")
        self.setWindowTitle(tr("Floor and layout"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields = LayoutFields(self)
        self.plan = PlanView(theme, self)
        self._facts: FloorFacts | None = None
        self._preview: DrawingPreview | None = None
        self._warehouse = ChoiceBox(tr("Warehouse"), theme, self)
        self._shade = ChoiceBox(tr("Bins are shaded by"), theme, self)
        self._wave = ChoiceBox(tr("Walk of wave"), theme, self)
        self._state = PlainLabel(parent=self)
        self._answer = PlainLabel(parent=self)
        self._answer.setWordWrap(True)
        self._replan = QCheckBox(tr("Plan &waves that nobody walks yet anew"), self)
        self._save = QPushButton(tr("Save"), self)
        self._fill_boxes()
        self._lay_out(theme)
        self._connect()
        self.resize_within_screen(_SIZE)

    @property
    def answer(self) -> str:
        """What is told of the drawing."""
        return self._answer.text()

    @property
    def state(self) -> str:
        """Whether the floor is shown as it is saved, or as it is drawn."""
        return self._state.text()

    @property
    def wanted(self) -> Seen:
        """What is chosen above."""
        shade = Shade(self._shade.currentData())
        return Seen(self._warehouse.currentData() or "", shade, self._wave.currentData() or "")

    @property
    def shown_warehouse(self) -> str:
        """Whose form it is; empty before any."""
        return "" if self._facts is None else self._facts.warehouse

    def show_facts(self, facts: FloorFacts) -> None:
        """Another warehouse is at hand: its form, its waves."""
        self._facts, self._preview = facts, None
        _refill(self._warehouse, [(code, code) for code in facts.warehouses], facts.warehouse)
        waves = [(tr("none"), ""), *((number, number) for number in facts.waves)]
        _refill(self._wave, waves, "")
        self.fields.show_form(facts.form)
        self._save.setEnabled(False)
        self._say("")

    def show_saved(self, floor: ShownFloor, trouble: str) -> None:
        """The floor as it is."""
        self._preview = None
        self.plan.show_floor(floor)
        self._state.setText(tr("As it is saved"))
        self._say(trouble, Tone.WRONG if trouble else None)
        self._save.setEnabled(False)

    def show_preview(self, preview: DrawingPreview) -> None:
        """The floor as the form draws it."""
        self._preview = preview
        self._show_drawn(preview)
        self._state.setText(tr("As drawn here, not saved yet"))
        self._replan.setEnabled(bool(preview.waves))
        tone = Tone.WRONG if preview.trouble else Tone.ATTENTION if preview.not_placed else None
        self._say("\n".join(preview_words(preview, replan=self._replans())), tone)
        self._save.setEnabled(preview.trouble is None)

    def refuse(self, words: str) -> None:
        """Says why this can't be drawn or saved; what was typed stays."""
        self._say(words, Tone.WRONG)
        self._save.setEnabled(False)

    def _show_drawn(self, preview: DrawingPreview) -> None:
        facts, shade = self._facts, self.wanted.shade
        counts = {} if facts is None else facts.units if shade is Shade.STOCK else facts.picks
        bins = [ShownBin(one.code, point_of(one), counts.get(one.id, 0)) for one in preview.bins]
        self.plan.show_floor(ShownFloor(preview.ways, bins))

    def _replans(self) -> bool:
        return self._replan.isEnabled() and self._replan.isChecked()

    def _say(self, words: str, tone: Tone | None = None) -> None:
        set_look(self._answer, "word", tone.value if tone else "")
        self._answer.setText(words)

    def _move(self, thing: int, right_m: float, up_m: float) -> None:
        """Puts what was moved in the plan into the form."""
        form = self.fields.form
        if thing == 0:
            x_m, y_m = form.depot_m
            moved = _with_depot(form, x_m + right_m, y_m + up_m)
        else:
            by_m = form.moved_m.get(thing, 0.0) + right_m
            moved = _with_aisle(form, thing, by_m)
        self._draw(moved)

    def _place_depot(self, x_m: float, y_m: float) -> None:
        left_m, front_m = self.fields.form.origin_m
        self._draw(_with_depot(self.fields.form, x_m - left_m, y_m - front_m))

    def _draw(self, form: LayoutForm) -> None:
        self.fields.show_form(form)
        self.drawn.emit(form)

    def _see(self) -> None:
        if self._preview is not None and self._facts is not None:
            same = self.wanted.warehouse == self._facts.warehouse
            if same and not self.wanted.wave:
                self._show_drawn(self._preview)
                return
        self.seen.emit(self.wanted)

    def _tell_again(self) -> None:
        if self._preview is not None:
            self.show_preview(self._preview)

    def _submit(self) -> None:
        if self._save.isEnabled():
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self.fields.form, self._replans())

    def _fill_boxes(self) -> None:
        self._shade.addItem(tr("stock"), Shade.STOCK.value)
        self._shade.addItem(tr("picks of 30 days"), Shade.PICKS.value)
        self._wave.addItem(tr("none"), "")
        self._replan.setEnabled(False)

    def _connect(self) -> None:
        for box in (self._warehouse, self._shade, self._wave):
            box.currentIndexChanged.connect(lambda _: self._see())
        self.fields.changed.connect(lambda: self.drawn.emit(self.fields.form))
        self.plan.moved.connect(self._move)
        self.plan.placed.connect(self._place_depot)
        self._replan.toggled.connect(lambda _: self._tell_again())
        self._save.clicked.connect(self._submit)

    def _lay_out(self, theme: Theme) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_INSIDE)
        names = (tr("Ware&house"), tr("&Shade"), tr("Wal&k"))
        for name, box in zip(names, (self._warehouse, self._shade, self._wave), strict=True):
            label = PlainLabel(name, self)
            label.setBuddy(box)
            top.addWidget(label)
            top.addWidget(box)
        top.addStretch()
        top.addWidget(self._state)
        body = QHBoxLayout()
        body.setSpacing(SPACE_GROUPS)
        self.fields.setFixedWidth(theme.font_metrics().averageCharWidth() * _FORM_CHARACTERS)
        body.addWidget(self.fields)
        right = QVBoxLayout()
        right.setSpacing(SPACE_INSIDE)
        right.addWidget(self.plan, 1)
        right.addWidget(self._make_hint())
        body.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(top)
        layout.addLayout(body, 1)
        layout.addWidget(self._answer)
        layout.addLayout(self._make_buttons())

    def _make_hint(self) -> PlainLabel:
        hint = PlainLabel(
            tr(
                "In the plan, arrow keys (with Shift finer) or the mouse move the start and the"
                " aisles; Page Down chooses the next one. A click puts the start."
            ),
            self,
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        return hint

    def _make_buttons(self) -> QHBoxLayout:
        on_paper = QPushButton(tr("Print…"), self)
        on_paper.setShortcut("Ctrl+P")
        set_tip(on_paper, tr("The floor as it is saved, on paper ({keys})").format(keys="Ctrl+P"))
        on_paper.clicked.connect(lambda _: self.print_wanted.emit(self.wanted))
        self._save.setObjectName("save_layout")
        buttons = self.button_row(self._save, beginning=(on_paper,))
        buttons.insertWidget(1, self._replan)
        return buttons


def _with_depot(form: LayoutForm, x_m: float, y_m: float) -> LayoutForm:
    return replace(form, depot_m=(round(x_m, 2), round(y_m, 2)))


def _with_aisle(form: LayoutForm, aisle: int, by_m: float) -> LayoutForm:
    return replace(form, moved_m={**form.moved_m, aisle: round(by_m, 2)})


def _refill(box: ChoiceBox, items: list[tuple[str, str]], chosen: str) -> None:
    """Fills a box without telling anybody."""
    box.blockSignals(True)
    box.clear()
    for name, value in items:
        box.addItem(name, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
