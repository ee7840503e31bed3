"""Which declared commands stand on the tab, by their ids in the window."""

from collections.abc import Mapping

from packbench.services.commands import orders
from packbench.services.commands.declaration import Declaration
from packbench.ui.parts.commands.ids import CommandId

DECLARED: Mapping[CommandId, Declaration] = {
    CommandId.UPDATE_SKU: orders.SUBSTITUTE,
    CommandId.BACK_TO_SHIP: orders.RELEASE,
    CommandId.REROUTE_BACK_ORDERS: orders.REROUTE,
    CommandId.PRIORITIZE_BACK_ORDERS: orders.PRIORITY,
    CommandId.CANCEL_WAITING: orders.CANCEL_WAITING,
    CommandId.PURCHASE_MISSING: orders.PURCHASE,
    CommandId.DROP_SHIP: orders.DROP_SHIP,
    CommandId.HOLD_BACK_ORDERS: orders.HOLD,
    CommandId.RESUME_BACK_ORDERS: orders.RESUME,
    CommandId.VERIFY_ORDERS: orders.VERIFY,
    CommandId.UNVERIFY_ORDERS: orders.UNVERIFY,
    CommandId.CHOOSE_METHOD: orders.SHIPPING,
    CommandId.MARK_BACK_ORDER: orders.MARK,
    CommandId.ALLOW_BACK_ORDER: orders.ALLOW,
    CommandId.MOVE_PROMISES: orders.MOVE_PROMISES,
    CommandId.SHIP_WHAT_IS_HERE: orders.SHIP_PARTS,
    CommandId.WAIT_FOR_ALL: orders.SHIP_WHOLE,
    CommandId.CANCEL_ORDERS: orders.CANCEL,
    CommandId.RESTORE_ORDERS: orders.RESTORE,
    CommandId.PAY_ORDERS: orders.PAY,
    CommandId.GIVE_STOCK_BACK: orders.DEALLOCATE,
    CommandId.SET_SHIP_BY: orders.SHIP_BY,
    CommandId.ASSIGN_CHANNEL: orders.CHANNEL,
    CommandId.TAG_ORDERS: orders.TAG,
    CommandId.ADD_NOTE: orders.NOTE,
    CommandId.SET_FIELD: orders.FIELD,
    CommandId.SPLIT_ORDERS: orders.SPLIT,
    CommandId.MERGE_ORDERS: orders.MERGE,
    CommandId.CLONE_ORDERS: orders.CLONE,
    CommandId.TAKE_FROM_LATER: orders.REALLOCATE,
    CommandId.PLAN_IN_FEWER_PARCELS: orders.REPLAN,
    CommandId.MAX_WAREHOUSES: orders.MAX_WAREHOUSES,
    CommandId.KEEP_OUT: orders.EXCLUDE,
    CommandId.LET_IN: orders.INCLUDE,
}
"""What one dialog each asks for."""

_FOR_WAITING_ORDERS = frozenset(
    {
        *(CommandId.BACK_TO_SHIP, CommandId.UPDATE_SKU, CommandId.PURCHASE_MISSING),
        *(CommandId.DROP_SHIP, CommandId.MOVE_PROMISES),
    }
)
"""What the panel of an order offers where something of it waits."""

OF_ORDERS = tuple(
    id_
    for id_, declared in DECLARED.items()
    if not declared.only_waiting or id_ in _FOR_WAITING_ORDERS
)
"""What runs on the Orders tab, too: what is for orders that need not wait, and what helps them."""
