"""The commands on purchase orders, each declared once."""

from collections.abc import Sequence
from typing import Any

from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.engine.undo.undoer import Undoer
from packbench.services.commands.declaration import Asked, Asks, Declaration, Run, Values
from packbench.services.purchasing import cloning, milestones
from packbench.services.purchasing.drop_ship_states import (
    UNDO_SENT,
    SupplierSent,
    note_shipped,
    parsed_units,
)
from packbench.services.purchasing.orders import MOVES, UNDO_MADE, UNDO_STATUS, change_states
from packbench.words.purchase_commands import ON_PURCHASES


def _brings(action: str) -> Run:
    def run(context: Context, numbers: Sequence[str], _: Values, how: How) -> Results:
        return change_states(context, numbers, action, how=how)

    return run


def _declared(
    name: str,
    look: tuple[str, str],
    run: Run,
    undo: Undoer[Any],
    states: frozenset[Status],
    *fields: Asked,
) -> Declaration:
    icon, keys = look
    return Declaration(
        name, icon, keys, run, undo, fields=fields, states=states, told=ON_PURCHASES[name]
    )


def _move(action: str, icon: str, keys: str = "") -> Declaration:
    states, _ = MOVES[action]
    return _declared(f"po.{action}", (icon, keys), _brings(action), UNDO_STATUS, states)


AUTHORIZE = _move("authorize", "circle-check", "Alt+Shift+Q")
SEND = _move("send", "send", "Alt+Shift+W")
CANCEL = _move("cancel", "circle-x")
VOID = _move("void", "ban")
RESTORE = _move("restore", "undo-2")
CLOSE = _move("close", "package-check")
CLONE = _declared(
    "po.clone",
    ("copy", ""),
    lambda context, numbers, _, how: cloning.clone(context, numbers, how=how),
    UNDO_MADE,
    frozenset(Status),
)


def _milestone(context: Context, numbers: Sequence[str], values: Values, how: How) -> Results:
    day = None if values.is_on("no_day") else values.day("day")
    return milestones.set_milestone(context, numbers, values.needed("milestone"), day, how=how)


MILESTONE = _declared(
    "po.milestone",
    ("truck", ""),
    _milestone,
    milestones.UNDO_MILESTONES,
    milestones.ON_ITS_WAY,
    Asked("milestone", Asks.MILESTONE),
    Asked("day", Asks.DAY),
    Asked("no_day", Asks.CHECK, "no_milestone"),
)
ATTACH = _declared(
    "po.attach",
    ("file-input", ""),
    lambda context, numbers, values, how: milestones.attach(
        context, numbers, values.needed("path"), remove=values.is_on("remove"), how=how
    ),
    milestones.UNDO_ATTACHMENT,
    frozenset(Status),
    Asked("path", Asks.TEXT),
    Asked("remove", Asks.CHECK, "remove_path"),
)


def _shipped(context: Context, numbers: Sequence[str], values: Values, how: How) -> Results:
    units = parsed_units(values.parts("sent_units"))
    said = SupplierSent(values.text("carrier"), values.text("tracking"), units)
    return note_shipped(context, numbers, said, how=how)


SHIPPED = _declared(
    "po.shipped",
    ("package-check", ""),
    _shipped,
    UNDO_SENT,
    frozenset({Status.SENT, Status.PART_RECEIVED}),
    Asked("carrier", Asks.TEXT),
    Asked("tracking", Asks.TEXT),
    Asked("sent_units", Asks.TEXT),
)

PURCHASE_COMMANDS = (
    *(AUTHORIZE, SEND, SHIPPED, CANCEL, VOID, RESTORE, CLOSE, CLONE, MILESTONE, ATTACH),
)
"""In the order of the menus."""
