"""Saved views of the lists: which one each list shows, and what is done with them."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.file_names import file_name_for
from packbench.domain.refusals import Refusal
from packbench.domain.views import Arrangement, NotKnown, ViewState, ViewTab
from packbench.jobs.progress import Progress
from packbench.services.office.list_tabs import LISTS, known_part
from packbench.services.office.view_files import ListFile, export_list
from packbench.services.office.views import (
    SavedView,
    delete_view,
    list_views,
    opened,
    rename_view,
    save_view,
    share_view,
)
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.tables.table_pane import Sorting
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.views.chip import ViewChip
from packbench.ui.views.dialogs import ChooseViewDialog, ExportDialog, NameViewDialog
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import sentence
from packbench.words.views import left_out_words

if TYPE_CHECKING:
    from packbench.ui.undoing import Undoing

AnyPage = RecordPage[Any, Any, Any]
_TABS = frozenset(one.value for one in ViewTab)
_SAME_DIGITS = 0.6
"""Widths that differ by less are the same: another font rounds them otherwise."""


class ViewsOfList(QObject):
    """The views of one list: it follows what is shown and marks what differs from the view.

    Args:
        place: the window at work.
        page: the list.
    """

    def __init__(self, place: Workplace, page: AnyPage) -> None:
        super().__init__(page)
        self._place, self._page = place, page
        self.tab = ViewTab(page.view)
        self.views: list[SavedView] = []
        self.current: SavedView | None = None
        self._begun_with: ViewState | None = None
        self._read_once = self._began = False
        self._chip = ViewChip(place.desk.theme)
        page.pane.filter_bar.put_first(self._chip)
        self._chip.clicked.connect(self.choose)
        page.pane.queried.connect(lambda _: self._show())
        page.pane.view.arranged.connect(self._show)
        page.recalled.connect(self._take_recalled)
        place.desk.bus.changed.connect(self._follow)
        self._read()

    @property
    def state(self) -> ViewState:
        """What the list shows now."""
        pane = self._page.pane
        arrangement = pane.view.arranging.arrangement
        return ViewState(pane.filter_bar.state, pane.order.key, pane.order.descending, arrangement)

    @property
    def changed(self) -> bool:
        """Whether the list shows something else than its view."""
        view = self.current
        return view is not None and view.state is not None and not self._shows(view.state)

    @property
    def start(self) -> int | None:
        """The id of the view that the list begins with here, for whoever works here."""
        found = self._place.desk.memory.data(self._start_key)
        return found if isinstance(found, int) else None

    def choose(self) -> None:
        """Offers the views."""
        current = self.current.id if self.current else None
        window = self._place.desk.window
        dialog = ChooseViewDialog(self.views, current, self.start, window)
        dialog.opened.connect(self.open)
        dialog.renamed.connect(self._ask_for_new_name)
        dialog.shared.connect(self._turn_shared)
        dialog.started.connect(self._turn_start)
        dialog.deleted.connect(self._delete)
        dialog.finished.connect(self._page.pane.focus_rows)
        dialog.open()

    def save(self) -> None:
        """Asks for a name and keeps what the list shows."""
        current = self.current
        name = current.name if current is not None else ""
        dialog = NameViewDialog(
            tr("Save this view"), name, self.views, self._place.desk.window, start=self.start
        )
        dialog.named.connect(self._save)
        dialog.finished.connect(self._page.pane.focus_rows)
        dialog.open()

    def open(self, view: SavedView | None) -> None:
        """Shows a view; None: the list as it is in the beginning."""
        if view is None:
            self.current = None
            self._apply(ViewState())
            return
        try:
            state = opened(view)
        except Refusal as refusal:
            self._place.desk.window.messages.post(Level.REFUSED, sentence(refusal))
            return
        context, tab = self._place.context, self.tab
        self._place.desk.runner.read(
            f"{tab.value}.view",
            lambda: known_part(context, tab, state),
            partial(self._take_known, view),
            owner=self,
        )

    def _take_known(self, view: SavedView, found: "tuple[ViewState, list[NotKnown]]") -> None:
        state, left = found
        self.current = view
        self._apply(state)
        told = left_out_words(left)
        if told:
            words = tr("View {name} is open. {left}").format(name=view.name, left=told)
            self._place.desk.window.messages.post(Level.PART, words)

    def _apply(self, state: ViewState) -> None:
        pane, first = self._page.pane, LISTS[self.tab].sorted(state)
        pane.view.arranging.arrange(state.arrangement)
        pane.open_with(state.filter, Sorting(first.key, first.descending))
        self._show()

    def _shows(self, state: ViewState) -> bool:
        now, there = self.state, LISTS[self.tab]
        order = there.sorted(state)
        return (
            now.filter == state.filter
            and (now.sort, now.descending) == (order.key, order.descending)
            and now.arrangement.shown == self._all_shown(state)
            and _same_widths(now.arrangement, state.arrangement)
        )

    def _all_shown(self, state: ViewState) -> tuple[str, ...]:
        """The columns of a view as the table shows them: the first one in any case."""
        shown = LISTS[self.tab].shown(state)
        first = self._page.pane.model.columns[0].key
        return shown if first in shown else (first, *shown)

    def _show(self) -> None:
        name = self.current.name if self.current is not None else ""
        self._chip.show_view(name, changed=self.changed)
        if self._began:
            kept = self.current.id if self.current is not None else None
            self._place.desk.memory.keep_data(f"{self.tab.value}/view", kept)

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(Kind.VIEW):
            self._read()

    def _read(self) -> None:
        context, tab = self._place.context, self.tab
        slot = f"{tab.value}.views"
        self._place.desk.runner.read(
            slot, lambda: list_views(context, tab), self._take_views, owner=self
        )

    def _take_views(self, views: Sequence[SavedView]) -> None:
        self.views, self._read_once = list(views), True
        if self.current is not None:
            self.current = self._view(self.current.id)
        if self._began:
            self._show()
        self._begin()

    def _take_recalled(self) -> None:
        """The list is as it was left; which view that was is in the memory."""
        self._begun_with = self.state
        self._begin()

    def _begin(self) -> None:
        """Once the list is there and the views are known: the one that it begins with."""
        if self._began or not self._read_once or self._begun_with is None:
            return
        self._began = True
        start, memory = self._view(self.start), self._place.desk.memory
        if start is not None and self.state == self._begun_with:
            self.open(start)
            return
        last = memory.data(f"{self.tab.value}/view")
        self.current = self._view(last) if isinstance(last, int) else None
        self._show()

    def _view(self, view_id: int | None) -> SavedView | None:
        return next((one for one in self.views if one.id == view_id), None)

    @property
    def _start_key(self) -> str:
        return f"{self.tab.value}/start_view/{file_name_for(self._place.context.operator)}"

    def _save(self, name: str, shared: bool, begin: bool, known: SavedView | None) -> None:
        context, tab, state = self._place.context, self.tab, self.state
        over = known.version if known is not None else None

        def work(key: str) -> SavedView:
            return save_view(context, tab, name, state, shared=shared, over=over, key=key)

        def take(view: SavedView) -> None:
            self.current = view
            if begin or view.id == self.start:
                self._keep_start(view.id if begin else None)
            self._show()

        content = (tab, name, shared, over, state)
        self._send(content, work, tr("View {name} is saved."), take)

    def _ask_for_new_name(self, view: SavedView) -> None:
        window = self._place.desk.window
        dialog = NameViewDialog(tr("Rename the view"), view.name, self.views, window, whole=False)
        dialog.named.connect(lambda name, *_: self._rename(view, name))
        dialog.open()

    def _rename(self, view: SavedView, name: str) -> None:
        context = self._place.context
        self._send(
            (view.id, view.version, name),
            lambda key: rename_view(context, view, name, key=key),
            tr("The view is called {name} now."),
        )

    def _turn_shared(self, view: SavedView) -> None:
        context, shared = self._place.context, not view.shared
        told = tr("View {name} is shared with everybody.")
        if not shared:
            told = tr("View {name} is yours alone.")
        self._send(
            (view.id, view.version, shared),
            lambda key: share_view(context, view, shared=shared, key=key),
            told,
        )

    def _delete(self, view: SavedView) -> None:
        context = self._place.context
        self._send(
            (view.id, view.version),
            lambda key: delete_view(context, view, key=key),
            tr("View {name} is deleted."),
        )

    def _turn_start(self, view: SavedView) -> None:
        begins = view.id != self.start
        self._keep_start(view.id if begins else None)
        told = tr("This list begins with {name} here.")
        if not begins:
            told = tr("This list begins as it was left.")
        self._place.desk.window.messages.post(Level.DONE, told.format(name=view.name))

    def _keep_start(self, view_id: int | None) -> None:
        self._place.desk.memory.keep_data(self._start_key, view_id)

    def _send(
        self,
        content: object,
        work: Callable[[str], SavedView],
        told: str,
        take: Callable[[SavedView], None] = lambda _: None,
    ) -> None:
        def done(view: SavedView, key: str) -> None:
            take(view)
            self._read()
            _undoing(self._place).offer(told.format(name=view.name), key)

        title, fail = tr("Views"), partial(tell_failure, self._place)
        send_once(self._place, SentCommand(title, content, lambda key, _: work(key), done, fail))

    def export(self) -> None:
        """Asks which rows, and where to; writes them in the background."""
        page, window = self._page, self._place.desk.window
        chosen = page.chosen_ids
        if not chosen:
            self._ask_where(None)
            return
        dialog = ExportDialog(len(page.pane.model), len(chosen), window)
        dialog.wanted.connect(lambda some: self._ask_where(chosen if some else None))
        dialog.finished.connect(page.pane.focus_rows)
        dialog.open()

    def _ask_where(self, only: "array[int] | None") -> None:
        window, patterns = self._place.desk.window, tr("Excel (*.xlsx);;CSV (*.csv)")
        name = self.current.name if self.current is not None else self.tab.value
        proposed = f"{file_name_for(name)}.xlsx"
        path = ask_where_to_save(window, tr("Export these rows"), proposed, patterns)
        if path:
            self.export_to(path, only)

    def export_to(self, path: Path, only: "array[int] | None" = None) -> None:
        """Writes the rows that are shown, or only these, with progress; it can be cancelled."""
        context, tab, state, desk = self._place.context, self.tab, self.state, self._place.desk

        def work(progress: Progress) -> ListFile:
            return export_list(context, tab, state, path, progress.report, only=only, force=True)

        def tell(result: ListFile) -> None:
            words = tr_count(
                "{count} row written to {file}.", "{count} rows written to {file}.", result.rows
            )
            told = words.format(count=QLocale().toString(result.rows), file=path.name)
            desk.window.messages.post(Level.DONE, told)

        desk.runner.render(
            tr("Exporting rows"), work, tell, on_error=desk.window.errors.show, owner=desk.window
        )


class SavedViews(QObject):
    """Gives each list of the window its views.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.desk.window)
        self._place = place
        self._lists: dict[str, ViewsOfList] = {}
        place.desk.window.tabs.made.connect(self._take)

    def in_front(self) -> ViewsOfList | None:
        """Those of the list in front."""
        page = self._place.desk.window.tabs.page
        return self._lists.get(page.view) if page is not None else None

    def _take(self, page: Page) -> None:
        if isinstance(page, ViewsPage):
            for one in page.made:
                self._take(one)
            page.brought.connect(self._take)
        elif isinstance(page, RecordPage) and page.view in _TABS:
            self._lists[page.view] = ViewsOfList(self._place, page)


def _undoing(place: Workplace) -> "Undoing":
    from packbench.ui.undoing import Undoing  # noqa: PLC0415 - the first rows need not wait for it

    return Undoing(place)


def _same_widths(now: Arrangement, kept: Arrangement) -> bool:
    if now.widths.keys() != kept.widths.keys():
        return not now.widths and not kept.widths
    return all(abs(now.widths[key] - width) < _SAME_DIGITS for key, width in kept.widths.items())
