"""What the shell asks of a screen."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from packbench.ui.parts.commands.registry import Placement


@dataclass(frozen=True, slots=True)
class Selected:
    """What commands work on: how many records, and their states as far as known."""

    count: int = 0
    states: frozenset[str] = frozenset()


class Page(QWidget):
    """A screen in a tab. What a screen has no use for does nothing.

    Attributes:
        commands: everything that can be done with its records: its menus.
        beside_tabs: those of the page as a whole, as buttons while it is in front.
        view: which of several views of its tab it is, for commands.
        totals: what the chosen rows come to, in words.
        acts_as: the tab that commands take it for, where its records are not those of its own tab.

    Signals:
        selection_changed: ask `selected` again.
        refused: what is wanted instead of what was typed.
        found: rows are there for what was typed.
        summed: other rows are chosen, or what they come to is known.
    """

    selection_changed = Signal()
    refused = Signal(str)
    found = Signal()
    summed = Signal()
    commands: Placement = ()
    beside_tabs: Placement = ()
    view: str = ""
    acts_as: str = ""
    totals: str = ""

    @property
    def front(self) -> "Page":
        """The page that is worked with: itself, or that of its views which is in front."""
        return self

    def selected(self) -> Selected:
        """What is selected."""
        return Selected()

    def activate(self) -> None:
        """The page comes to the front."""

    def refresh(self) -> None:
        """Reads again what is shown (F5)."""

    def focus_filter(self) -> None:
        """Puts the keyboard into the filter."""

    def clear_filter(self) -> None:
        """Filters by nothing."""

    def ask_for_order(self) -> None:
        """Asks what the rows are to be sorted by."""

    def ask_for_columns(self) -> None:
        """Asks which columns are to be shown, and in which order."""

    def copy_rows(self) -> None:
        """Puts the selected rows on the clipboard."""

    def copy_cell(self) -> None:
        """Puts one cell on the clipboard."""

    def show_details(self, *, shown: bool) -> None:
        """Shows or hides the details."""

    def remember(self) -> None:
        """Keeps sizes, filter and selection for the next time."""
