"""Escape asks before it throws away what was typed into a form, and only then."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpers.shop import page, press, run, select, settle, type_into, wait_for
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.key_dialog import KeyDialog, ThrowAwayQuestion
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")


def front(name: str) -> KeyDialog:
    """The form of that name, in front."""
    wait_for(lambda: bool(_shown(name)))
    [form] = _shown(name)
    form.activateWindow()
    settle()
    return form


def _shown(name: str) -> list[KeyDialog]:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, KeyDialog)]
    return [one for one in found if one.objectName() == name and one.isVisible()]


def new_order(place: Workplace) -> KeyDialog:
    page(place, "orders")
    run(place, CommandId.NEW_ORDER)
    return front("order_dialog")


def product(place: Workplace) -> KeyDialog:
    select(page(place, "inventory"), "TEA-1")
    run(place, CommandId.SHOW_PRODUCT)
    return front("bulk_dialog")


def new_rule(place: Workplace) -> KeyDialog:
    if not _shown("rules_dialog"):
        run(place, CommandId.RULES)
    press(front("rules_dialog"), Qt.Key.Key_Insert)
    return front("rule_form")


@pytest.mark.parametrize("opened", [new_order, product, new_rule])
def test_only_what_was_typed_is_asked_about(
    place: Workplace, opened: Callable[[Workplace], KeyDialog]
) -> None:
    form = opened(place)
    name = form.objectName()
    press(form, Qt.Key.Key_Escape)
    wait_for(lambda: not _shown(name) and not _shown("throw_away_question"))
    form = opened(place)
    before = form.form_state()
    type_into(form, "abc")
    typed = form.form_state()
    assert typed != before
    press(form, Qt.Key.Key_Escape)
    asking = front("throw_away_question")
    assert isinstance(asking, ThrowAwayQuestion)
    if PICTURES:
        asking.grab().save(str(Path(PICTURES) / f"throw-away-{name}.png"))
    press(asking, Qt.Key.Key_Return)  # keeps editing
    wait_for(lambda: not _shown("throw_away_question"))
    assert front(name).form_state() == typed
    press(form, Qt.Key.Key_Escape)
    press(front("throw_away_question"), Qt.Key.Key_Escape)  # as well
    wait_for(lambda: not _shown("throw_away_question"))
    assert front(name).form_state() == typed
    press(form, Qt.Key.Key_Escape)
    press(front("throw_away_question"), Qt.Key.Key_Delete)
    wait_for(lambda: not _shown(name))
