"""Rules for orders in the window, by keys: written, tried, switched on, moved, taken back."""

import os
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from helpers.shop import open_dialog, press, run, settle, type_into, wait_for
from packbench.domain.order_rules import RuleBody, RuleEvent
from packbench.domain.rule_texts import read_action
from packbench.services.rules import keeping
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.screens.rules.dialog import OrderRulesDialog
from packbench.ui.screens.rules.form import RuleForm
from packbench.ui.screens.rules.trial import TrialDialog
from packbench.ui.workplace import Workplace

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
D = TypeVar("D", bound=QDialog)


def shown(place: Workplace, name: str, kind: type[D]) -> D:
    def is_there() -> bool:
        found = place.desk.window.findChildren(QDialog, name)
        return any(one.isVisible() for one in found)

    wait_for(is_there)
    found = open_dialog(place, name)
    assert isinstance(found, kind)
    if folder := os.environ.get("RULES_SHOTS"):
        settle()
        found.grab().save(f"{folder}/{name}.png")
    return found


def tab_to(dialog: QDialog, name: str) -> QWidget:
    for _ in range(40):
        focused = dialog.focusWidget()
        if focused is not None and focused.accessibleName() == name:
            return focused
        press(dialog, Qt.Key.Key_Tab)
    raise AssertionError(name)


def test_a_rule_is_written_tried_switched_on_moved_and_taken_back(place: Workplace) -> None:
    def names() -> list[tuple[str, bool]]:
        return [(one.name, one.active) for one in keeping.rules(place.context)]

    run(place, CommandId.RULES)
    listed = shown(place, "rules_dialog", OrderRulesDialog)
    press(listed, Qt.Key.Key_Insert)
    form = shown(place, "rule_form", RuleForm)
    type_into(form, "Abroad")
    press(form, Qt.Key.Key_C, ALT)  # a condition: of the channel, at first
    wait_for(lambda: len(form.conditions) == 1)
    press(form, Qt.Key.Key_Down)
    tab_to(form, "Value")
    type_into(form, "ATT")
    press(form, Qt.Key.Key_Tab)
    tab_to(form, "Value")
    type_into(form, "Ask")
    press(form, Qt.Key.Key_Return)
    wait_for(lambda: "ATT" in form.answer)
    assert names() == []
    form.conditions[0].value.setFocus()
    press(form, Qt.Key.Key_Backspace)
    press(form, Qt.Key.Key_T, ALT)
    trial = shown(place, "rule_trial_dialog", TrialDialog)
    assert trial.told == "“Abroad”: 1 of the last 5 orders. 4 orders stay as they are."
    press(trial, Qt.Key.Key_Escape)
    form.activateWindow()
    settle()
    press(form, Qt.Key.Key_S, ALT)
    wait_for(lambda: names() == [("Abroad", False)])
    listed.activateWindow()
    wait_for(lambda: listed.in_hand is not None)
    press(listed, Qt.Key.Key_W, ALT)
    trial = shown(place, "rule_trial_dialog", TrialDialog)
    press(trial, Qt.Key.Key_Return)
    wait_for(lambda: names() == [("Abroad", True)])
    wait_for(lambda: "is on" in listed.answer)
    listed.activateWindow()
    settle()
    press(listed, Qt.Key.Key_Z, CTRL)
    wait_for(lambda: names() == [("Abroad", False)])
    wait_for(lambda: "Taken back" in listed.answer)


def test_what_somebody_changed_meanwhile_is_not_written_over_unseen(place: Workplace) -> None:
    context = place.context
    ask = RuleBody("Ask", RuleEvent.IMPORT, (), (read_action("tag=a"),))
    keeping.create(context, ask)
    run(place, CommandId.RULES)
    listed = shown(place, "rules_dialog", OrderRulesDialog)
    press(listed, Qt.Key.Key_Return)
    form = shown(place, "rule_form", RuleForm)
    keeping.edit(context, "Ask", replace(ask, actions=(read_action("tag=b"),)))
    type_into(form, "Mine")
    press(form, Qt.Key.Key_S, ALT)
    wait_for(lambda: "Somebody changed rule “Ask” meanwhile." in form.answer)
    assert keeping.rule(context, "Ask").body.actions == (read_action("tag=b"),)
    assert form.name.text() == "Mine"
    press(form, Qt.Key.Key_S, ALT)
    wait_for(lambda: [one.name for one in keeping.rules(context)] == ["Mine"])
    assert keeping.rule(context, "Mine").body.actions == ask.actions
