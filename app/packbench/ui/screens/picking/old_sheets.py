"""A pick list that is scanned and not so any more: void, old, or picked already."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.codes import OwnKind, parse_own_code
from packbench.domain.picking import TaskChange, WaveStatus
from packbench.domain.printers import PrintKind
from packbench.domain.scanning.meaning import Meaning
from packbench.services.documents.differences import pick_difference
from packbench.services.picking.revisions import ListChange, ListChanges, changes_since
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.showing import Showing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.picking import change_word, head_word
from packbench.words.places import place_word

_SIZE = QSize(900, 440)
_LOOKS = {
    TaskChange.ADDED: ("package-plus", Tone.MOVING),
    TaskChange.GONE: ("ban", Tone.WRONG),
    TaskChange.QUANTITY: ("pencil", Tone.ATTENTION),
    TaskChange.MOVED: ("split", Tone.ATTENTION),
}


def tell_old_sheet(place: Workplace, meaning: Meaning) -> None:
    """Tells of a scanned list what is not so any more; nothing of a typed number."""
    context, desk = place.context, place.desk
    code = parse_own_code(meaning.text)
    if code is None or code.kind is not OwnKind.PICK_LIST:
        return
    revision = code.revision
    desk.runner.read(
        "picking.sheet",
        lambda: changes_since(context, meaning.name, revision),
        partial(_tell, place, revision),
        owner=desk.window,
    )


def _tell(place: Workplace, revision: int, found: ListChanges) -> None:
    messages = place.desk.window.messages
    if found.status == WaveStatus.CANCELLED:
        words = tr("Wave {wave} is cancelled: its list is void. Put the sheet away.")
        show = MessageAction(tr("Show"), partial(_show, place, revision, found), shows=True)
        more = [show] if found.changes else []
        messages.post(Level.REFUSED, words.format(wave=found.wave), *more)
    elif revision < found.revision:
        show = MessageAction(tr("Show"), partial(_show, place, revision, found), shows=True)
        again = MessageAction(tr("Print it again"), partial(_print, place, found.wave))
        messages.post(Level.PART, _old_words(revision, found), show, again)
    elif found.status == WaveStatus.PICKED:
        words = tr("Wave {wave} is picked already.")
        messages.post(Level.INFO, words.format(wave=found.wave))


def _old_words(revision: int, found: ListChanges) -> str:
    old = tr("This list of wave {wave} is old: it is revision {old}, the wave has {new}.").format(
        wave=found.wave, old=revision, new=found.revision
    )
    count = len(found.changes)
    if found.known_from is None:
        return old
    if not count:
        same = tr("All stops on it are still so.")
        return " ".join([old, same, *_orders_words(found)])
    changed = tr_count(
        "{count} stop is not so any more.", "{count} stops are not so any more.", count
    )
    told = changed.format(count=QLocale().toString(count))
    return " ".join([old, told, *_orders_words(found)])


def _orders_words(found: ListChanges) -> list[str]:
    """How many orders are told otherwise on the list now."""
    count = len({one.order_number for one in found.orders})
    if not count:
        return []
    words = tr_count("{count} order is different.", "{count} orders are different.", count)
    return [words.format(count=QLocale().toString(count))]


def _print(place: Workplace, wave: str) -> None:
    Showing(place).show_pick_lists([wave])


def _print_difference(place: Workplace, wave: str, revision: int) -> None:
    context = place.context
    Showing(place).make(
        PrintKind.PICK_LIST,
        tr("Making the page of changes"),
        lambda force: [pick_difference(context, wave, revision, force=force)],
    )


def _show(place: Workplace, revision: int, found: ListChanges) -> None:
    desk = place.desk
    prints = Prints(
        partial(_print, place, found.wave),
        partial(_print_difference, place, found.wave, revision),
    )
    ChangedList(revision, found, prints, desk.theme, desk.window).open()


class Prints(NamedTuple):
    """What can be printed for who holds an old sheet: the whole list, or what is different."""

    again: Callable[[], None]
    difference: Callable[[], None]


class ChangedList(KeyDialog):
    """What of a sheet in a picker's hand is not so any more. Enter prints the list again.

    Alt+G prints the changes alone; of a cancelled wave there is nothing else.

    Args:
        revision: that of the sheet.
        found: what changed since.
        prints: shows the list as it is now, or the changes alone.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        revision: int,
        found: ListChanges,
        prints: Prints,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("changed_list")
        self.setWindowTitle(tr("What changed of wave {wave}").format(wave=found.wave))
        self.resize_within_screen(_SIZE)
        self._prints, self._found = prints, found
        heading = PlainLabel(_old_words(revision, found), self)
        heading.setWordWrap(True)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        self.table: ListTable[ListChange] = ListTable(
            tr("Stops that are not so any more"), _columns(), theme, self
        )
        self.table.rows.show(found.changes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        layout.addWidget(self.table, 1)
        if found.orders:
            layout.addWidget(self._about_orders())
        layout.addLayout(self._make_buttons())
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def _make_buttons(self) -> QHBoxLayout:
        leave = QPushButton(tr("Close"), self)
        changes = QPushButton(tr("Print the changes alone"), self)
        changes.setShortcut("Alt+G")
        set_tip(changes, tr("One page: what to put back, what to take as well (Alt+G)"))
        again = QPushButton(tr("&Print it again"), self)
        leave.clicked.connect(self.reject)
        changes.clicked.connect(lambda _: self._print(self._prints.difference))
        again.clicked.connect(lambda _: self._print(self._prints.again))
        is_void = self._found.status == WaveStatus.CANCELLED
        buttons = [leave, changes] if is_void else [leave, changes, again]
        changes.setEnabled(bool(self._found.changes or self._found.orders))
        buttons[-1].setProperty("look", "main")
        buttons[-1].setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        for button in buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        again.setVisible(not is_void)
        return row

    def _about_orders(self) -> PlainLabel:
        """What of orders is different: a line each."""
        words = tr("{order}: {field} is “{now}”, not “{before}” any more.")
        lines = [
            words.format(
                order=one.order_number,
                field=head_word(one.field),
                now=one.now or "–",
                before=one.before or "–",
            )
            for one in self._found.orders
        ]
        label = PlainLabel("\n".join(lines), self)
        label.setObjectName("changed_orders")
        label.setWordWrap(True)
        return label

    def _print(self, then: Callable[[], None]) -> None:
        self.accept()
        then()


def _columns() -> list[ListColumn[ListChange]]:
    number = formats.number
    return [
        ListColumn(tr("Task"), lambda one: number(one.task), 5, Align.END),
        ListColumn(tr("Change"), _change, 18),
        ListColumn(tr("Bin"), lambda one: Cell(_place(one), bold=True), 10),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku), 12),
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment), 12),
        ListColumn(tr("On the sheet"), lambda one: number(one.before), 7, Align.END),
        ListColumn(tr("Now"), lambda one: number(one.now, bold=True), 5, Align.END),
    ]


def _place(one: ListChange) -> str:
    """The bin; with the one on the sheet where that is another."""
    place = place_word(one.location)
    if one.was_at is None:
        return place
    return tr("{bin}, not {old}").format(bin=place, old=place_word(one.was_at))


def _change(one: ListChange) -> Cell:
    icon, tone = _LOOKS[one.change]
    words = change_word(one.change)
    return formats.state(words[:1].upper() + words[1:], icon, tone)
