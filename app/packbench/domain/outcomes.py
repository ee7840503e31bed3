"""What a command did to each row it was given: codes and parameters, never sentences.

They are stored with the command and told in the language of whoever reads them: `words.outcomes`
and `words.refusals` hold a sentence for every code.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from packbench.domain.refusals import Code, Refusal

Param = str | int | list[str] | None
"""A value that a sentence names; codes (states, fences) are told by their words."""


class RowOutcome(enum.StrEnum):
    """What can become of a row."""

    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"


class Said(enum.StrEnum):
    """Everything that is told of a row, of what a command did, or of why it was refused."""

    # What was done.
    GIVEN = "given"
    NOTHING_GIVEN = "nothing_given"
    STILL_WAITS = "still_waits"
    WAITS_FOR_ALL = "waits_for_all"
    ALL_THERE = "all_there"
    HELD = "held"
    VERIFIED = "verified"
    METHOD_CHOSEN = "method_chosen"
    ORDERS_ARE_VERIFIED = "orders_are_verified"
    ORDERS_GO_ON = "orders_go_on"
    TO_VERIFY_AGAIN = "to_verify_again"
    STAYS_ON_HOLD = "stays_on_hold"
    LEFT_WAVE = "left_wave"
    LEFT_WAVE_OF = "left_wave_of"
    STAYS_IN_WAVE = "stays_in_wave"
    STAYS_IN_WAVE_OF = "stays_in_wave_of"
    LIST_STAYS_TRUE = "list_stays_true"
    LIST_STAYS_TRUE_OF = "list_stays_true_of"
    PUT_AWAY = "put_away"
    GOES_ON = "goes_on"
    PRIORITY_SET = "priority_set"
    PAID = "paid"
    MARKED = "marked"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    GIVEN_BACK = "given_back"
    SHIPS_FROM = "ships_from"
    LEFT_WAITING = "left_waiting"
    MOVED = "moved"
    STAYS_PROMISED = "stays_promised"
    DRAFT_BRINGS = "draft_brings"
    DRAFTED = "drafted"
    ON_ORDER = "on_order"
    POOL_CAN_PROMISE = "pool_can_promise"
    NO_WAREHOUSE_SENDS = "no_warehouse_sends"
    READY_AGAIN = "ready_again"
    PUT_BACK = "put_back"
    GOES_IN_WAVE = "goes_in_wave"
    IS_IN_WAVE = "is_in_wave"
    TAKEN = "taken"
    PICKER_IS = "picker_is"
    LOOKED_FOR_ELSEWHERE = "looked_for_elsewhere"
    NOBODY_SELLS = "nobody_sells"
    ENOUGH_IN_STOCK = "enough_in_stock"

    FIELD_CHANGED = "field_changed"
    RECORD_NEW = "record_new"
    RECORD_DELETED = "record_deleted"
    RECORD_ON = "record_on"
    RECORD_OFF = "record_off"
    RECORD_SAME = "record_same"
    ORDER_GETS = "order_gets"
    ORDER_LOSES = "order_loses"
    ORDER_MOVES = "order_moves"
    KIT_IN_ORDERS = "kit_in_orders"
    NAMED_IN_ORDERS = "named_in_orders"
    STOCKED = "stocked"
    STOCKED_ALREADY = "stocked_already"
    RANK_SHARED = "rank_shared"

    # Why there is nothing to do.
    NO_ORDER_CHOSEN = "no_order_chosen"
    NO_SHIPMENT_CHOSEN = "no_shipment_chosen"
    TOO_MANY_SLOTS = "too_many_slots"
    TOO_MANY_LABELS = "too_many_labels"
    NO_LABEL_CHOSEN = "no_label_chosen"
    NO_SHIPMENT = "no_shipment"
    NO_SHIPMENT_READY = "no_shipment_ready"
    NOTHING_TO_PICK = "nothing_to_pick"
    IN_ANOTHER_WAREHOUSE = "in_another_warehouse"
    IN_ANOTHER_WAVE = "in_another_wave"
    OF_ANOTHER_KIND = "of_another_kind"
    BEYOND_THE_WAVE = "beyond_the_wave"
    NO_CART_HOLDS = "no_cart_holds"
    NO_LINE = "no_line"
    NOTHING_ALLOCATED = "nothing_allocated"
    NOTHING_WAITS = "nothing_waits"
    NOBODY_WAITS = "nobody_waits"
    NOT_FOR_THAT_SKU = "not_for_that_sku"
    WAITS_FOR_IT_ALREADY = "waits_for_it_already"
    KIT_HOLDS_OLD = "kit_holds_old"
    SEVERAL_SKUS = "several_skus"
    NOTHING_TO_ALLOW = "nothing_to_allow"
    NOTHING_TO_MARK = "nothing_to_mark"
    NOTHING_PROMISED_AT = "nothing_promised_at"
    LINE_TWICE = "line_twice"
    HAS_PRIORITY = "has_priority"
    SHIPS_SO_ALREADY = "ships_so_already"
    NO_COMMAND_HERE = "no_command_here"
    NOT_COUNTED = "not_counted"
    NO_LAYOUT_DRAWN = "no_layout_drawn"
    LAYOUT_AS_IT_WAS = "layout_as_it_was"
    NO_TASK_TOLD = "no_task_told"
    NOTHING_SHORT = "nothing_short"

    # Why a state forbids it, and how many units allow it.
    NOT_ON_HOLD = "not_on_hold"
    SHIPS_BY_IT_ALREADY = "ships_by_it_already"
    NOT_TO_VERIFY = "not_to_verify"
    GOES_ON_UNVERIFIED = "goes_on_unverified"
    VERIFIED_ALREADY = "verified_already"
    NOT_VERIFIED = "not_verified"
    PARTLY_SHIPPED = "partly_shipped"
    PAID_ALREADY = "paid_already"
    NOTHING_CANCELLED = "nothing_cancelled"
    COLLECTING = "collecting"
    WAVE_PICKED_ALREADY = "wave_picked_already"
    WAVE_VOID = "wave_void"
    WAVE_STARTED = "wave_started"
    NO_TASK_LEFT = "no_task_left"
    TASK_DONE = "task_done"
    TASK_OF_ANOTHER = "task_of_another"
    CAN_BE_PICKED = "can_be_picked"
    CAN_BE_MARKED = "can_be_marked"
    CAN_BE_CANCELLED = "can_be_cancelled"
    CAN_BE_SPLIT_OFF = "can_be_split_off"

    # Why a shipment can't be packed or shipped here and now.
    NOT_OPENED = "not_opened"
    PACKED_BY_ANOTHER = "packed_by_another"
    PACKED_IN_ANOTHER_WAREHOUSE = "packed_in_another_warehouse"
    ORDER_ON_HOLD = "order_on_hold"
    IN_NO_WAVE = "in_no_wave"
    STILL_PICKED = "still_picked"
    STILL_PICKED_BY = "still_picked_by"
    PACKED_ALREADY = "packed_already"
    SHIPPED_ALREADY = "shipped_already"
    SHIPMENT_CANCELLED = "shipment_cancelled"
    TAKEN_AWAY = "taken_away"
    NOT_PACKED = "not_packed"
    NOT_SHIPPED = "not_shipped"
    NOT_SHIPPED_YET = "not_shipped_yet"
    NO_SCAN_TO_TAKE_BACK = "no_scan_to_take_back"
    PARCEL_EMPTY = "parcel_empty"
    NO_PHOTOS = "no_photos"
    WEIGHT_IS_RIGHT = "weight_is_right"
    CHECKED_ALREADY = "checked_already"
    PACKED_BY_HIMSELF = "packed_by_himself"
    SHIPS_ONLY_COMPLETE = "ships_only_complete"
    NOT_IN_SHIPMENT = "not_in_shipment"

    # Why a command can't be taken back.
    PACKING_BEGUN = "packing_begun"
    PACKING_WENT_ON = "packing_went_on"
    IS_SHIPPED = "is_shipped"
    SHIPS_BY = "ships_by"
    CUSTOMS_TOLD = "customs_told"
    CUSTOMS_WILL_ASK = "customs_will_ask"
    SHIPS_WITHOUT_METHOD = "ships_without_method"
    IS_PACKED_AGAIN = "is_packed_again"
    TRACKED_ALREADY = "tracked_already"
    GOES_ON_MANIFEST = "goes_on_manifest"
    PARCEL_OPEN = "parcel_open"
    BOX_WRITTEN = "box_written"
    BOX_USES = "box_uses"
    BOX_REMOVED = "box_removed"
    METHOD_WRITTEN = "method_written"
    METHOD_REMOVED = "method_removed"
    ON_MANIFEST = "on_manifest"
    LABEL_AT_CARRIER = "label_at_carrier"
    MANIFEST_EMPTY = "manifest_empty"
    SHIPMENT_CHANGED_SINCE = "shipment_changed_since"
    UNDONE_ALREADY = "undone_already"
    CHANGED_NOTHING = "changed_nothing"
    NEVER_UNDONE = "never_undone"
    NEVER_UNDONE_BUT = "never_undone_but"
    OF_ANOTHER_VERSION = "of_another_version"
    IS_PICKED_IN = "is_picked_in"
    IS_PICKED_IN_BY = "is_picked_in_by"
    PICKED_SINCE = "picked_since"
    NOBODY_WANTS_IT = "nobody_wants_it"
    CAN_BE_SORTED = "can_be_sorted"
    LIST_NOT_KEPT = "list_not_kept"
    LIST_IS_TRUE = "list_is_true"
    IN_WAVE_SINCE = "in_wave_since"
    IN_WAVE_SINCE_OF = "in_wave_since_of"
    PACKED_SINCE = "packed_since"
    SHORT_WAS_BOOKED = "short_was_booked"
    CHANGED_SINCE = "changed_since"
    CHANGED_SINCE_BY = "changed_since_by"
    PURCHASE_CHANGED_SINCE = "purchase_changed_since"
    WAVE_CHANGED_SINCE = "wave_changed_since"
    SETTINGS_CHANGED_SINCE = "settings_changed_since"
    PACKS_CHANGED_SINCE = "packs_changed_since"
    CODE_CHANGED_SINCE = "code_changed_since"
    STOCK_PROMISED = "stock_promised"
    GOODS_ELSEWHERE = "goods_elsewhere"
    IMPORT_MET_PICKING = "import_met_picking"
    IMPORT_TOO_LARGE = "import_too_large"
    IMPORT_IN_USE = "import_in_use"
    IMPORT_CHANGED_SINCE = "import_changed_since"
    IMPORT_ROWS_CHANGED = "import_rows_changed"
    IMPORT_ORDER_CHANGED = "import_order_changed"
    IMPORT_SHIPMENT_CHANGED = "import_shipment_changed"
    IMPORT_PURCHASE_CHANGED = "import_purchase_changed"
    IMPORT_PRODUCT_CHANGED = "import_product_changed"
    IMPORT_KIT_CHANGED = "import_kit_changed"
    IMPORTED_AGAIN_SINCE = "imported_again_since"
    IMPORT_ORDER_GONE = "import_order_gone"
    WORKED_ON_SINCE = "worked_on_since"

    # How a file was read.
    READ_AS = "read_as"
    LETTERS_AS_TWO = "letters_as_two"
    LETTERS_LOST = "letters_lost"
    LOOKS_LIKE_UTF_8 = "looks_like_utf_8"
    LETTERS_DOUBTED = "letters_doubted"
    LETTERS_BETTER_AS = "letters_better_as"
    FIRST_SHEET_ONLY = "first_sheet_only"
    ROWS_HIDDEN = "rows_hidden"
    SHEETS_HIDDEN = "sheets_hidden"
    BELOW_THE_TABLE = "below_the_table"

    # What would serve a line that waits.
    RESUME_IT = "resume_it"
    VERIFY_IT = "verify_it"
    GIVE_IT_A_COUNTRY = "give_it_a_country"
    MARKED_BY_HAND = "marked_by_hand"
    MARKED_FOR_LATER = "marked_for_later"
    MANY_WAIT_BEFORE = "many_wait_before"
    THERE_FOR_IT = "there_for_it"
    LIMIT_REACHED = "limit_reached"
    DATE_MISSING = "date_missing"
    GIVEN_OUT_FROM = "given_out_from"
    FULL_TODAY = "full_today"
    ALLOW_PARTS = "allow_parts"
    ALLOW_WAREHOUSES = "allow_warehouses"
    OPEN_WAREHOUSE = "open_warehouse"
    LOWER_SAFETY_STOCK = "lower_safety_stock"
    COMES_ON = "comes_on"
    COMES_SOME_DAY = "comes_some_day"
    TAKE_FROM_LATER = "take_from_later"
    ON_ORDER_FOR_OTHERS = "on_order_for_others"
    ON_ORDER_ELSEWHERE = "on_order_elsewhere"
    NOTHING_ON_ORDER = "nothing_on_order"
    MORE_LINES_WAIT = "more_lines_wait"

    # What follows from a file that its sender may not expect.
    CELLS_EMPTIED = "cells_emptied"
    REJECTS_KEPT = "rejects_kept"
    NUMBER_OF_ANOTHER = "number_of_another"
    MORE_NUMBERS_OF_OTHERS = "more_numbers_of_others"
    ORDER_IN_WAVE = "order_in_wave"
    ORDER_IN_WAVE_OF = "order_in_wave_of"
    MORE_ORDERS_IN_WAVES = "more_orders_in_waves"
    CODE_SHARED = "code_shared"
    MORE_CODES_SHARED = "more_codes_shared"
    SKU_SHUT_OUT = "sku_shut_out"
    CHANNEL_SHUT_OUT = "channel_shut_out"
    SKU_OF_CHANNEL_SHUT_OUT = "sku_of_channel_shut_out"
    ALL_SHUT_OUT = "all_shut_out"
    COUNTRIES_LOST = "countries_lost"
    ALL_OTHER_COUNTRIES_LOST = "all_other_countries_lost"


class Opening(enum.StrEnum):
    """A step that opens a warehouse to an order; `open_warehouse` names those that are needed."""

    SWITCH_ON = "switch_on"
    ADD_COUNTRY = "add_country"
    TAKE_RULE_AWAY = "take_rule_away"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is told of a row: what was done, or by which rule it was refused."""

    code: Said | Code
    params: Mapping[str, Param] = field(default_factory=dict)

    @classmethod
    def of(cls, refusal: Refusal) -> "Note":
        """The note of a row that was refused."""
        return cls(refusal.code, {key: _param(value) for key, value in refusal.params.items()})

    def refusal(self) -> Refusal:
        """The refusal again, where a row was refused; for commands on one row."""
        return Refusal(Code(self.code), **self.params)


@dataclass(frozen=True, slots=True)
class OrderLeftOut:
    """An order of several that was named and is not in what was made, and why."""

    order_number: str
    note: Note


def note(code: Said, /, **params: Param) -> Note:
    """A note with the values that its sentence names."""
    return Note(code, params)


def _param(value: object) -> Param:
    return value if isinstance(value, str | int | list) else str(value)
