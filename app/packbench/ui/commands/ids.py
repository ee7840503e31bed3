"""The id of every command; also the name of its QAction."""

import enum


class CommandId(enum.StrEnum):
    """What a person can ask the window to do."""

    FIND = "find"
    PALETTE = "palette"
    REFRESH = "refresh"
    CLEAR_FILTERS = "clear_filters"
    FILTER = "filter"
    COPY_ROWS = "copy_rows"
    COPY_CELL = "copy_cell"
    TOGGLE_DETAILS = "toggle_details"
    UNDO = "undo"
    QUIT = "quit"
    GO_ORDERS = "go_orders"
    GO_BACK_ORDERS = "go_back_orders"
    GO_INVENTORY = "go_inventory"
    GO_PURCHASE_ORDERS = "go_purchase_orders"
    SCHEME_SYSTEM = "scheme_system"
    SCHEME_LIGHT = "scheme_light"
    SCHEME_DARK = "scheme_dark"
    SCHEME_HIGH_CONTRAST = "scheme_high_contrast"
    TEXT_LARGER = "text_larger"
    TEXT_SMALLER = "text_smaller"
