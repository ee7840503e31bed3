"""The bar at the window's head: the field for searching and scanning, and who works where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton

from packbench.ui.parts.theme.plain_text import PlainLabel, on_button, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.looks import set_words_beside_icon
from packbench.ui.parts.widgets.search_field import SearchField
from packbench.words.language import tr

_FIELD_CHARACTERS = 56


@dataclass(frozen=True, slots=True)
class Choosable:
    """Something to choose in the top bar: a warehouse or a person."""

    key: str
    name: str


class TopBar(QFrame):
    """Search field on the left; warehouse, station and operator on the right.

    Attributes:
        search: the field.
        warehouse: the key of the warehouse in use; empty for all.

    Signals:
        warehouse_chosen: the key of another warehouse; empty for all.
        operator_chosen: the key of another person.
    """

    warehouse_chosen = Signal(str)
    operator_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self._theme = theme
        self.search = SearchField(theme)
        self.search.setMaximumWidth(self.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS)
        self._warehouse = self._make_choice("warehouse", tr("Warehouse"))
        self._operator = self._make_choice("user", tr("Operator"))
        self._station = PlainLabel(parent=self)
        self.warehouse = ""
        self._lay_out()
        self._draw_icons()
        theme.changed.connect(self._draw_icons)

    def set_warehouses(self, warehouses: Sequence[Choosable], current: str) -> None:
        """Offers warehouses; `current` is the key of the one in use, empty for all."""
        self.warehouse = current
        offered = [Choosable("", tr("All warehouses")), *warehouses]
        self._offer(self._warehouse, offered, current, self.warehouse_chosen.emit)

    def set_operators(self, operators: Sequence[Choosable], current: str) -> None:
        """Offers people; `current` is the key of the one at work."""
        self._offer(self._operator, operators, current, self.operator_chosen.emit)

    def set_station(self, name: str) -> None:
        """Shows the station's name."""
        self._station.setText(on_button(name).replace("&&", "&"))
        self._station.setAccessibleName(tr("Station {name}").format(name=name))

    def _make_choice(self, icon: str, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"choose_{icon}")
        button.setAccessibleName(name)
        set_tip(button, name)
        button.setProperty("look", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoDefault(False)
        button.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        button.setMenu(QMenu(button))
        button.hide()
        return button

    def _offer(
        self,
        button: QPushButton,
        offered: Sequence[Choosable],
        current: str,
        chosen: Callable[[str], None],
    ) -> None:
        menu = button.menu()
        menu.clear()
        for choice in offered:
            action = menu.addAction(on_button(choice.name))
            action.setCheckable(True)
            action.setChecked(choice.key == current)
            action.triggered.connect(lambda _, key=choice.key: chosen(key))
            if choice.key == current:
                set_words_beside_icon(button, f"{on_button(choice.name)}  ▾")
                button.setAccessibleName(f"{button.toolTip()}: {choice.name}")
        button.show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(self.search, 3)
        layout.addStretch(1)
        layout.addWidget(self._warehouse)
        station = QHBoxLayout()
        station.setSpacing(SPACE_INSIDE)
        station.addWidget(IconLabel(self._theme, "monitor", parent=self))
        station.addWidget(self._station)
        layout.addLayout(station)
        layout.addWidget(self._operator)

    def _draw_icons(self) -> None:
        self._warehouse.setIcon(self._theme.icon("warehouse"))
        self._operator.setIcon(self._theme.icon("user"))
