import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.palette import CommandPalette, matching
from packbench.ui.parts.commands.registry import DuplicateCommandError
from packbench.ui.parts.commands.spec import (
    CommandContext,
    CommandSpec,
    UnsafeShortcutError,
    is_scan_safe,
)


@pytest.mark.parametrize(
    "shortcut", ["F9", "Shift+F2", "Ctrl+K", "Alt+N", "Ctrl+Shift+C", "Ctrl++", "Ctrl+-", "Ctrl+1"]
)
def test_f_keys_and_chords_are_safe_from_scans(shortcut: str) -> None:
    assert is_scan_safe(shortcut)


@pytest.mark.parametrize(
    "shortcut",
    ["A", "1", "Space", "Return", "Enter", "Tab", "Shift+A", "Del", "Esc", "Ctrl+]", "F", "Meta+K"],
)
def test_what_a_scanner_types_is_no_shortcut(shortcut: str) -> None:
    assert not is_scan_safe(shortcut)
    with pytest.raises(UnsafeShortcutError):
        CommandSpec(CommandId.FIND, "Find", lambda: None, shortcut=shortcut)


def test_no_command_of_the_window_has_a_bare_key(desk: Desk) -> None:
    sequences = [
        action.shortcut().toString()
        for spec in desk.window.registry.specs()
        for action in [desk.window.registry.action(spec.id)]
        if not action.shortcut().isEmpty()
    ]
    assert len(sequences) >= 15
    assert [keys for keys in sequences if not is_scan_safe(keys)] == []


def test_every_command_has_words_and_its_id_as_name(desk: Desk) -> None:
    for spec in desk.window.registry.specs():
        action = desk.window.registry.action(spec.id)
        assert action.objectName() == spec.id
        assert action.text()


def test_an_id_or_shortcut_is_given_once(desk: Desk) -> None:
    registry = desk.window.registry
    before = len(registry.specs())
    with pytest.raises(DuplicateCommandError):
        registry.add([CommandSpec(CommandId.FIND, "Find", lambda: None)])
    assert len(registry.specs()) == before


def test_actions_follow_the_context(desk: Desk) -> None:
    registry = desk.window.registry
    copy = registry.action(CommandId.COPY_ROWS)
    registry.refresh(CommandContext(selected=0))
    assert not copy.isEnabled()
    registry.refresh(CommandContext(selected=2))
    assert copy.isEnabled()
    assert CommandId.UNDO not in [spec.id for spec in registry.enabled()]


def test_the_palette_finds_by_parts_of_words() -> None:
    specs = [
        CommandSpec(CommandId.FIND, "Scan or search", lambda: None),
        CommandSpec(CommandId.REFRESH, "Refresh", lambda: None, tip="Read again"),
        CommandSpec(CommandId.QUIT, "Quit", lambda: None),
    ]
    assert [spec.id for spec in matching(specs, "r")] == [CommandId.REFRESH, CommandId.FIND]
    assert [spec.id for spec in matching(specs, "aga rea")] == [CommandId.REFRESH]
    assert matching(specs, "xyz") == []


def test_the_palette_runs_with_the_keyboard_alone(desk: Desk, qtbot: QtBot) -> None:
    palette = CommandPalette(desk.window.registry, desk.theme, desk.window)
    qtbot.addWidget(palette)
    palette.show()
    QTest.keyClicks(palette._field, "look")
    QTest.keyClick(palette._field, Qt.Key.Key_Down)
    QTest.keyClick(palette._field, Qt.Key.Key_Return)
    assert palette.chosen is not None
    assert palette.chosen.id == CommandId.SCHEME_LIGHT


def test_the_palette_has_what_comes_while_it_is_open(desk: Desk, qtbot: QtBot) -> None:
    """The commands of the database come one list after the other while the window starts."""
    registry = desk.window.registry
    palette = CommandPalette(registry, desk.theme, desk.window)
    qtbot.addWidget(palette)
    palette.show()
    QTest.keyClicks(palette._field, "look")
    QTest.keyClick(palette._field, Qt.Key.Key_Down)
    registry.add([CommandSpec(CommandId.IMPORT, "Look into a file", lambda: None)])
    shown = [palette._list.topLevelItem(row) for row in range(palette._list.topLevelItemCount())]
    assert "Look into a file" in [one.text(0) for one in shown if one]
    QTest.keyClick(palette._field, Qt.Key.Key_Return)  # what was chosen stays so
    assert palette.chosen is not None
    assert palette.chosen.id == CommandId.SCHEME_LIGHT


def test_nothing_is_chosen_when_the_palette_is_left(desk: Desk, qtbot: QtBot) -> None:
    palette = CommandPalette(desk.window.registry, desk.theme, desk.window)
    qtbot.addWidget(palette)
    palette.show()
    QTest.keyClick(palette._field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert palette.chosen is None
