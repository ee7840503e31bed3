"""A page of records that stays true: details of the one in hand, counts, and changes by others."""

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.custom_fields import CustomField
from packbench.ui.parts.bridge.change_bus import ChangeBus
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.shell.main_window import MainWindow
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.page import Selected
from packbench.ui.parts.shell.table_page import TablePage
from packbench.ui.parts.tables.columns import Cell, R
from packbench.ui.parts.tables.own_columns import ReadFields, own_titles
from packbench.ui.parts.tables.paged_model import Query
from packbench.ui.parts.tables.table_pane import TablePane, TableSpec
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.details_panel import DetailsPanel
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import FilterGroup, FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.words.language import tr

Details = TypeVar("Details")
Counts = Mapping[str, Mapping[str, int]]

_NAMES_TOLD = 5
_FEWEST_SUMMED = 2  # what a single row has stands in it
_STATES_OF = 200  # selected rows are looked at, at most


@dataclass(frozen=True, slots=True)
class Shown:
    """What the details panel shows of a record: its name, its state, one muted line, sections."""

    heading: str
    state: Cell | None
    below: str
    sections: Sequence[QWidget]


@dataclass(frozen=True, slots=True)
class RecordSpec(Generic[Query, R, Details]):
    """Everything that makes a tab of records.

    Attributes:
        table: its table.
        kinds: changes of these kinds may show in it.
        commands: what stands in the menus of the tab and of its rows.
        beside_tabs: what stands as buttons beside the tabs.
        read_groups: what rows can be filtered by now; in the read lane.
        read_counts: how many records each chip stands for, by group; in the read lane.
        read_details: what the panel shows of a record, None when it is gone; in the read lane.
        show_details: makes the panel's widgets of it.
        show_several: the same for a number of selected records.
        states: of a row, for commands that can be run in some states only.
        nothing: the panel's words while nothing is selected.
        keep_ticks: those of the ticked records that are still to be worked on; in the read lane.
        open: what Enter on a row does, by its id.
        totals: what these rows come to, in words, as long as that is wanted; in the read lane.
        own: the places of fields that the shop defines among the columns.
        read_own: which of such fields there are now; in the read lane.
        left_out: the chip that brings back rows that the list leaves out: its group and value.
    """

    table: TableSpec[Query, R]
    kinds: frozenset[Kind]
    commands: Placement
    beside_tabs: Placement
    read_groups: Callable[[], Sequence[FilterGroup]]
    read_counts: Callable[[], Counts]
    read_details: Callable[[int], Details | None]
    show_details: Callable[[Details], Shown]
    show_several: Callable[[int], Shown]
    states: Callable[[R], frozenset[str]]
    nothing: EmptyText
    keep_ticks: Callable[[Collection[int]], Collection[int]] | None = None
    open: Callable[[int], None] | None = None
    totals: "Callable[[array[int], Callable[[], bool]], str] | None" = None
    own: Sequence[str] = ()
    read_own: ReadFields | None = None
    left_out: tuple[str, str] | None = None


class OpenWindow(Protocol):
    """What a page of records needs of the window around it; a Desk has it."""

    @property
    def window(self) -> MainWindow:
        """The window itself."""

    @property
    def runner(self) -> Runner:
        """Runs its reads."""

    @property
    def bus(self) -> ChangeBus:
        """Tells of changes."""

    @property
    def theme(self) -> Theme:
        """Its looks."""

    @property
    def memory(self) -> Memory:
        """What it remembers."""


class RecordPage(TablePage[Query, R], Generic[Query, R, Details]):
    """Shows records by a RecordSpec and follows the change bus.

    Changes of this window show at once; those of others are counted, so that no row moves under
    the operator's hands. A page that is not in front reads again when it comes there.

    Args:
        spec: what is shown.
        desk: the window around it.
        origin: the token by which changes of this window are told.
        empty_actions: buttons while there is nothing at all.
        pane: the table, where it was made before; it has buttons of its own then.
    """

    def __init__(
        self,
        spec: RecordSpec[Query, R, Details],
        desk: OpenWindow,
        origin: str,
        empty_actions: Sequence[QAction] = (),
        pane: TablePane[Query, R] | None = None,
    ) -> None:
        name = spec.table.name
        pane = pane or TablePane(spec.table, desk.runner, desk.theme, empty_actions)
        panel = DetailsPanel(name, desk.theme)
        super().__init__(name, pane, panel, desk.window.registry, desk.memory, spec.commands)
        self.beside_tabs = spec.beside_tabs
        self.view = name
        self._spec = spec
        self._runner = desk.runner
        self._origin = origin
        self._panel = panel
        self._in_hand: int | None = None
        self._states_told: Selected | None = None
        self._told: Details | None = None
        self._shown_id: int | None = None
        self._wanted: int | None = None
        self._first_wanted = False
        self._looked_again = False
        self._stale = False
        self._asked = 0
        panel.show_nothing(spec.nothing)
        self.settled.connect(self._take_settled)
        self.settled.connect(self._sum_up)
        pane.ticks.changed.connect(self._show_chosen)
        pane.ticks.changed.connect(self._sum_up)
        pane.model.counted.connect(self._find_wanted)
        pane.model.dataChanged.connect(self._tell_states)
        self.selection_changed.connect(self._note_states)
        pane.model.gone.connect(partial(_tell_gone, desk))
        if spec.open is not None:
            pane.view.opened.connect(spec.open)
        self._window = desk.window
        desk.bus.changed.connect(self.follow)
        desk.window.uncovered.connect(self._catch_up)

    @property
    def selected_ids(self) -> "array[int]":
        """The ids of the selected records."""
        return self._selected

    def states_of(self, ids: "array[int]") -> frozenset[str]:
        """The states of these records, as far as their rows are at hand."""
        model = self.pane.model
        records = model.records_of(ids[:_STATES_OF])
        return frozenset(state for record in records for state in self._spec.states(record))

    def activate(self) -> None:
        """Reads for the first time, or again when something changed while others were in front."""
        first = not self._opened
        super().activate()
        if first:
            self._read_around()
        elif self._stale:
            self._read_again(catch_up=True)

    def refresh(self) -> None:
        """Reads again: rows that came or went, counts, details."""
        self._read_again(catch_up=True)

    def follow(self, changes: ChangeSet) -> None:
        """Reads again what a change may have touched."""
        if not changes.touches(*self._spec.kinds):
            return
        if self.isVisible() and not self._window.is_covered:
            self._read_again(catch_up=changes.origin == self._origin)
        else:
            self._stale = True

    def _catch_up(self) -> None:
        """Reads what changed while nobody saw the page, if it is in front now."""
        if self._stale and self.isVisible():
            self._read_again(catch_up=True)

    def open_record(self, record_id: int) -> None:
        """Shows a record at once and selects its row, without the filter when that hides it."""
        self._wanted, self._first_wanted, self._looked_again = record_id, False, False
        self._read_details(record_id)
        self._find_wanted()

    def open_filtered(self, state: FilterState) -> None:
        """Shows other rows and selects the first of them."""
        self._wanted, self._first_wanted = None, True
        if state == self.pane.filter_bar.state:
            self._find_wanted()
        else:
            self.pane.filter_bar.set_state(state)

    def _tell_states(self) -> None:
        """Rows were read again: those selected may be in other states now."""
        if self._selected and self.selected() != self._states_told:
            self.selection_changed.emit()

    def _note_states(self) -> None:
        self._states_told = self.selected()

    def _find_wanted(self) -> None:
        """Selects the row that was asked for, as soon as it is there."""
        if self._first_wanted and len(self.pane.model):
            self._first_wanted = False
            self.pane.view.show_row(0)
        if self._wanted is not None:
            self._look_for(self._wanted)

    def _look_for(self, record_id: int) -> None:
        model, bar = self.pane.model, self.pane.filter_bar
        row, widest = model.row_of(record_id), self._widest()
        if row is not None:
            self._wanted = None
            self.pane.view.show_row(row)
        elif bar.state and bar.state != widest:
            bar.clear_all()
        elif model.complete and bar.state != widest:
            bar.set_state(widest)
        elif model.complete and not self._looked_again:
            self._looked_again = True
            model.refresh(catch_up=True)

    def _widest(self) -> FilterState:
        """The filter that hides nothing: none, but the chip of what the list leaves out now."""
        chip = self._spec.left_out
        if chip is None or not self.pane.filter_bar.counted(*chip):
            return FilterState()
        return FilterState().toggled(*chip)

    def _take_counts(self, counts: Counts) -> None:
        self.pane.set_counts(counts)
        if self._wanted is not None and self._looked_again:  # perhaps it is left out
            self._look_for(self._wanted)

    def _sum_up(self) -> None:
        """Asks what the chosen rows come to; what was asked before is not wanted any more."""
        self._tell_totals("")
        self._sum_again()

    def _sum_again(self) -> None:
        self._asked += 1
        asked, chosen, tell = self._asked, self.chosen_ids, self._spec.totals
        if tell is None or len(chosen) < _FEWEST_SUMMED:
            return
        self._runner.read_behind(
            f"{self._name}.totals",
            lambda: tell(chosen, lambda: asked == self._asked),
            lambda words: self._tell_totals(words) if asked == self._asked else None,
            owner=self,
        )

    def _tell_totals(self, words: str) -> None:
        if words != self.totals:
            self.totals = words
            self.summed.emit()

    def _take_settled(self, ids: "array[int]") -> None:
        if self._wanted is not None:  # the old selection, while another record is looked for
            return
        if len(ids) == 1:
            self._read_details(ids[0])
        else:
            self._show_chosen()

    def _show_several(self) -> None:
        chosen = self.chosen_ids
        if chosen:
            self._show(self._spec.show_several(len(chosen)))
        else:
            self._panel.show_nothing(self._spec.nothing)

    def _show_chosen(self) -> None:
        """What commands work on stands in the panel: a single record, or how many there are."""
        chosen = self.chosen_ids
        if len(chosen) == 1:
            self._read_details(chosen[0])
        else:
            self._in_hand = self._told = self._shown_id = None
            self._show_several()

    def _read_again(self, *, catch_up: bool) -> None:
        self._stale = False
        self.pane.model.refresh(catch_up=catch_up)
        self._read_around()
        if self._in_hand is not None:
            self._read_details(self._in_hand)
        self._sum_again()

    def _read_around(self) -> None:
        """Reads what stands around the rows: values and counts of the chips."""
        spec, name = self._spec, self._name
        self._runner.read_behind(f"{name}.groups", spec.read_groups, self._take_groups, owner=self)
        self._runner.read_behind(f"{name}.counts", spec.read_counts, self._take_counts, owner=self)
        if spec.read_own is not None:
            self._runner.read_behind(f"{name}.own", spec.read_own, self._take_own, owner=self)
        keep, ticks = spec.keep_ticks, self.pane.ticks
        if keep is not None and ticks:
            ids = ticks.ids
            self._runner.read_behind(f"{name}.ticks", lambda: keep(ids), ticks.keep, owner=self)

    def _take_own(self, fields: Sequence[CustomField]) -> None:
        """Names the columns of fields that the shop defined; one that is new as it says itself."""
        known = self._memory.data(self._key("own"))
        before = known if isinstance(known, list) else []
        new = {one.column: one.listed for one in fields if one.column not in before}
        self.pane.view.name_columns(own_titles(self._spec.own, fields), new)
        self.pane.view.arranging.list_also([one.column for one in fields if one.listed])
        if new or len(before) != len(fields):
            self._memory.keep_data(self._key("own"), [one.column for one in fields])

    def _take_groups(self, groups: Sequence[FilterGroup]) -> None:
        if tuple(groups) != self.pane.filter_bar.groups:
            self.pane.filter_bar.set_groups(groups)

    def _read_details(self, record_id: int) -> None:
        self._in_hand = record_id
        self._runner.answer(
            f"{self._name}.details",
            lambda: self._spec.read_details(record_id),
            lambda details: self._take_details(record_id, details),
            on_error=lambda error: self._fail_details(record_id, error),
            owner=self,
        )

    def _fail_details(self, record_id: int, error: BaseException) -> None:
        """What is shown of another record must not stand beside the row in hand."""
        if record_id == self._in_hand and record_id != self._shown_id:
            self._told = self._shown_id = None
            words = tr("It is read again with F5, and when the database answers again.")
            self._panel.show_nothing(EmptyText("unplug", tr("It can't be read now"), words))
        self._runner.failed.emit(error)

    def _take_details(self, record_id: int, details: Details | None) -> None:
        if record_id != self._in_hand or details == self._told:
            return
        self._told, self._shown_id = details, record_id
        if details is None:
            self._panel.show_nothing(self._spec.nothing)
        else:
            self._show(self._spec.show_details(details))

    def _show(self, shown: Shown) -> None:
        self._panel.show_record(shown.heading, shown.state, shown.below, shown.sections)


def _tell_gone(desk: OpenWindow, names: Sequence[str]) -> None:
    if desk.window.messages.actions:
        return  # that message tells why they went
    told, more = ", ".join(names[:_NAMES_TOLD]), len(names) - _NAMES_TOLD
    words = tr("No longer in this list: {names}.").format(names=told)
    if more > 0:
        words = tr("No longer in this list: {names} and {count} more.").format(
            names=told, count=QLocale().toString(more)
        )
    desk.window.messages.post(Level.INFO, words)
