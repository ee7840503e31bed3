"""What channels see of a product: why, another rule tried, the rule kept, by real keys."""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import import_text, open_dialog, press, run, settle, type_into, wait_for
from packbench.services.masters.kinds import CHANNEL_RULES
from packbench.services.masters.reading import find_records
from packbench.services.masters.saving import create
from packbench.services.stock.changes import Receipt, receive
from packbench.ui.masters.listing import MastersDialog
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.rule_history import RuleHistoryDialog
from packbench.ui.screens.channels.dialog import SightDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


def shot(place: Workplace, dialog: QWidget, name: str) -> None:
    """Pictures for a person to look at; none in a usual run."""
    for scheme in Scheme if PICTURES else ():
        place.desk.theme.choose(QApplication.instance(), scheme)  # type: ignore[arg-type]
        settle()
        dialog.grab().save(f"{PICTURES}/{name}-{scheme.value}.png")


def shown_sight(place: Workplace, tmp_path: Path) -> SightDialog:
    """What channels see of a product, opened by keys: `market` shows half of it."""
    context = place.context
    import_text(context, tmp_path, "channels", "channel\nshop\nmarket\n")
    rules = "channel,sku,rule,value\nmarket,,percent,50\n"
    import_text(context, tmp_path, "channel-rules", rules)
    receive(context, Receipt("GRZ", "MUG-2", 21))
    place.desk.window.activateWindow()
    press(place.desk.window, Qt.Key.Key_S, ALT_SHIFT)
    dialog = open_dialog(place, "channel_sight")
    assert isinstance(dialog, SightDialog)
    type_into(dialog, "MUG-2")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: len(dialog.channels.rows.shown) == 2)
    return dialog


def test_a_rule_is_tried_and_kept(place: Workplace, tmp_path: Path) -> None:
    dialog, context = shown_sight(place, tmp_path), place.context
    market, shop = dialog.channels.rows.shown
    assert (market.channel, shop.channel) == ("market", "shop")
    assert shop.total
    assert market.number == shop.total // 2
    assert shop.number == shop.total
    shot(place, dialog, "channel-sight")
    for box, line, words in (
        (dialog._rule, dialog._value, "3"),
        (dialog._min_rule, dialog._min_value, "1"),
    ):
        box.setCurrentIndex(2)
        line.setFocus()
        type_into(dialog, words)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "Tried" in dialog.told)
    assert [one.number for one in dialog.channels.rows.shown] == [3, 3]
    shot(place, dialog, "channel-sight-tried")
    dialog.channels.setFocus()
    press(dialog.channels, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    form = form_in_front()
    wait_for(lambda: form.verdict == "2 would be done")
    shot(place, form, "channel-rule-form")
    press(form, Qt.Key.Key_Return)
    wait_for(lambda: bool(find_records(context, CHANNEL_RULES, "MUG-2")))
    (kept,) = find_records(context, CHANNEL_RULES, "MUG-2")
    assert (kept["channel"], kept["rule"], kept["value"]) == ("shop", "max", "3")
    assert (kept["min_rule"], kept["min_value"]) == ("max", "1")
    wait_for(lambda: dialog.has_own_rule("shop") or bool(dialog.channels.rows.shown))
    dialog.reject()
    run(place, CommandId.MASTER_CHANNEL_RULES)
    masters = open_dialog(place, "masters_dialog")
    assert isinstance(masters, MastersDialog)
    wait_for(lambda: masters.pane.model.rowCount() == 2 and masters.in_hand is not None)
    shot(place, masters, "channel-rules")


def test_the_history_of_rules_is_shown_and_asked_for(place: Workplace, tmp_path: Path) -> None:
    rules = "channel,sku,rule,value,min_rule,min_value\n"
    import_text(place.context, tmp_path, "channel-rules", f"{rules}market,,percent,50,,\n")
    words = {"channel": "shop", "sku": "MUG-2", "rule": "max", "value": "3"}
    import_text(place.context, tmp_path, "channels", "channel\nshop\n")
    create(place.context, CHANNEL_RULES, words | {"min_rule": "max", "min_value": "1"})
    run(place, CommandId.MASTER_CHANNEL_RULES)
    masters = open_dialog(place, "masters_dialog")
    assert isinstance(masters, MastersDialog)
    wait_for(lambda: masters.pane.model.rowCount() == 2 and masters.in_hand is not None)
    masters.activateWindow()
    settle()
    press(masters, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: bool(visible_histories(place)))
    [history] = visible_histories(place)
    assert masters.in_hand is not None
    assert history.filter().channel == masters.in_hand.values["channel"]
    history.activateWindow()
    settle()
    for field in (history.channel, history.sku):
        field.clear()
    press(history, Qt.Key.Key_Return)
    wait_for(lambda: history.table.rows.rowCount() == 2)
    shot(place, history, "rule-history")
    assert history.told == "2 changes, the last first."
    assert row_texts(history, 0)[2:] == [
        *("shop", "MUG-2", "", "no rule", "at most 3; at the minimum at most 1", "Rule made"),
    ]
    history.activateWindow()
    history.channel.setText("shp")
    press(history, Qt.Key.Key_Return)
    wait_for(lambda: "shp" in history.told)
    assert history.table.rows.rowCount() == 0
    history.reject()
    masters.reject()
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: bool(visible_histories(place)))
    visible_histories(place)[0].reject()


def visible_histories(place: Workplace) -> list[RuleHistoryDialog]:
    """The histories of rules that are open."""
    found = place.desk.window.findChildren(RuleHistoryDialog)
    return [one for one in found if one.isVisible()]


def row_texts(history: RuleHistoryDialog, row: int) -> list[str]:
    """What a row of the history says."""
    rows = history.table.rows
    return [str(rows.index(row, column).data()) for column in range(rows.columnCount())]


def form_in_front() -> BulkDialog:
    """The form that was opened."""
    wait_for(lambda: _form() is not None)
    found = _form()
    assert found is not None
    return found


def _form() -> BulkDialog | None:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, BulkDialog)]
    return next((one for one in found if one.isVisible()), None)
