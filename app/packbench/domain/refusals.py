"""Refusals: what the rules of the warehouse forbid, as codes with the numbers that explain them.

A refusal is not a fault. It carries no sentence: `words.refusals` holds one for every code.
"""

import enum
from collections.abc import Mapping


class Code(enum.StrEnum):
    """Every way in which a command can be refused."""

    NOT_FOUND = "not_found"
    ALREADY_EXISTS = "already_exists"
    NOT_ENOUGH_STOCK = "not_enough_stock"
    WRONG_STATE = "wrong_state"
    WAREHOUSE_VIRTUAL = "warehouse_virtual"
    UNPAID = "unpaid"
    NOTHING_TO_DO = "nothing_to_do"
    KEY_REUSED = "key_reused"
    BUSY = "busy"
    FENCE = "fence"
    CANNOT_UNDO = "cannot_undo"
    NO_SUPPLIER = "no_supplier"
    OVER_RECEIPT = "over_receipt"
    NO_RIGHT = "no_right"
    NEEDS_SUPERVISOR = "needs_supervisor"
    NOTE_KNOWN = "note_known"
    OTHER_EXPIRY = "other_expiry"
    INVALID = "invalid"
    INACTIVE = "inactive"
    WAREHOUSE_PHYSICAL = "warehouse_physical"
    NOT_ALIKE = "not_alike"
    MERGE_HELD = "merge_held"
    MERGE_UNVERIFIED = "merge_unverified"
    TO_BE_VERIFIED = "to_be_verified"
    MERGE_UNPAID = "merge_unpaid"
    TOO_MANY = "too_many"
    BAD_SETTING = "bad_setting"
    BAD_PACK = "bad_pack"
    CODE_TAKEN = "code_taken"
    KIT_CYCLE = "kit_cycle"
    KIT_HAS_NO_STOCK = "kit_has_no_stock"
    STOCK_NOT_MANAGED = "stock_not_managed"
    SEVERAL_PLACES = "several_places"
    LOT_EXPIRES_OTHERWISE = "lot_expires_otherwise"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_DAMAGED = "file_damaged"
    FILE_EMPTY = "file_empty"
    FILE_BINARY = "file_binary"
    FILE_KIND = "file_kind"
    FILE_TRUNCATED = "file_truncated"
    FILE_ENCODING = "file_encoding"
    FILE_QUOTES = "file_quotes"
    FIELD_TOO_LONG = "field_too_long"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    COLUMN_MAPPED_TWICE = "column_mapped_twice"
    COLUMN_NOT_MAPPED = "column_not_mapped"
    COLUMN_NOT_OURS = "column_not_ours"
    COLUMN_NOT_THERE = "column_not_there"
    MAP_UNREADABLE = "map_unreadable"
    TOO_MANY_MAPPINGS = "too_many_mappings"
    VIEW_GONE = "view_gone"
    VIEW_OF_SEVERAL = "view_of_several"
    VIEW_EXISTS = "view_exists"
    VIEW_CHANGED = "view_changed"
    VIEW_OF_OTHER = "view_of_other"
    VIEW_NAME = "view_name"
    VIEW_UNREADABLE = "view_unreadable"
    DELIMITER_UNKNOWN = "delimiter_unknown"
    ENCODING_UNKNOWN = "encoding_unknown"
    PROFILE_UNKNOWN = "profile_unknown"
    PROFILE_KIND = "profile_kind"
    PROFILE_BROKEN = "profile_broken"
    CANNOT_WRITE = "cannot_write"
    FILE_EXISTS = "file_exists"
    FILE_TOO_LARGE = "file_too_large"
    LETTERS_WITHOUT_FONT = "letters_without_font"
    NOT_TRANSLATED = "not_translated"
    DOCUMENT_NOT_KEPT = "document_not_kept"
    NOT_A_LABEL = "not_a_label"
    PAPER_TOO_SMALL = "paper_too_small"
    LAYOUT_EMPTY = "layout_empty"
    LAYOUT_RULE = "layout_rule"
    LAYOUT_NUMBER = "layout_number"
    BINS_IN_ONE_PLACE = "bins_in_one_place"
    AISLES_IN_ONE_PLACE = "aisles_in_one_place"
    BIN_OFF_AISLE = "bin_off_aisle"
    AISLE_NOT_REACHED = "aisle_not_reached"
    NOT_ALL_SCANNED = "not_all_scanned"
    TRACKING_USED = "tracking_used"
    CODE_IN_USE = "code_in_use"
    CODE_KNOWN = "code_known"
    TRACKING_MISSING = "tracking_missing"
    TRACKING_WRONG = "tracking_wrong"
    CARRIER_FAILED = "carrier_failed"
    CARRIER_SILENT = "carrier_silent"
    WORD_TAKEN = "word_taken"
    NUMBERS_USED_UP = "numbers_used_up"
    BOX_UNKNOWN = "box_unknown"
    BOX_INACTIVE = "box_inactive"
    BOX_ELSEWHERE = "box_elsewhere"
    BOX_CODE_TAKEN = "box_code_taken"
    BOX_MISSING = "box_missing"
    WEIGHT_MISSING = "weight_missing"
    WEIGHT_DIFFERS = "weight_differs"
    SECOND_CHECK_NEEDED = "second_check_needed"
    PHOTO_MISSING = "photo_missing"
    NAME_TAKEN = "name_taken"
    SLIP_EMPTY = "slip_empty"
    LOGO = "logo"
    PICTURE = "picture"
    NO_GIFT_MESSAGE = "no_gift_message"
    STAYS_IN_CUSTOMS_AREA = "stays_in_customs_area"
    CUSTOMS_MISSING = "customs_missing"
    BAD_FIELDS = "bad_fields"
    EDITED_MEANWHILE = "edited_meanwhile"
    LINE_TAKEN = "line_taken"
    NO_LINE_LEFT = "no_line_left"
    ORDER_EXISTS = "order_exists"
    NO_LINES = "no_lines"
    BAD_RULE = "bad_rule"
    BAD_VALUE = "bad_value"
    LISTED_TWICE = "listed_twice"
    CODE_EXISTS = "code_exists"
    CODE_STAYS = "code_stays"
    VALUE_CHANGED = "value_changed"
    RECORD_IN_USE = "record_in_use"
    STOCK_IS_THERE = "stock_is_there"
    FIELD_IN_USE = "field_in_use"
    FIELD_HOLDS_VALUES = "field_holds_values"


class Refusal(Exception):  # noqa: N818 - a refusal is not an error
    """A command that the rules forbid; nothing was changed.

    Args:
        code: which rule.
        params: the values that its sentence names, e.g. `sku="A", available=2`.
    """

    def __init__(self, code: Code, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params


class EnvironmentFault(Exception):  # noqa: N818 - the surroundings failed, not the program
    """Something around Packbench is not as it needs it: the database, the disk, a printer.

    Args:
        code: one word for programs, e.g. `database_unreachable`.
        params: the values that its sentence names.
    """

    def __init__(self, code: "FaultCode", /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params


class FaultCode(enum.StrEnum):
    """Every fault of the surroundings that a person is told."""

    DATABASE_ADDRESS = "database_address"
    DATABASE_UNREACHABLE = "database_unreachable"
    DATABASE_NEWER = "database_newer"
    DATABASE_OLDER = "database_older"
    DATABASE_EMPTY = "database_empty"
    DATABASE_ENCODING = "database_encoding"
    DATABASE_FORBIDDEN = "database_forbidden"
    DATABASE_FOREIGN = "database_foreign"
    DATABASE_ON_NETWORK_SHARE = "database_on_network_share"
    DATABASE_READ_ONLY = "database_read_only"
    DISK_FULL = "disk_full"
    FOLDER_READ_ONLY = "folder_read_only"
    # The line to the server
    OUTCOME_UNKNOWN = "outcome_unknown"
    DATABASE_SLOW = "database_slow"
    DATABASE_GONE = "database_gone"
    DATABASE_REPLACED = "database_replaced"
    DATABASE_OVERWRITTEN = "database_overwritten"
    DATABASE_LOG_GONE = "database_log_gone"
    DATABASE_LEFT = "database_left"
    DISK_FAILED = "disk_failed"
    DATABASE_IN_USE = "database_in_use"
    BACKUP_FAILED = "backup_failed"
    BACKUP_DAMAGED = "backup_damaged"
    BACKUP_OTHER_KIND = "backup_other_kind"
    RESTORE_FAILED = "restore_failed"
    RESTORE_UNSOUND = "restore_unsound"
    TOOL_MISSING = "tool_missing"
    TOOL_OLDER = "tool_older"
    CLOCK_UNSURE = "clock_unsure"
    # Printers
    SPOOLER_MISSING = "spooler_missing"
    PRINTER_GONE = "printer_gone"
    PRINTER_REFUSES = "printer_refuses"
    PRINTER_NOT_CHOSEN = "printer_not_chosen"
    PRINT_FAILED = "print_failed"
    PAPER_MISSING = "paper_missing"
    TRAY_MISSING = "tray_missing"
    # The screen
    NO_SCREEN = "no_screen"
    SCREEN_LIBRARY = "screen_library"
    SCREEN_UNREACHABLE = "screen_unreachable"
    # Addresses, secrets, first things that go wrong
    DATABASE_OPTION = "database_option"
    DATABASE_DAMAGED = "database_damaged"
    KEYRING_MISSING = "keyring_missing"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_EMPTY = "keyring_empty"
    # Scales and cameras
    SCALE_GONE = "scale_gone"
    SCALE_FAILED = "scale_failed"
    CAMERA_FAILED = "camera_failed"
    # What is served to programs
    SERVER_MISSING = "server_missing"
    ADDRESS_TAKEN = "address_taken"
    CERTIFICATE_UNUSABLE = "certificate_unusable"
    FOLDER_WATCHED = "folder_watched"


SCREEN_FAULTS = frozenset(
    {FaultCode.NO_SCREEN, FaultCode.SCREEN_LIBRARY, FaultCode.SCREEN_UNREACHABLE}
)
"""Faults after which no window opens; everything else works."""

PRINTER_FAULTS = frozenset(
    {
        *(FaultCode.SPOOLER_MISSING, FaultCode.PRINTER_GONE, FaultCode.PRINTER_REFUSES),
        *(FaultCode.PRINTER_NOT_CHOSEN, FaultCode.PRINT_FAILED, FaultCode.PAPER_MISSING),
        FaultCode.TRAY_MISSING,
    }
)
"""Faults after which a document waits in the queue for another printer."""

BENCH_FAULTS = frozenset({FaultCode.SCALE_GONE, FaultCode.SCALE_FAILED, FaultCode.CAMERA_FAILED})
"""Faults of what stands at a bench; a weight can be typed, a picture attached."""

SERVING_FAULTS = frozenset(
    {
        *(FaultCode.SERVER_MISSING, FaultCode.ADDRESS_TAKEN, FaultCode.CERTIFICATE_UNUSABLE),
        FaultCode.FOLDER_WATCHED,
    }
)
"""Faults after which nothing is served or watched; everything else works."""
