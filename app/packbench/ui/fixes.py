"""What a piece of advice leads to: the command that does it, filled in, or the record it names.

A fix is one entry of `_FIXES` or `_BY_REASON`. A command is named by its id's text, so that one
that a window does not have has no button.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from packbench.domain.orders import Reason
from packbench.domain.outcomes import Note, Said
from packbench.services.office.history import RecordKind, record_id
from packbench.services.orders.advice import Advice
from packbench.ui.parts.commands.registry import Filled
from packbench.ui.parts.theme.plain_text import on_button, set_tip
from packbench.ui.parts.theme.tokens import SPACE
from packbench.ui.parts.widgets.flow_layout import FlowLayout
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

Fills = Callable[[Advice, Note], Filled]
"""From a line that waits and its advice to what stands in the command's fields."""


def _nothing(_: Advice, __: Note) -> Filled:
    return {}


def _warehouse_and_country(_: Advice, fix: Note) -> Filled:
    return {key: str(fix.params[key] or "") for key in ("warehouse", "country")}


def _sku_and_warehouse(advice: Advice, fix: Note) -> Filled:
    found: dict[str, str | int] = {"sku": advice.sku, "quantity": advice.quantity}
    warehouse = fix.params.get("warehouse")
    return found | ({"warehouse": warehouse} if isinstance(warehouse, str) else {})


_FIXES: Mapping[Said, Sequence[tuple[str, Fills]]] = {
    Said.RESUME_IT: [("resume_back_orders", _nothing)],
    Said.VERIFY_IT: [("verify_orders", _nothing)],
    Said.GIVE_IT_A_COUNTRY: [("edit_order", lambda *_: {"field": "country"})],
    Said.MARKED_BY_HAND: [("back_to_ship", _nothing)],
    Said.MARKED_FOR_LATER: [("back_to_ship", _nothing)],
    Said.THERE_FOR_IT: [("back_to_ship", _nothing)],
    Said.MANY_WAIT_BEFORE: [("purchase_missing", _nothing), ("prioritize_back_orders", _nothing)],
    Said.ALLOW_PARTS: [("ship_what_is_here", _nothing)],
    Said.ALLOW_WAREHOUSES: [("max_warehouses", _nothing)],
    Said.OPEN_WAREHOUSE: [("edit_warehouse", _warehouse_and_country)],
    Said.LOWER_SAFETY_STOCK: [("edit_stock", _sku_and_warehouse)],
    Said.TAKE_FROM_LATER: [("take_from_later", _nothing)],
    Said.ON_ORDER_FOR_OTHERS: [("purchase_missing", _nothing)],
    Said.ON_ORDER_ELSEWHERE: [("purchase_missing", _nothing), ("reroute_back_orders", _nothing)],
    Said.NOTHING_ON_ORDER: [
        ("purchase_missing", _nothing),
        ("update_sku", lambda advice, _: {"old": advice.sku}),
        ("receive_stock", _sku_and_warehouse),
    ],
}
"""By the code of a piece of advice: ids of commands, and what is filled in."""

_BY_REASON: Mapping[str, Sequence[tuple[str, Fills]]] = {
    Reason.NOT_STOCKED.value: [("stock_product", _sku_and_warehouse)],
}
"""The same, by why the line waits."""

_OF_PURCHASE_ORDERS = frozenset({Said.COMES_ON, Said.COMES_BY_LEAD_TIME, Said.COMES_SOME_DAY})


def fix_buttons(place: Workplace, advice: Advice) -> QWidget | None:
    """A button for everything that is advised for a line; None where no command does it."""
    buttons = [
        *(button for fix in advice.fixes for button in _of_fix(place, advice, fix)),
        *_of_commands(place, _BY_REASON.get(advice.reason, ()), advice, Note(Said.NOTHING_GIVEN)),
    ]
    if not buttons:
        return None
    row = QWidget()
    layout = FlowLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    for button in {button.objectName(): button for button in buttons}.values():
        layout.addWidget(button)
    return row


def _of_fix(place: Workplace, advice: Advice, fix: Note) -> list[QPushButton]:
    if fix.code in _OF_PURCHASE_ORDERS:
        return [_to_purchase_order(place, str(fix.params["number"]))]
    known = _FIXES.get(fix.code, ()) if isinstance(fix.code, Said) else ()
    return _of_commands(place, known, advice, fix)


def _of_commands(
    place: Workplace, known: Sequence[tuple[str, Fills]], advice: Advice, fix: Note
) -> list[QPushButton]:
    registry = place.desk.window.registry
    found: list[QPushButton] = []
    for name, fills in known:
        command = registry.known(name)
        if command is not None:
            run = partial(registry.run_filled, command, fills(advice, fix))
            found.append(FixButton(registry.action(command), run))
    return found


class FixButton(QPushButton):
    """Runs a command with its fields filled in; it can be pressed when the command can be run."""

    def __init__(self, action: QAction, run: Callable[[], object]) -> None:
        super().__init__()
        self._action = action
        self.setObjectName(f"fix_{action.objectName()}")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda _: run())
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setText(self._action.text())
        set_tip(self, self._action.toolTip())
        self.setEnabled(self._action.isEnabled())


def _to_purchase_order(place: Workplace, number: str) -> QPushButton:
    button = QPushButton(on_button(tr("Go to {name}").format(name=number)))
    button.setObjectName(f"fix_to_{number}")
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def go(purchase_order_id: int) -> None:
        place.open_record("purchase_orders", purchase_order_id)

    button.clicked.connect(
        lambda _: place.desk.runner.read(
            "find",
            lambda: record_id(place.context, RecordKind.PURCHASE_ORDER, number),
            go,
            owner=place.desk.window,
        )
    )
    return button
