"""The calendar of pre-orders: for which day how much is promised, and what will be there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from packbench.services.back_orders.preorders import PreorderDay
from packbench.ui.parts.shell.main_window import MainWindow
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr

_SIZE = QSize(1200, 480)


class PreorderCalendar(KeyDialog):
    """Days and products in a table; Enter shows who waits for the product, Escape closes.

    Orders that a pool promises are ready and don't wait: they are shown in Orders, by Enter too
    where nobody waits.

    Args:
        days: the earliest first.
        show: shows the back orders of these SKUs.
        theme: colours and fonts.
        window: it has the tab of orders.
    """

    def __init__(
        self,
        days: Sequence[PreorderDay],
        show: Callable[[frozenset[str]], None],
        theme: Theme,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self.setObjectName("preorder_calendar")
        self.setWindowTitle(tr("Pre-order calendar"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize_within_screen(
            _SIZE.boundedTo(window.size() - QSize(SPACE_GROUPS, SPACE_GROUPS))
        )
        self._days, self._show, self._tabs = days, show, window.tabs
        self.table = ListTable(tr("Pre-orders"), _columns(), theme, self)
        self.table.rows.show(days)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._offer)
        self._waiting_button = QPushButton(tr("Show who waits"), self)
        self._pooled_button = QPushButton(tr("Show who has a promise of a pool"), self)
        self._lay_out(theme)
        self._offer()
        if days:
            self.table.selectRow(0)
            self.table.setFocus()

    @property
    def _chosen(self) -> PreorderDay | None:
        row = self.table.currentIndex().row()
        return self._days[row] if 0 <= row < len(self._days) else None

    def _offer(self) -> None:
        """The buttons that show anybody can be pressed; Enter presses the first of them."""
        day = self._chosen
        waits, pooled = day is not None and day.waits, day is not None and bool(day.pooled_orders)
        self._waiting_button.setEnabled(waits)
        self._pooled_button.setEnabled(pooled)
        self._waiting_button.setDefault(waits or not pooled)
        self._pooled_button.setDefault(pooled and not waits)
        for button in (self._waiting_button, self._pooled_button):
            set_look(button, "look", "main" if button.isDefault() else "")

    def _open(self) -> None:
        day = self._chosen
        if day is not None and not day.waits and day.pooled_orders:
            self._show_pooled()
        else:
            self._show_waiting()

    def _show_waiting(self) -> None:
        day = self._chosen
        if day is not None:
            self.accept()
            self._show(frozenset({day.sku}))

    def _show_pooled(self) -> None:
        day = self._chosen
        if day is not None:
            self.accept()
            self._tabs.go_to("orders")
            if isinstance(self._tabs.page, RecordPage):
                numbers = frozenset(day.pooled_orders)
                self._tabs.page.open_filtered(FilterState("", {"number": numbers}))

    def _lay_out(self, theme: Theme) -> None:
        heading = PlainLabel(tr("Pre-order calendar"), self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        words = tr("Units promised for each day, and what is there or on order for them.")
        about = PlainLabel(words, self)
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        layout.addWidget(about)
        layout.addWidget(self.table if self._days else self._make_instead(theme), 1)
        self.table.setVisible(bool(self._days))
        layout.addLayout(self._make_buttons())

    def _make_instead(self, theme: Theme) -> EmptyState:
        made = EmptyState(theme, self)
        made.setProperty("part", "surface")
        sentence = tr("No product is sold as a pre-order")
        next_step = tr("Products with the policy “pre-order” stand here, with their day.")
        made.show_text(EmptyText("calendar-days", sentence, next_step))
        return made

    def _make_buttons(self) -> QHBoxLayout:
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self._waiting_button.clicked.connect(self._show_waiting)
        self._pooled_button.clicked.connect(self._show_pooled)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self._pooled_button)
        buttons.addWidget(self._waiting_button)
        return buttons


def _columns() -> list[ListColumn[PreorderDay]]:
    number = formats.number
    return [
        ListColumn(tr("Available"), _day, 9),
        ListColumn(tr("SKU"), lambda day: Cell(day.sku, bold=True), 10),
        ListColumn(tr("Promised"), lambda day: number(day.promised, bold=True), 5, Align.END),
        ListColumn(tr("Orders"), lambda day: number(day.orders), 5, Align.END),
        ListColumn(tr("In a pool"), lambda day: number(day.pooled), 5, Align.END),
        ListColumn(tr("Pool had"), lambda day: number(day.opened), 5, Align.END),
        ListColumn(tr("Moved"), lambda day: number(day.moved), 5, Align.END),
        ListColumn(tr("Left"), lambda day: number(day.left), 5, Align.END),
        ListColumn(tr("Limit"), lambda day: number(day.limit), 5, Align.END),
        ListColumn(tr("Over it"), _over_limit, 5, Align.END),
        ListColumn(tr("On hand"), lambda day: number(day.on_hand), 5, Align.END),
        ListColumn(tr("Incoming"), lambda day: number(day.incoming), 5, Align.END),
        ListColumn(tr("Covered"), _covered, 8),
        ListColumn(tr("Name"), lambda day: formats.words(day.name), 12),
    ]


def _day(day: PreorderDay) -> Cell:
    return formats.day(day.available_from) if day.available_from else Cell(tr("no day yet"))


def _over_limit(day: PreorderDay) -> Cell:
    cell = formats.number(day.over_limit)
    if not day.over_limit:
        return cell
    return formats.state(cell.text, "triangle-alert", Tone.ATTENTION)


def _covered(day: PreorderDay) -> Cell:
    missing = day.promised - day.on_hand - day.incoming
    if missing <= 0:
        return formats.state(tr("Covered"), "circle-check", Tone.READY)
    words = tr("{count} missing").format(count=formats.number(missing).text)
    return formats.state(words, "triangle-alert", Tone.WRONG)
