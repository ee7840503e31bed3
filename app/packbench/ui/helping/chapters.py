"""Where the guide tells of what is in front: of every command, tab, view and dialog."""

from collections.abc import Mapping

from PySide6.QtWidgets import QDialog, QWidget

from packbench.ui.parts.commands.ids import CommandId as Id
from packbench.ui.parts.commands.registry import CommandRegistry

_ABOUT_WINDOW = "the-window"

_COMMANDS: Mapping[str, tuple[Id, ...]] = {
    _ABOUT_WINDOW: (
        *(Id.FIND, Id.CLEAR_FILTERS, Id.FILTER, Id.SORT_BY, Id.COPY_ROWS, Id.COPY_CELL),
        *(Id.TOGGLE_DETAILS, Id.QUIT, Id.SCHEME_SYSTEM, Id.SCHEME_LIGHT, Id.SCHEME_DARK),
        *(Id.SCHEME_HIGH_CONTRAST, Id.TEXT_LARGER, Id.TEXT_SMALLER, Id.GO_ORDERS),
    ),
    "messages-and-keys": (
        *(Id.PALETTE, Id.REFRESH, Id.UNDO, Id.SHOW_MESSAGE, Id.PAST_MESSAGES, Id.DISMISS_MESSAGE),
    ),
    "history-and-customers": (
        *(Id.SHOW_ORDERS, Id.SHOW_CUSTOMERS, Id.SHOW_CUSTOMER, Id.SHOW_CUSTOMER_ORDERS),
    ),
    "views-of-a-list": (Id.COLUMNS, Id.CHOOSE_VIEW, Id.SAVE_VIEW, Id.EXPORT_LIST),
    "importing-files": (Id.IMPORT, Id.IMPORT_MAPPINGS),
    "codes-and-scans": (Id.TEACH_CODE, Id.LAST_SCANS, Id.SCANNER),
    "settings-and-back-ups": (Id.SETTINGS, Id.BACKUPS),
    "when-something-is-wrong-with-the-database": (Id.CHECK_DATABASE,),
    "help": (Id.GUIDE, Id.KEY_SHEET, Id.ABOUT),
    "first-steps": (Id.FIRST_STEPS,),
    "opening-another-database": (Id.OPEN_DATABASE,),
    "entering-and-editing-an-order": (Id.EDIT_ORDER, Id.NEW_ORDER, Id.MEND_ORDER),
    "what-the-office-does-to-an-order": (
        *(Id.ALLOCATE, Id.CHOOSE_METHOD, Id.VERIFY_ORDERS, Id.UNVERIFY_ORDERS, Id.CANCEL_ORDERS),
        *(Id.RESTORE_ORDERS, Id.PAY_ORDERS, Id.GIVE_STOCK_BACK, Id.SET_SHIP_BY, Id.ASSIGN_CHANNEL),
        *(
            Id.TAG_ORDERS,
            Id.ADD_NOTE,
            Id.SET_FIELD,
            Id.SPLIT_ORDERS,
            Id.MERGE_ORDERS,
            Id.CLONE_ORDERS,
        ),
        *(Id.TAKE_FROM_LATER, Id.PLAN_IN_FEWER_PARCELS, Id.SHOW_ORDER),
        *(Id.MAX_WAREHOUSES, Id.KEEP_OUT, Id.LET_IN),
    ),
    "back-orders": (
        *(Id.UPDATE_SKU, Id.BACK_TO_SHIP, Id.MARK_BACK_ORDER, Id.REROUTE_BACK_ORDERS),
        *(Id.PRIORITIZE_BACK_ORDERS, Id.CANCEL_WAITING, Id.ALLOW_BACK_ORDER, Id.MOVE_PROMISES),
        *(Id.PURCHASE_MISSING, Id.DROP_SHIP, Id.HOLD_BACK_ORDERS, Id.RESUME_BACK_ORDERS),
        *(Id.SHIP_WHAT_IS_HERE,),
        *(Id.WAIT_FOR_ALL, Id.EXPORT_BACK_ORDERS, Id.COPY_LETTERS),
    ),
    "pre-orders": (Id.PREORDER_CALENDAR,),
    "the-tab-back-orders": (
        *(Id.GO_BACK_ORDERS, Id.ALLOCATE_AGAIN, Id.BACK_ORDERS_BY_ORDER, Id.CHOOSE_ALL),
        *(Id.BACK_ORDERS_BY_PRODUCT, Id.SHOW_WAITING_ORDERS, Id.PURCHASE_PRODUCTS, Id.CHOOSE_NONE),
    ),
    "inventory": (
        *(Id.GO_INVENTORY, Id.RECEIVE_STOCK, Id.PRODUCT_PACKS, Id.PRODUCT_CUSTOMS, Id.SHOW_PRODUCT),
    ),
    "changing-stock": (
        *(Id.ADJUST_STOCK, Id.COUNT_STOCK, Id.DAMAGE_STOCK, Id.QUARANTINE_STOCK, Id.MAKE_GOOD),
        *(Id.MOVE_STOCK, Id.TRANSFER_STOCK, Id.MAKE_SETS, Id.STOCK_FROM_SHEET),
    ),
    "views-of-stock": (
        *(Id.STOCK_BY_WAREHOUSE, Id.STOCK_BY_PRODUCT, Id.STOCK_BY_BIN, Id.STOCK_BY_LOT),
        Id.STOCK_ATTENTION,
    ),
    "transfers": (Id.TRANSFERS,),
    "counts": (Id.COUNT_SHEETS,),
    "pick-bins-and-reserve": (Id.MASTER_PICK_BINS, Id.REPLENISHMENT),
    "better-bins": (Id.SLOTTING,),
    "lots-and-serial-numbers": (Id.NEAR_EXPIRY, Id.TRACE_LOT, Id.SERIALS),
    "what-stock-is-worth": (Id.STOCK_VALUE, Id.RECEIPT_COSTS, Id.EXCHANGE_RATES),
    "what-moved": (Id.MOVEMENTS, Id.LEDGER_PROOF),
    "programs-of-channels": (Id.CHANNEL_PROGRAMS,),
    "what-suppliers-did": (Id.SUPPLIER_FACTS,),
    "purchase-orders": (
        *(Id.GO_PURCHASE_ORDERS, Id.NEW_PURCHASE, Id.EDIT_PURCHASE, Id.AUTHORIZE_PURCHASES),
        *(Id.SEND_PURCHASES, Id.CANCEL_PURCHASES, Id.VOID_PURCHASES, Id.RESTORE_PURCHASES),
        Id.SHIPPED_PURCHASES,
        *(Id.CLOSE_PURCHASES, Id.CLONE_PURCHASES, Id.MILESTONE_PURCHASES, Id.ATTACH_PURCHASES),
        *(Id.OPEN_ATTACHMENT, Id.PURCHASE_DOCUMENT, Id.MAIL_PURCHASE, Id.CONFIRM_PURCHASE),
    ),
    "the-receiving-dock": (
        *(Id.RECEIVING_DOCK, Id.PUT_AWAY, Id.RECEIVING_SHEET, Id.CORRECT_RECEIPT),
    ),
    "pick--pack": (
        *(Id.GO_PICK_PACK, Id.SHOW_WAVES, Id.SHOW_STEPS, Id.MEND_SHIPMENTS, Id.RELEASE),
        *(Id.ALL_PICKED, Id.ONE_TASK, Id.FLOOR_PLAN, Id.SORT_TO_SLOTS, Id.BEGIN_WALK),
        *(Id.WALK_ON_SCREEN, Id.HAND_OVER, Id.BINS_TO_COUNT, Id.ADD_ORDERS, Id.PRINT_WAVES),
        *(Id.CANCEL_WAVE, Id.TAKE_ORDER_OUT, Id.DRAW_LAYOUT, Id.PICK_LIST),
    ),
    "packing-and-shipping": (
        *(Id.PACKING_BENCH, Id.BENCH_RULES, Id.BENCH_CHECKS, Id.BOXES, Id.SCALE, Id.CAMERA),
        *(Id.SHOW_SENT, Id.SHOW_NUMBERS, Id.EXPORT_NUMBERS, Id.SHIP_SHIPMENTS, Id.VOID_SHIPMENTS),
        *(Id.TRACK_SHIPMENT, Id.PRINT_PARCEL_LABELS, Id.PRINT_SENT_SLIPS, Id.EXPORT_SENT),
        *(Id.PACKING_RECORD, Id.CLOSE_MANIFEST, Id.SHIPPING_METHODS, Id.CHANNELS),
    ),
    "dashboard": (Id.GO_DASHBOARD,),
    "lists-and-slips": (Id.PACKING_SLIPS,),
    "templates-of-slips-presents": (Id.SLIP_TEMPLATES, Id.GIFT_SLIPS),
    "customs-forms": (Id.CUSTOMS_FORMS,),
    "printers": (Id.PRINTERS, Id.PRINT_QUEUE, Id.LABELS),
    "rules-for-orders": (Id.RULES,),
    "what-channels-see": (Id.MASTER_CHANNEL_RULES, Id.CHANNEL_SIGHT, Id.RULE_HISTORY),
    "what-to-buy": (Id.SUGGEST_PURCHASES, Id.AUTO_DRAFTS),
    "master-data": (
        *(Id.MASTER_PRODUCTS, Id.MASTER_WAREHOUSES, Id.MASTER_LOCATIONS, Id.MASTER_SUPPLIERS),
        *(Id.MASTER_OPERATORS, Id.EDIT_WAREHOUSE, Id.STOCK_PRODUCT, Id.STOCK_LEVELS),
        *(Id.MASTER_TERMS, Id.MASTER_FIELDS, Id.MASTER_RULES),
    ),
}

OF_COMMANDS: Mapping[Id, str] = {
    command: name for name, commands in _COMMANDS.items() for command in commands
}
"""The chapter of each command, and so of the dialogs that it opens."""

OF_TABS: Mapping[str, str] = {
    "orders": "what-the-office-does-to-an-order",
    "back_orders": "the-tab-back-orders",
    "inventory": "inventory",
    "purchase_orders": "purchase-orders",
    "pick_pack": "pick--pack",
    "dashboard": "dashboard",
}

OF_VIEWS: Mapping[str, str] = {
    "customers": "history-and-customers",
    "pick_numbers": "packing-and-shipping",
    "sent_shipments": "packing-and-shipping",
}
"""The views of which another chapter tells than of their tab."""

OF_DIALOGS: Mapping[str, str] = {
    "about_dialog": "help",
    "check_dialog": "when-something-is-wrong-with-the-database",
    "command_palette": "messages-and-keys",
    "countries_dialog": OF_COMMANDS[Id.MASTER_WAREHOUSES],
    "first_steps": "first-steps",
    "mapping_dialog": "importing-files",
    "message_list": "messages-and-keys",
    "open_database": "opening-another-database",
    "order_dialog": _ABOUT_WINDOW,
    "print_queue_dialog": "printers",
    "rejects_dialog": "importing-files",
    "scanner_dialog": "codes-and-scans",
    "teach_dialog": "codes-and-scans",
    "walk_screen": "pick--pack",
    "sort_screen": "pick--pack",
    "stock_rows": "dashboard",
    "station_screen": "packing-and-shipping",
    "dock_screen": "the-receiving-dock",
    "put_away_screen": "the-receiving-dock",
    "carry_screen": "pick-bins-and-reserve",
    "correct_dialog": "the-receiving-dock",
}
"""Dialogs that are opened from others or by more than one command; any other one is of the command
that was run last."""


def chapter_of(widget: QWidget, registry: CommandRegistry) -> str:
    """The chapter that tells of what a widget stands in."""
    window = widget.window()
    named = OF_DIALOGS.get(window.objectName())
    if named is not None:
        return named
    if isinstance(window, QDialog):
        return OF_COMMANDS.get(registry.last_run or Id.FIND, _ABOUT_WINDOW)
    context = registry.context
    return OF_VIEWS.get(context.view) or OF_TABS.get(context.tab, _ABOUT_WINDOW)
