"""Templates of slips: the list at the left, the form in the middle, the slip at the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.catalog import code_key
from packbench.domain.slips import SlipTemplate
from packbench.services.slips.templates import Slips, SlipsChange
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.screens.slips.form import SlipFields
from packbench.ui.screens.slips.pages import DrawnPage, SlipPages
from packbench.words.language import tr

_PART_OF_SCREEN = 0.92
_LIST_CHARACTERS, _FORM_CHARACTERS = 17, 52
_FORM_SHARE, _PAGE_SHARE = 2, 3
_PAUSE_MS = 150


@dataclass(frozen=True, slots=True)
class SlipsFacts:
    """What the dialog begins with: the templates, the channels, shipments to look at."""

    slips: Slips
    channels: Sequence[str]
    shipments: Sequence[str]


@dataclass(frozen=True, slots=True)
class SlipLook:
    """What is to be looked at: a template, of which shipment ("": made up), as a gift slip.

    `page` is numbered from 0; the last one where there are less.
    """

    template: SlipTemplate
    shipment: str
    gift: bool
    page: int = 0


@dataclass
class _Entry:
    """A template in the list; `saved` is how it is in the database, None for a new one."""

    saved: SlipTemplate | None
    now: SlipTemplate


class SlipsDialog(KeyDialog):
    """Gathers changes of templates; all of them are saved together, and taken back together.

    Args:
        facts: what there is.
        theme: colours, fonts and icons.
        parent: the window.

    Signals:
        looked: a SlipLook is to be drawn; `show_page` or `refuse` answers it.
        submitted: a SlipsChange is to be saved.
        logo_wanted: a picture is to be chosen; `take_logo` answers it.
    """

    looked = Signal(object)
    submitted = Signal(object)
    logo_wanted = Signal()

    def __init__(self, facts: SlipsFacts, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slips_dialog")
        self.setWindowTitle(tr("Templates of slips"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = [_Entry(one, one) for one in facts.slips.templates]
        self._removed: list[str] = []
        self._before = dict(facts.slips.channels)
        self._assigned = dict(facts.slips.channels)
        self.fields = SlipFields(theme, self)
        self._list = QListWidget(self)
        self._list.setAccessibleName(tr("Templates"))
        self._new, self._copy, self._delete = (QPushButton(self) for _ in range(3))
        self._channel = ChoiceBox(tr("Channel"), theme, self)
        self._uses = ChoiceBox(tr("Template of the channel"), theme, self)
        self._shipment = ChoiceBox(tr("Shipment to look at"), theme, self)
        self._gift = QCheckBox(tr("Gift slip"), self)
        self.pages = SlipPages(self)
        self._answer = PlainLabel(parent=self)
        self._answer.setWordWrap(True)
        self._save = QPushButton(tr("Save"), self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._fill(facts)
        self._lay_out(theme)
        self._connect()
        self._refill(0)
        self.resize_within_screen(self.screen().availableGeometry().size() * _PART_OF_SCREEN)

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    @property
    def change(self) -> SlipsChange:
        """All that is to be saved."""
        renamed = {
            one.saved.name: one.now.name
            for one in self._entries
            if one.saved is not None and one.saved.name != one.now.name
        }
        written = [
            one.now for one in self._entries if one.saved is not None and one.saved != one.now
        ]
        return SlipsChange(
            make=tuple(one.now for one in self._entries if one.saved is None),
            write=tuple(written),
            rename=renamed,
            remove=tuple(self._removed),
            assign=self._changed_channels(renamed),
        )

    @property
    def look(self) -> SlipLook | None:
        """What is at hand; None where there is no template."""
        entry = self._at_hand
        if entry is None:
            return None
        shipment = self._shipment.currentData() or ""
        return SlipLook(entry.now, shipment, self._gift.isChecked(), self.pages.page)

    @property
    def has_page(self) -> bool:
        """Whether a slip is drawn."""
        return self.pages.has_page

    def show_page(self, look: SlipLook, drawn: DrawnPage) -> None:
        """A page of a slip, unless something else is at hand by now."""
        if look != self.look:
            return
        self.pages.show_page(drawn)
        self._say("")

    def refuse(self, words: str) -> None:
        """Says what can't be; all that was typed stays."""
        self._say(words, Tone.WRONG)
        self._save.setEnabled(True)

    def take_logo(self, logo: bytes) -> None:
        """A picture was chosen for the template at hand."""
        self.fields.take_logo(logo)

    @property
    def _at_hand(self) -> _Entry | None:
        row = self._list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _changed_channels(self, renamed: Mapping[str, str]) -> dict[str, str]:
        def is_as_before(channel: str, name: str) -> bool:
            before = self._before.get(channel, "")
            return renamed.get(before, before) == name

        return {
            channel: name
            for channel, name in self._assigned.items()
            if not is_as_before(channel, name)
        }

    def _refill(self, row: int) -> None:
        """The list as it is now, with one of them at hand."""
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([one.now.name or tr("(no name)") for one in self._entries])
        self._list.setCurrentRow(min(row, len(self._entries) - 1))
        self._list.blockSignals(False)
        self._show_at_hand()
        self._show_channel()

    def _show_at_hand(self) -> None:
        entry = self._at_hand
        for widget in (self.fields, self._copy, self._delete):
            widget.setEnabled(entry is not None)
        self.fields.show_template(SlipTemplate("") if entry is None else entry.now)
        self.pages.begin()
        if entry is None:
            self.pages.say(tr("Make a template: slips look as usual without one."))
        self._pause.start(0)

    def _take(self) -> None:
        """Keeps what was typed of the template at hand, and draws it after a pause."""
        entry = self._at_hand
        if entry is None:
            return
        before, entry.now = entry.now.name, self.fields.template
        if before != entry.now.name:
            for channel, name in self._assigned.items():
                if name == before:
                    self._assigned[channel] = entry.now.name
            self._list.currentItem().setText(entry.now.name or tr("(no name)"))
            self._show_channel()
        self._pause.start(_PAUSE_MS)

    def _make(self, template: SlipTemplate) -> None:
        names = {code_key(one.now.name) for one in self._entries}
        name, number = template.name, 2
        while code_key(name) in names:
            name, number = f"{template.name} {number}", number + 1
        self._entries.append(_Entry(None, replace(template, name=name)))
        self._refill(len(self._entries) - 1)
        self.fields.focus_name()

    def _make_copy(self) -> None:
        if self._at_hand is not None:
            self._make(self._at_hand.now)

    def _remove(self) -> None:
        entry = self._at_hand
        if entry is None:
            return
        row = self._list.currentRow()
        del self._entries[row]
        if entry.saved is not None:
            self._removed.append(entry.saved.name)
        self._assigned = {
            channel: "" if name == entry.now.name else name
            for channel, name in self._assigned.items()
        }
        self._refill(max(0, row - 1))

    def _show_channel(self) -> None:
        """The template of the channel at hand."""
        used = self._assigned.get(self._channel.currentData() or "", "")
        self._uses.blockSignals(True)
        self._uses.clear()
        nothing = tr("that of all others") if self._channel.currentData() else tr("the usual look")
        self._uses.addItem(nothing, "")
        for one in self._entries:
            self._uses.addItem(one.now.name, one.now.name)
        self._uses.setCurrentIndex(max(0, self._uses.findData(used)))
        self._uses.blockSignals(False)

    def _assign(self) -> None:
        self._assigned[self._channel.currentData() or ""] = self._uses.currentData() or ""

    def _look_anew(self) -> None:
        """Another shipment, or another slip of it."""
        self.pages.begin()
        self._pause.start(0)

    def _draw(self) -> None:
        look = self.look
        if look is not None:
            self.looked.emit(look)

    def _submit(self) -> None:
        change = self.change
        if change == SlipsChange():
            self.accept()
            return
        self._save.setEnabled(False)  # until the answer
        self.submitted.emit(change)

    def _say(self, words: str, tone: Tone | None = None) -> None:
        set_look(self._answer, "word", tone.value if tone else "")
        self._answer.setText(words)

    def _fill(self, facts: SlipsFacts) -> None:
        self._channel.addItem(tr("all others"), "")
        for channel in facts.channels:
            self._channel.addItem(channel, channel)
        self._shipment.addItem(tr("a sample"), "")
        for number in facts.shipments:
            self._shipment.addItem(number, number)

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(lambda _: self._show_at_hand())
        self._new.clicked.connect(lambda _: self._make(SlipTemplate(tr("New template"))))
        self._copy.clicked.connect(lambda _: self._make_copy())
        self._delete.clicked.connect(lambda _: self._remove())
        self._channel.currentIndexChanged.connect(lambda _: self._show_channel())
        self._uses.currentIndexChanged.connect(lambda _: self._assign())
        self._shipment.currentIndexChanged.connect(lambda _: self._look_anew())
        self._gift.toggled.connect(lambda _: self._look_anew())
        self.pages.turned.connect(self._draw)
        self._pause.timeout.connect(self._draw)
        self.fields.changed.connect(self._take)
        self.fields.logo_wanted.connect(self.logo_wanted)
        self._save.clicked.connect(self._submit)

    def _lay_out(self, theme: Theme) -> None:
        wide = theme.font_metrics().averageCharWidth()
        body = QHBoxLayout()
        body.setSpacing(SPACE_GROUPS)
        left = self._list_column()
        left.setFixedWidth(wide * _LIST_CHARACTERS)
        body.addWidget(left)
        body.addWidget(self._form_column(wide * _FORM_CHARACTERS), _FORM_SHARE)
        body.addLayout(self._page_column(), _PAGE_SHARE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(body, 1)
        layout.addWidget(self._answer)
        layout.addLayout(self._buttons())

    def _form_column(self, wanted_px: int) -> QScrollArea:
        """The form, as wide as wanted where there is room, and never cut at the right."""
        form = QScrollArea(self)
        form.setWidget(self.fields)
        form.setWidgetResizable(True)
        beside_px = form.verticalScrollBar().sizeHint().width() + 2 * form.frameWidth()
        least_px = self.fields.minimumSizeHint().width() + beside_px
        form.setMinimumWidth(least_px)
        form.setMaximumWidth(max(least_px, wanted_px))
        form.setAccessibleName(tr("Template"))
        form.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return form

    def _list_column(self) -> QWidget:
        column = QWidget(self)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(_labelled(tr("&Templates"), self._list, self))
        layout.addWidget(self._list, 1)
        words = (tr("&New"), tr("D&uplicate"), tr("Delet&e"))
        for button, text in zip((self._new, self._copy, self._delete), words, strict=True):
            button.setText(text)
            button.setAutoDefault(False)
            layout.addWidget(button)
        layout.addWidget(_labelled(tr("&Channel"), self._channel, self))
        layout.addWidget(self._channel)
        layout.addWidget(_labelled(tr("uses templ&ate"), self._uses, self))
        layout.addWidget(self._uses)
        return column

    def _page_column(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(SPACE_INSIDE)
        top.addWidget(_labelled(tr("S&hipment"), self._shipment, self))
        top.addWidget(self._shipment)
        top.addWidget(self._gift)
        top.addStretch()
        column = QVBoxLayout()
        column.setSpacing(SPACE_INSIDE)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        return column

    def _buttons(self) -> QHBoxLayout:
        self._save.setObjectName("save_slips")
        return self.button_row(self._save)


def _labelled(words: str, widget: QWidget, parent: QWidget) -> PlainLabel:
    label = PlainLabel(words, parent)
    label.setBuddy(widget)
    return label
