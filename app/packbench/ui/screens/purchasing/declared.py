"""Which declared commands stand on the tab, by their ids in the window."""

from collections.abc import Mapping

from packbench.services.commands import purchasing
from packbench.services.commands.declaration import Declaration
from packbench.ui.parts.commands.ids import CommandId

TAB = "purchase_orders"

DECLARED: Mapping[CommandId, Declaration] = {
    CommandId.AUTHORIZE_PURCHASES: purchasing.AUTHORIZE,
    CommandId.SEND_PURCHASES: purchasing.SEND,
    CommandId.SHIPPED_PURCHASES: purchasing.SHIPPED,
    CommandId.CANCEL_PURCHASES: purchasing.CANCEL,
    CommandId.VOID_PURCHASES: purchasing.VOID,
    CommandId.RESTORE_PURCHASES: purchasing.RESTORE,
    CommandId.CLOSE_PURCHASES: purchasing.CLOSE,
    CommandId.CLONE_PURCHASES: purchasing.CLONE,
    CommandId.MILESTONE_PURCHASES: purchasing.MILESTONE,
    CommandId.ATTACH_PURCHASES: purchasing.ATTACH,
}
"""What one dialog each asks for."""
