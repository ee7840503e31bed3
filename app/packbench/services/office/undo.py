"""Taking a command back: by a compensating command of its own, while that is still possible.

The ledger is never edited. What taking a command back needs was written down with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from packbench.db.queries.records.commands import (
    command_row,
    find_command_id,
    is_undone,
    last_command,
)
from packbench.db.queries.records.order_rules import commands_of_event
from packbench.db.queries.records.stock_places import forget_count
from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Said
from packbench.domain.picking import SORTED
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.rejoining import UNDO_TAKEN_OUT
from packbench.engine.short_picks import put_on_count_list_again
from packbench.engine.undo.changed_since import as_typed
from packbench.engine.undo.copies import UNDO_COPIES
from packbench.engine.undo.remembered import OrdersChange
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.sweeps import UNDO_SWEEP
from packbench.engine.undo.taking_back import UNDO_ORDERS, take_back_stock
from packbench.engine.undo.undoer import Undoer
from packbench.services.channels.excluding import EXCLUDING
from packbench.services.channels.verifying import UNDO_CHANNELS
from packbench.services.commands.orders import ORDER_COMMANDS
from packbench.services.counting.undoers import COUNT_UNDOERS
from packbench.services.importing.mappings_kept import UNDO_MAPPINGS
from packbench.services.importing.undoing import IMPORTS, UNDO_IMPORT
from packbench.services.masters.custom_fields import UNDO_FIELDS
from packbench.services.masters.saving import MASTER_COMMANDS
from packbench.services.masters.stocking import STOCKING
from packbench.services.office.settings import UNDO_SETTINGS
from packbench.services.office.views import UNDO_VIEWS, VIEW_COMMANDS
from packbench.services.orders.editing import UNDO_EDIT
from packbench.services.orders.entering import UNDO_ENTERED
from packbench.services.packing.boxes import UNDO_BOXES
from packbench.services.packing.checks import UNDO_CHECKS
from packbench.services.packing.closing import UNDO_CLOSE, UNDO_REOPEN
from packbench.services.packing.opening import UNDO_OPENING
from packbench.services.packing.parcel_again import UNDO_PARCEL_AGAIN, UNDO_TAKEN_OUT_OF_PARCEL
from packbench.services.packing.parcels import UNDO_NEXT, UNDO_PARCEL
from packbench.services.packing.photos import UNDO_PHOTO
from packbench.services.packing.rules import UNDO_RULES
from packbench.services.packing.scanning import UNDO_SCANS, UNDO_TAKING_BACK
from packbench.services.packing.second_checks import UNDO_CHECK
from packbench.services.packing.weighing import UNDO_OVERRULING
from packbench.services.picking.cancelling import UNDO_WAVES
from packbench.services.picking.changing import UNDO_ADDED
from packbench.services.picking.confirming import UNDO_PICKS
from packbench.services.picking.drawing import UNDO_DRAWING
from packbench.services.picking.layouts import UNDO_LAYOUT
from packbench.services.picking.sorting import UNDO_SORTED
from packbench.services.products.customs import UNDO_CUSTOMS
from packbench.services.products.pictures import UNDO_PICTURE
from packbench.services.products.teaching import UNDO_TEACHING
from packbench.services.purchasing.drop_ship_states import UNDO_SENT
from packbench.services.purchasing.edited_states import UNDO_PURCHASE_EDIT
from packbench.services.purchasing.milestones import UNDO_ATTACHMENT, UNDO_MILESTONES
from packbench.services.purchasing.orders import STATUS_COMMANDS, UNDO_MADE, UNDO_STATUS
from packbench.services.purchasing.receiving import UNDO_RECEIPT
from packbench.services.receiving.undoers import RECEIVING_UNDOERS
from packbench.services.reordering.drafting import AUTO, DRAFT
from packbench.services.reordering.rules import SET_RULES
from packbench.services.replenishing.undoers import REPLENISH_UNDOERS
from packbench.services.rules.daily import UNDO_DAILY
from packbench.services.rules.forgetting import forget_acts
from packbench.services.rules.keeping import RULE_COMMANDS, UNDO_ORDER_RULES
from packbench.services.scales import UNDO_SCALE
from packbench.services.scanners import UNDO_SCANNER
from packbench.services.serving.tokens import MADE_TOKEN, UNDO_TOKEN
from packbench.services.shipping.manifests import UNDO_MANIFEST
from packbench.services.shipping.many import UNDO_SHIPPED_MANY, UNDO_VOIDED_MANY
from packbench.services.shipping.methods import UNDO_METHODS
from packbench.services.shipping.sending import UNDO_SENDING, UNDO_VOIDING
from packbench.services.shipping.tracking import UNDO_TRACKING
from packbench.services.slips.templates import UNDO_SLIPS
from packbench.services.stock.levels import STOCK_LEVELS
from packbench.services.stock.packs import UNDO_PACKS
from packbench.services.transfers.undoers import TRANSFER_UNDOERS


@dataclass(frozen=True, slots=True)
class Undone:
    """The command that was taken back."""

    command: int
    name: str
    at: datetime


def undo(context: Context, command_id: int | None = None, *, key: str | None = None) -> Undone:
    """Takes back a command, or this station's last one.

    Refuses `cannot_undo` with the reason: it was taken back already, its stock is promised, or it
    is of a kind that can't be taken back; then the last one that can be is named.
    """

    def work(transaction: Transaction) -> Undone:
        connection = transaction.connection
        chosen = _last(connection, context.station) if command_id is None else command_id
        row = command_row(connection, chosen)
        try:
            _refuse_never(transaction, row, None if command_id else context.station)
            if not is_undone(connection, row.id):
                _take_back_rules(context, transaction, row.id)
            _take_back(transaction, row)
        except Refusal as refusal:
            if refusal.code is not Code.CANNOT_UNDO:
                raise
            which = {"name": as_typed(row.name), "command": row.id}
            raise Refusal(Code.CANNOT_UNDO, **{**refusal.params, **which}) from None
        return Undone(row.id, row.name, row.at)

    return run_command(context, Call("undo", {"command": command_id}, key), Undone, work)


def _last(connection: Connection, station: str) -> int:
    found = last_command(connection, station)
    if found is None:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_COMMAND_HERE)
    return found


def _refuse_never(transaction: Transaction, row: AnyRow, station: str | None) -> None:
    """Refuses a command of a kind that can't be taken back, with one of the station that can."""
    if row.name.startswith(_STOCK) or (row.name in UNDOERS and row.undo is not None):
        return
    if row.name in UNDOERS and row.name != _OFTEN_NEVER:
        raise Refusal(Code.CANNOT_UNDO, why=Said.CHANGED_NOTHING)
    connection = transaction.connection
    last = last_command(connection, station, UNDOERS) if station is not None else None
    if last is None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.NEVER_UNDONE)
    other = as_typed(command_row(connection, last).name)
    raise Refusal(Code.CANNOT_UNDO, why=Said.NEVER_UNDONE_BUT, other=other, other_command=last)


def undo_key(context: Context, key: str, *, own_key: str | None = None) -> Undone:
    """Takes back the command that was sent with a key; refuses as `undo` does.

    `own_key` is that of the taking back itself.
    """
    with context.database.read.connect() as connection:
        command_id = find_command_id(connection, key)
    return undo(context, command_id, key=own_key)


def _take_back(transaction: Transaction, row: AnyRow) -> None:
    if is_undone(transaction.connection, row.id):
        raise Refusal(Code.CANNOT_UNDO, why=Said.UNDONE_ALREADY)
    transaction.undoes = row.id
    if row.name.startswith(_STOCK):
        _UNDO_STOCK.take_back(transaction, row.undo or _NO_ORDERS)
    else:
        UNDOERS[row.name].take_back(transaction, row.undo)


def _take_back_rules(context: Context, transaction: Transaction, command_id: int) -> None:
    """First goes what rules did inside a command, the last thing first, each as one of its own."""
    connection = transaction.connection
    inside = replace(context.without_key(), inside=transaction)
    for own in commands_of_event(connection, command_id):
        if not is_undone(connection, own):
            undo(inside, own)
    forget_acts(connection, command_id)


def _undo_stock(transaction: Transaction, change: OrdersChange) -> None:
    entries = reversed_entries(transaction.connection, transaction.undoes or 0)
    take_back_stock(transaction, change, entries)
    counted = command_row(transaction.connection, transaction.undoes or 0)
    if counted.name in {"stock.count", "stock.sheet"}:
        forget_count(transaction.connection, counted.at)
        put_on_count_list_again(transaction)


_STOCK = "stock."
"""So begin the names of commands that are taken back by their ledger rows, with other signs."""

_UNDO_STOCK = Undoer(OrdersChange, _undo_stock)
_NO_ORDERS = '{"orders": {}}'
"""What a change of stock kept that neither served an order nor took from one."""

_OFTEN_NEVER = "allocate"
"""Keeps what it changed for named orders only: nobody chose those of a run through the backlog."""

UNDOERS: Mapping[str, Undoer[Any]] = {
    **{one.name: one.undo for one in ORDER_COMMANDS},
    "allocate": UNDO_ORDERS,
    "channels.set": UNDO_CHANNELS,
    MADE_TOKEN: UNDO_TOKEN,
    "orders.add_item": UNDO_COPIES,
    "orders.edit": UNDO_EDIT,
    "orders.new": UNDO_ENTERED,
    "pack.check": UNDO_CHECK,
    "pack.close": UNDO_CLOSE,
    "pack.next_parcel": UNDO_NEXT,
    "pack.open": UNDO_OPENING,
    "pack.parcel": UNDO_PARCEL,
    "pack.photo": UNDO_PHOTO,
    "pack.reopen": UNDO_REOPEN,
    "pack.scan": UNDO_SCANS,
    "pack.take_back": UNDO_TAKING_BACK,
    "pack.take_over": UNDO_OPENING,
    "pack.weight": UNDO_OVERRULING,
    "pick.add": UNDO_ADDED,
    "pick.cancel": UNDO_TAKEN_OUT,
    "pick.remove": UNDO_TAKEN_OUT,
    SORTED: UNDO_SORTED,
    "pick.confirm": UNDO_PICKS,
    "pick.create": UNDO_WAVES,
    "pick.draw": UNDO_DRAWING,
    "pick.layout": UNDO_LAYOUT,
    "pick.release": UNDO_WAVES,
    "pick.release_waves": UNDO_WAVES,
    **dict.fromkeys(STATUS_COMMANDS, UNDO_STATUS),
    **dict.fromkeys(VIEW_COMMANDS, UNDO_VIEWS),
    "po.clone": UNDO_MADE,
    "po.create": UNDO_MADE,
    "po.attach": UNDO_ATTACHMENT,
    **dict.fromkeys(("po.edit", "po.confirm"), UNDO_PURCHASE_EDIT),
    "po.milestone": UNDO_MILESTONES,
    "po.shipped": UNDO_SENT,
    "po.receive": UNDO_RECEIPT,
    **RECEIVING_UNDOERS,
    **COUNT_UNDOERS,
    **TRANSFER_UNDOERS,
    **REPLENISH_UNDOERS,
    "product.packs": UNDO_PACKS,
    "products.teach": UNDO_TEACHING,
    "settings.set": UNDO_SETTINGS,
    "import.mappings": UNDO_MAPPINGS,
    "station.checks": UNDO_CHECKS,
    "station.rules": UNDO_RULES,
    "station.scale": UNDO_SCALE,
    "station.scanner": UNDO_SCANNER,
    "shipping.ship_many": UNDO_SHIPPED_MANY,
    "shipping.void_many": UNDO_VOIDED_MANY,
    "shipping.methods": UNDO_METHODS,
    "pack.boxes": UNDO_BOXES,
    "pack.open_parcel": UNDO_PARCEL_AGAIN,
    "pack.take_out": UNDO_TAKEN_OUT_OF_PARCEL,
    "shipping.manifest": UNDO_MANIFEST,
    "shipping.tracking": UNDO_TRACKING,
    "ship": UNDO_SENDING,
    "slips.change": UNDO_SLIPS,
    "products.customs": UNDO_CUSTOMS,
    "products.picture": UNDO_PICTURE,
    **dict.fromkeys(RULE_COMMANDS, UNDO_ORDER_RULES),
    "rules.daily": UNDO_DAILY,
    "sweep": UNDO_SWEEP,
    "void": UNDO_VOIDING,
    **dict.fromkeys(
        (*IMPORTS, *MASTER_COMMANDS, STOCKING, STOCK_LEVELS, DRAFT, AUTO, SET_RULES, *EXCLUDING),
        UNDO_IMPORT,
    ),
    **{name: UNDO_FIELDS for name in MASTER_COMMANDS if name.startswith("fields.")},
}
"""How each command is taken back, by its name."""
