"""The words for what `db check` looks at, and for what to do where it does not hold."""

from collections.abc import Mapping

from packbench.words.language import mark, tr

CHECKS: Mapping[str, str] = {
    "file_is_sound": mark("The file can be read, page by page"),
    "tables_are_sound": mark("The server's tables can be read, page by page"),
    "indexes_are_sound": mark("The server's indexes lead to the right rows"),
    "tables_are_complete": mark("Every table is there, with all its columns"),
    "promises_are_covered": mark("No more is promised than is on hand"),
    "bins_cover_their_tasks": mark("No more is to be picked from a bin than lies there"),
    "on_hand_is_sum_of_movements": mark("What is on hand is the sum of what came and went"),
    "bins_are_sum_of_movements": mark("What lies in a bin is the sum of what came and went"),
    "ledger_is_a_chain": mark("What came and went is as it was written, row by row"),
    "allocated_is_sum_of_promises": mark("What is allocated is the sum of the promises"),
    "bin_allocated_is_sum_of_tasks": mark("What a bin keeps for picking is the sum of its tasks"),
    "tasks_ask_for_what_is_promised": mark("No more is to be picked than is promised"),
    "every_unit_in_one_bucket": mark("Every ordered unit is in exactly one state"),
    "lines_equal_their_promises": mark("The lines of orders agree with their promises"),
    "kit_units_are_whole": mark("Kits are promised whole, with all their parts"),
    "waiting_room_is_complete": mark("Whatever waits stands in the queue, and nothing else does"),
    "waiting_room_is_in_order": mark("Everything in the queue stands for its own order line"),
    "marked_units_wait": mark("What was marked as back order waits"),
    "preorders_are_within_limits": mark("Pre-orders are within their limits"),
    "promises_belong_to_their_shipment": mark(
        "Promises are of the order that their shipment is of"
    ),
    "promises_are_of_their_line": mark("Promises are of the product that was ordered"),
    "promises_have_stock": mark("Promises have their stock behind them"),
    "shipments_agree_with_promises": mark("The states of shipments agree with their promises"),
    "tasks_are_of_their_promise": mark("Pick tasks are of the product that was promised"),
    "picked_tasks_moved_units": mark("What was picked has left its bin"),
    "picked_units_have_their_task": mark("Whatever is picked had its pick task"),
    "staging_holds_what_is_picked": mark("Whatever is picked lies in staging"),
    "scans_are_of_what_was_picked": mark("Whatever counts as scanned was picked for its order"),
    "packed_at_a_bench_is_scanned": mark("Whatever was packed at a bench was scanned, all of it"),
    "packaging_is_in_the_ledger": mark("Boxes of packed parcels have left the bins they lay in"),
    "shipped_parcels_left_staging": mark("Whatever was shipped has left staging, and not twice"),
    "packed_shipments_have_their_bench": mark("Whatever is packed has who packed it"),
    "waves_hold_what_is_picked": mark("What is being picked is in one wave, and may be shipped"),
    "picking_asks_for_all_it_can": mark("Whatever is to be picked has its task"),
    "order_counts": mark("The counts of orders agree with their lines"),
    "movements_have_their_stock": mark("Whatever was moved has its stock and its bin"),
    "shipments_are_all_there": mark("No shipment is missing"),
    "shipments_have_a_decision": mark("It is written down why each shipment was planned so"),
    "printed_lists_are_kept": mark("Waves keep what their lists said"),
    "kept_lists_have_their_command": mark("Each list that is kept names who changed it"),
    "orders_are_found_by_their_words": mark("Orders are found by their number and their names"),
    "begun_shipments_are_in_a_wave": mark("Shipments that were begun have their wave"),
    "imported_orders_keep_what_was_said": mark("Imported orders keep what their file said"),
    "drop_ships_are_whole": mark("What suppliers send to customers is on their purchase orders"),
    "stuck_orders_know_since_when": mark("Orders that can't be sent tell since when"),
    "history_is_kept": mark("What was done with each order can be found"),
    "rules_know_what_they_did": mark("Rules know on which orders they acted"),
    "problems_are_told": mark("Problems of orders are written down"),
    "fields_of_orders_are_defined": mark("Values in custom fields of orders have their field"),
    "fields_of_products_are_defined": mark("Values in custom fields of products have their field"),
    "prints_are_written_down": mark("Whatever was printed is written down"),
    "settings_are_written_down": mark("Settings that were chosen are there"),
    "numbers_have_no_gaps": mark("No row of the audit or the movements is missing"),
    "what_commands_made_is_there": mark("What was imported and made is there"),
    "statuses_follow_from_lines": mark("The states of orders follow from their lines"),
    "queue_keys_follow_fields": mark("Orders stand in the queue where they belong"),
    "commands_are_as_they_were_sent": mark("What was done is written down as it was asked for"),
    "settings_have_known_values": mark("Settings have values that they may have"),
    "constraints_hold": mark("Every value is one that its column may have"),
    "references_hold": mark("Every row that others name is there"),
    "numbers_of_parcels_were_given_out": mark("Numbers on parcels are of the range of this house"),
    "words_at_the_bench_are_kept": mark(
        "What was said of parcels at the bench is kept: second checks, weights, pictures"
    ),
    "closed_manifests_are_kept": mark(
        "Every list that a carrier was given is kept, with what is on it"
    ),
    "counts_are_kept": mark("Count sheets have what was counted of them"),
    "transfers_are_in_the_ledger": mark(
        "What is on its way between warehouses is what left and did not come yet"
    ),
    "tokens_are_kept": mark("Tokens of channels are there, also those that were revoked"),
    "shipments_are_news": mark("Channels are told of everything that left"),
    "costs_are_of_what_came": mark("Freight, duty and rates are kept with what came"),
    "receipts_are_kept": mark("Receipts have what was counted in"),
    "put_away_is_of_what_came": mark("No more is put away than came in"),
    "replenishment_was_moved": mark("What was carried to pick bins stands in the ledger"),
    "channels_were_told_what_is_kept": mark("Channels have the numbers that they were told"),
    "rules_have_their_history": mark("Rules of channels are what their history says last"),
    "channels_have_their_template": mark("Templates of slips that channels use are there"),
    "saved_views_are_kept": mark("Views that were saved are there"),
    "purchase_papers_are_kept": mark("Milestones and attachments of purchase orders are there"),
    "guards_are_in_place": mark("The database's own rules are switched on and unchanged"),
}
"""By the name of a check; a test compares them with those that there are."""

_RESTORE = mark(
    "Don't work on with this database. Take the last back-up (File ▸ Back-ups…); where there is"
    " none, or for what came after it, save what can still be read."
)
_CONTRADICTS = mark(
    "The record named here contradicts others: leave it as it is, and don't ship or count by it."
    " Take the last back-up (File ▸ Back-ups…), or ask for help and name this check and this row."
)
_SERVER = mark(
    "A page on the server's disk is damaged. Have its administrator look at the disk, and take the"
    " last back-up."
)
_ADVICE: Mapping[str, str] = {
    "file_is_sound": _RESTORE,
    "tables_are_complete": _RESTORE,
    "tables_are_sound": _SERVER,
    "indexes_are_sound": mark(
        "An index on the server is damaged, the table need not be. Have its administrator make the"
        " index anew (REINDEX), then check again."
    ),
    "settings_have_known_values": mark(
        "Set the setting named here once more (File ▸ Settings…), then check again."
    ),
    **dict.fromkeys(
        ("constraints_hold", "references_hold", "guards_are_in_place"),
        mark(
            "Something wrote to the database with its rules off, or changed the rules. Restore a"
            " back-up, or ask for help before anybody goes on."
        ),
    ),
}
_NOT_LOOKED_AT = mark(
    "The server's extension {name} is not there, or not for this user: its administrator can set it"
    " up (administrator's guide, “Whether the database is sound”). Everything else was looked at."
)


def check_words(name: str) -> str:
    """What holds when the check of that name does, in plain words."""
    return tr(CHECKS[name])


def check_advice(name: str) -> str:
    """What to do where the check of that name does not hold."""
    return tr(_ADVICE.get(name, _CONTRADICTS))


def not_looked_at_words(extension: str) -> str:
    """Why a check could not be made, and what can be done about it."""
    return tr(_NOT_LOOKED_AT).format(name=extension)
