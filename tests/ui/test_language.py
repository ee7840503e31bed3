"""No word of the window is outside of the catalogue: screens, dialogs, menus, messages."""

import html
import itertools
import string
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from helpers.pseudo import literals
from helpers.shop import bring, settle
from helpers.shown_texts import shown_texts
from packbench.domain.customs import Gap, GapField
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.domain.rejects import RejectCode
from packbench.domain.slips import LogoTrouble
from packbench.domain.unprintable import Unprintable
from packbench.services.orders.allocating import allocate
from packbench.services.picking.releasing import release_orders
from packbench.settings import SHARED
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import always
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.workplace import Workplace
from packbench.words.faults import FAULTS
from packbench.words.files import FOREIGN, TROUBLES
from packbench.words.masters import USES
from packbench.words.order_fields import ALIKE
from packbench.words.profiles import PROFILE_TROUBLES
from packbench.words.refusals import INVALID, REFUSALS, STOCK_SHORT, sentence

LEAVE_OUT = {CommandId.QUIT}
DATA = {
    *("Packbench", "Ana", "Novak", "station", "SQLite", "PostgreSQL", "Product", "off"),
    *("Austria", "France", "Germany"),  # by Qt or Babel, which know no such language
    *(
        "Ctrl",
        "Shift",
        "Alt",
        "Return",
        "Enter",
        "Esc",
        "Del",
        "PgUp",
        "PgDown",
        "Space",
        "Up",
        "Down",
        "Left",
    ),
    *("offscreen", "Linux", "en-POSIX", "en-XA"),  # what About tells of this computer
    *(choice for setting in SHARED for choice in setting.choices),
    "en-GB",
}
"""Names of the shop's people, and what is called so in every language."""


@pytest.fixture
def found() -> Iterator[dict[str, set[str]]]:
    """The literals by where they stand; there may be none in the end."""
    wrong: dict[str, set[str]] = {}
    yield wrong
    listed = sorted(f"{where}: {sorted(words)}" for where, words in wrong.items())
    assert not listed, "\n".join(listed)


def look(found: dict[str, set[str]], top: QWidget) -> None:
    for where, text in shown_texts(top):
        note(found, where, text)


def note(found: dict[str, set[str]], where: str, text: str) -> None:
    text = html.unescape(text.removeprefix("<qt>").removesuffix("</qt>"))  # a tip as plain text
    if words := literals(text, DATA):
        found.setdefault(f"{where}: {text[:80]}", set()).update(words)


def dialogs(place: Workplace) -> list[QDialog]:
    return [one for one in place.desk.window.findChildren(QDialog) if one.isVisible()]


@pytest.fixture
def place(
    pseudo: str,  # noqa: ARG001 - the language comes first
    place: Workplace,
    found: dict[str, set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> Workplace:
    """At work in the pseudo-language; whoever is asked in a dialog of its own reads and leaves."""

    def read_and_leave(dialog: QDialog, *_: object) -> QDialog.DialogCode:
        dialog.show()
        settle()
        if not isinstance(dialog, QFileDialog):  # its words are Qt's
            look(found, dialog)
        dialog.close()
        return QDialog.DialogCode.Rejected

    def read_menu(menu: QMenu, *_: object) -> None:
        look(found, menu)

    monkeypatch.setattr(QDialog, "exec", read_and_leave)
    monkeypatch.setattr(QFileDialog, "exec", read_and_leave)
    monkeypatch.setattr(QMenu, "exec", read_menu)
    return place


@pytest.mark.parametrize("tab", [tab.key for tab in TABS])
def test_a_tab_and_all_its_dialogs(place: Workplace, tab: str, found: dict[str, set[str]]) -> None:
    allocate(place.context)
    release_orders(place.context, ["SO-1002"])
    window = place.desk.window
    shown = bring(place, tab)
    look(found, window)
    if isinstance(shown, RecordPage) and len(shown.pane.model):
        shown.pane.view.show_row(0)
        settle()
    look(found, window)
    # What can be done at all times shows the same wherever it is done: once is enough.
    known = {
        spec.id
        for spec in window.registry.specs()
        if tab == TABS[0].key or spec.enabled_when is not always
    }
    for command in CommandId:
        if command in LEAVE_OUT or command not in known:
            continue
        action = window.registry.action(command)
        if not action.isEnabled():
            continue
        action.trigger()
        settle()
        for dialog in dialogs(place):
            if not isinstance(dialog, QFileDialog):
                look(found, dialog)
            dialog.reject()
        settle()
        window.tabs.go_to(tab)
        settle()
    look(found, window)
    for message in window.messages.past():
        note(found, "message", message.text)
    QApplication.clipboard().clear()


def test_refusals_and_faults(pseudo: str, desk: Desk, found: dict[str, set[str]]) -> None:  # noqa: ARG001
    forms = [[text] if isinstance(text, str) else text[:2] for text in REFUSALS.values()]
    texts = [*itertools.chain(*forms), *FAULTS.values()]
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    codes = {"why": Said.CHANGED_NOTHING, "fence": "out_of_stock", "kind": "X1"}
    lists: dict[str, object] = {"places": ["X1"], "lots": ["X1"], "most": "X1"}
    lists |= {"gaps": [Gap(one, "X1").code for one in GapField]}
    lists |= {"differs": list(ALIKE), "uses": list(USES), "reject": RejectCode.REQUIRED}
    wrong = {"code": RejectCode.REQUIRED, "column": "city", "value": "X1", "params": {}, "line": 0}
    changes = [
        {"column": "city", "here": "X1", "line": 0},
        {"column": "quantity", "here": "", "line": 1},
        {"column": "quantity", "here": None, "line": 1},
    ]
    bench = {"weight_g": 1, "expected_g": 2, "reading": None, "trouble": "not_set"}
    filled = dict.fromkeys([*names, "told", "place", "location", "row", "own"], "X1")
    params: dict[str, object] = {**filled, **codes, **lists, **bench}
    broken = {"name": "X1", "columns": ["X1"], "system": "ENOENT", "technical": "X1"}
    cases: dict[Code, list[dict[str, object]]] = {
        Code.LETTERS_WITHOUT_FONT: [{"documents": [Unprintable("X1", "X1", ["X1"])], "why": ""}],
        Code.PROFILE_BROKEN: [{"reason": reason, **broken} for reason in PROFILE_TROUBLES],
        Code.BAD_PACK: [
            {"reject": reject, "params": {"part": "X1", "barcode": "X1"}}
            for reject in (RejectCode.NO_PACK, RejectCode.PACK_TWICE, RejectCode.PACK_IS_SKU)
        ],
        Code.INVALID: [{"field": field} for field in INVALID],
        Code.BAD_FIELDS: [
            {"faults": [wrong, wrong | {"line": 1, "column": "quantity"}], "why": ""}
        ],
        Code.EDITED_MEANWHILE: [{"changes": changes, "why": ""}],
        Code.NOT_ENOUGH_STOCK: [{"state": state} for state in STOCK_SHORT],
        Code.FILE_KIND: [{"kind": kind} for kind in FOREIGN],
        Code.LOGO: [{"trouble": trouble} for trouble in LogoTrouble],
        Code.CANNOT_WRITE: [
            {"reason": reason, "count": 2, "row": 1, "endings": "X1"} for reason in TROUBLES
        ],
    }
    for code, values in cases.items():
        for case in values:
            note(found, str(case), sentence(Refusal(code, **params | case)))
    of_parts = {Code.LETTERS_WITHOUT_FONT, Code.PROFILE_BROKEN, Code.BAD_PACK}
    of_parts |= {Code.BAD_FIELDS, Code.EDITED_MEANWHILE}
    for code in Code:
        if code not in of_parts:
            note(found, code, sentence(Refusal(code, **params)))
    for fault in FaultCode:
        note(found, fault, sentence(EnvironmentFault(fault, **params)))
    desk.window.errors.show(Refusal(Code.BUSY))
    desk.window.errors.show(EnvironmentFault(FaultCode.DISK_FULL))
    look(found, desk.window)
