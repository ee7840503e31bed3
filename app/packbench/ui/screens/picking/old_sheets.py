"""A pick list that is scanned and not so any more: void, old, or picked already."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.codes import OwnKind, parse_own_code
from packbench.domain.picking import TaskChange, WaveStatus
from packbench.domain.scanning.meaning import Meaning
from packbench.services.picking.revisions import ListChange, ListChanges, changes_since
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.showing import Showing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.picking import change_word
from packbench.words.places import place_word

_SIZE = QSize(820, 420)
_LOOKS = {
    TaskChange.ADDED: ("package-plus", Tone.MOVING),
    TaskChange.GONE: ("ban", Tone.WRONG),
    TaskChange.QUANTITY: ("pencil", Tone.ATTENTION),
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
        messages.post(Level.REFUSED, words.format(wave=found.wave))
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
    changed = tr_count(
        "{count} stop is not so any more.", "{count} stops are not so any more.", count
    )
    return " ".join([old, changed.format(count=QLocale().toString(count))])


def _print(place: Workplace, wave: str) -> None:
    Showing(place).show_pick_lists([wave])


def _show(place: Workplace, revision: int, found: ListChanges) -> None:
    desk = place.desk
    again = partial(_print, place, found.wave)
    ChangedList(revision, found, again, desk.theme, desk.window).open()


class ChangedList(KeyDialog):
    """What of a sheet in a picker's hand is not so any more. Enter prints the list again.

    Args:
        revision: that of the sheet.
        found: what changed since.
        print_again: shows the list as it is now.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        revision: int,
        found: ListChanges,
        print_again: Callable[[], None],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("changed_list")
        self.setWindowTitle(tr("What changed of wave {wave}").format(wave=found.wave))
        self.resize_within_screen(_SIZE)
        self._print_again = print_again
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
        layout.addLayout(self._make_buttons())
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def _make_buttons(self) -> QHBoxLayout:
        again, leave = QPushButton(tr("&Print it again"), self), QPushButton(tr("Close"), self)
        again.setProperty("look", "main")
        again.setDefault(True)
        again.clicked.connect(self._print)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        for button in (leave, again):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _print(self) -> None:
        self.accept()
        self._print_again()


def _columns() -> list[ListColumn[ListChange]]:
    number = formats.number
    return [
        ListColumn(tr("Task"), lambda one: number(one.task), 5, Align.END),
        ListColumn(tr("Change"), _change, 18),
        ListColumn(tr("Bin"), lambda one: Cell(place_word(one.location), bold=True), 10),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku), 12),
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment), 12),
        ListColumn(tr("On the sheet"), lambda one: number(one.before), 7, Align.END),
        ListColumn(tr("Now"), lambda one: number(one.now, bold=True), 5, Align.END),
    ]


def _change(one: ListChange) -> Cell:
    icon, tone = _LOOKS[one.change]
    words = change_word(one.change)
    return formats.state(words[:1].upper() + words[1:], icon, tone)
