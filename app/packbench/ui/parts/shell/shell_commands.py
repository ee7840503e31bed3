"""The commands that the window itself has, and the menus that hold commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.parts.widgets.messages import PAST_KEYS, SHOW_KEYS
from packbench.words.language import mark, tr

MENUS: Mapping[str, Placement] = {
    mark("&File"): (
        CommandId.NEW_ORDER,
        CommandId.IMPORT,
        CommandId.OPEN_DATABASE,
        CommandId.EXPORT_LIST,
        CommandId.IMPORT_MAPPINGS,
        None,
        CommandId.SETTINGS,
        CommandId.BENCH_RULES,
        CommandId.BENCH_CHECKS,
        CommandId.PRINTERS,
        CommandId.PRINT_QUEUE,
        CommandId.LABELS,
        CommandId.SCANNER,
        CommandId.SCALE,
        CommandId.CAMERA,
        CommandId.LAST_SCANS,
        CommandId.BACKUPS,
        CommandId.CHECK_DATABASE,
        None,
        CommandId.QUIT,
    ),
    mark("&Edit"): (
        CommandId.UNDO,
        None,
        CommandId.COPY_ROWS,
        CommandId.COPY_CELL,
        None,
        CommandId.FIND,
        CommandId.FILTER,
        CommandId.CLEAR_FILTERS,
        None,
        CommandId.TEACH_CODE,
    ),
    mark("V&iew"): (
        CommandId.REFRESH,
        CommandId.SORT_BY,
        CommandId.COLUMNS,
        CommandId.CHOOSE_VIEW,
        CommandId.SAVE_VIEW,
        CommandId.TOGGLE_DETAILS,
        None,
        CommandId.SCHEME_SYSTEM,
        CommandId.SCHEME_LIGHT,
        CommandId.SCHEME_DARK,
        CommandId.SCHEME_HIGH_CONTRAST,
        None,
        CommandId.TEXT_LARGER,
        CommandId.TEXT_SMALLER,
    ),
    mark("&Data"): (
        CommandId.MASTER_PRODUCTS,
        CommandId.MASTER_WAREHOUSES,
        CommandId.MASTER_LOCATIONS,
        CommandId.MASTER_PICK_BINS,
        CommandId.DRAW_LAYOUT,
        CommandId.MASTER_SUPPLIERS,
        CommandId.MASTER_TERMS,
        CommandId.MASTER_RULES,
        CommandId.MASTER_OPERATORS,
        CommandId.MASTER_FIELDS,
        None,
        CommandId.CHANNELS,
        CommandId.MASTER_CHANNEL_RULES,
        CommandId.CHANNEL_SIGHT,
        CommandId.RULE_HISTORY,
        CommandId.CHANNEL_PROGRAMS,
        CommandId.RULES,
        CommandId.SHIPPING_METHODS,
        CommandId.BOXES,
        CommandId.SLIP_TEMPLATES,
        None,
        CommandId.SUGGEST_PURCHASES,
        CommandId.AUTO_DRAFTS,
        CommandId.SUPPLIER_FACTS,
        CommandId.EXCHANGE_RATES,
        CommandId.MOVEMENTS,
        CommandId.LEDGER_PROOF,
        CommandId.STOCK_VALUE,
        CommandId.RECEIPT_COSTS,
        None,
        CommandId.TRANSFERS,
        CommandId.REPLENISHMENT,
        CommandId.SLOTTING,
        CommandId.COUNT_SHEETS,
        CommandId.NEAR_EXPIRY,
        CommandId.TRACE_LOT,
        CommandId.SERIALS,
        None,
        CommandId.STOCK_PRODUCT,
        CommandId.EDIT_WAREHOUSE,
    ),
    mark("&Go"): (
        *(tab.command for tab in TABS),
        CommandId.PACKING_BENCH,
        CommandId.RECEIVING_DOCK,
        CommandId.PUT_AWAY,
        CommandId.CORRECT_RECEIPT,
        CommandId.RECEIVING_SHEET,
        None,
        CommandId.SHOW_MESSAGE,
        CommandId.PAST_MESSAGES,
        CommandId.DISMISS_MESSAGE,
        CommandId.PALETTE,
    ),
}

HELP: Mapping[str, Placement] = {
    mark("&Help"): (
        CommandId.GUIDE,
        CommandId.KEY_SHEET,
        CommandId.FIRST_STEPS,
        None,
        CommandId.ABOUT,
    ),
}
"""The last menu, behind that of the tab in front."""

_SCHEMES = (
    (CommandId.SCHEME_SYSTEM, None, mark("Look as the system"), "monitor"),
    (CommandId.SCHEME_LIGHT, Scheme.LIGHT, mark("Light look"), "sun"),
    (CommandId.SCHEME_DARK, Scheme.DARK, mark("Dark look"), "moon"),
    (CommandId.SCHEME_HIGH_CONTRAST, Scheme.HIGH_CONTRAST, mark("High contrast look"), "contrast"),
)


@dataclass(frozen=True, slots=True)
class ShellActions:
    """What the window can do; each command runs one of these."""

    find: Callable[[], None]
    open_palette: Callable[[], None]
    refresh: Callable[[], None]
    focus_filter: Callable[[], None]
    clear_filter: Callable[[], None]
    sort_by: Callable[[], None]
    arrange_columns: Callable[[], None]
    copy_rows: Callable[[], None]
    copy_cell: Callable[[], None]
    toggle_details: Callable[[], None]
    undo: Callable[[], None]
    show_message: Callable[[], None]
    show_past: Callable[[], None]
    dismiss_message: Callable[[], None]
    close: Callable[[], object]
    go_to: Callable[[str], None]
    choose_scheme: Callable[[Scheme | None], None]
    chosen_scheme: Callable[[], Scheme | None]
    scale_text: Callable[[float], None]


def shell_commands(do: ShellActions) -> list[CommandSpec]:
    """Every command of the window itself."""
    return [*_editing(do), *_viewing(do), *_looks(do), *_going(do)]


def _has_selection(context: CommandContext) -> bool:
    return context.selected > 0


def _has_list(context: CommandContext) -> bool:
    return bool(context.view)


def _can_undo(context: CommandContext) -> bool:
    return bool(context.undo)


def _editing(do: ShellActions) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.UNDO,
            tr("Undo"),
            do.undo,
            "undo-2",
            "Ctrl+Z",
            tr("Take back what was done last"),
            _can_undo,
            why_not=tr("There is nothing to take back."),
        ),
        CommandSpec(
            CommandId.COPY_ROWS,
            tr("Copy rows"),
            do.copy_rows,
            "copy",
            "Ctrl+C",
            tr("Copy the selected rows with headings, for a spreadsheet"),
            _has_selection,
        ),
        CommandSpec(
            CommandId.COPY_CELL,
            tr("Copy cell"),
            do.copy_cell,
            "copy",
            "Ctrl+Shift+C",
            tr("Copy the text of the cell in hand"),
            _has_selection,
        ),
        CommandSpec(
            CommandId.FIND,
            tr("Scan or search"),
            do.find,
            "search",
            "Ctrl+F",
            tr("Go to an order, product, bin or purchase order"),
        ),
        CommandSpec(
            CommandId.FILTER,
            tr("Filter rows"),
            do.focus_filter,
            "list-filter",
            "Ctrl+L",
            tr("Type what the rows must contain, or “status: new”"),
        ),
        CommandSpec(CommandId.CLEAR_FILTERS, tr("Clear the filter"), do.clear_filter, "x", "F8"),
    ]


def _viewing(do: ShellActions) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.REFRESH, tr("Refresh"), do.refresh, "refresh-cw", "F5", tr("Read again")
        ),
        CommandSpec(
            CommandId.SORT_BY,
            tr("Sort by…"),
            do.sort_by,
            "",
            "F6",
            tr("Choose the column that the rows are sorted by; the same one turns the order"),
            _has_list,
        ),
        CommandSpec(
            CommandId.COLUMNS,
            tr("Columns…"),
            do.arrange_columns,
            "",
            "Alt+Shift+C",
            tr("Show and hide columns, and put them in another order"),
            _has_list,
        ),
        CommandSpec(
            CommandId.TOGGLE_DETAILS,
            tr("Show or hide details"),
            do.toggle_details,
            "panel-right",
            "F4",
        ),
        CommandSpec(
            CommandId.TEXT_LARGER,
            tr("Larger text"),
            lambda: do.scale_text(1.1),
            "zoom-in",
            "Ctrl++",
        ),
        CommandSpec(
            CommandId.TEXT_SMALLER,
            tr("Smaller text"),
            lambda: do.scale_text(1 / 1.1),
            "zoom-out",
            "Ctrl+-",
        ),
        CommandSpec(CommandId.QUIT, tr("Quit"), do.close, "log-out", "Ctrl+Q"),
    ]


def _looks(do: ShellActions) -> list[CommandSpec]:
    return [
        CommandSpec(
            command,
            tr(text),
            partial(do.choose_scheme, scheme),
            icon,
            checked_when=partial(_is_chosen, do, scheme),
        )
        for command, scheme, text, icon in _SCHEMES
    ]


def _is_chosen(do: ShellActions, scheme: Scheme | None, _: CommandContext) -> bool:
    return do.chosen_scheme() == scheme


def _going(do: ShellActions) -> list[CommandSpec]:
    tabs = [
        CommandSpec(
            tab.command,
            tr("Go to {tab}").format(tab=tr(tab.title)),
            partial(do.go_to, tab.key),
            tab.icon,
            tab.shortcut,
        )
        for tab in TABS
    ]
    palette = CommandSpec(
        CommandId.PALETTE,
        tr("Find a command"),
        do.open_palette,
        "command",
        "Ctrl+K",
        tr("Every command, found by a few letters"),
    )
    message = CommandSpec(
        CommandId.SHOW_MESSAGE,
        tr("Show what the message is about"),
        do.show_message,
        "arrow-right",
        SHOW_KEYS,
        tr("Go to the orders or other records that the bar at the bottom tells of"),
        lambda context: context.message,
        why_not=tr("The last message has nothing to show."),
    )
    return [*tabs, message, *_telling(do), palette]


def _telling(do: ShellActions) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.PAST_MESSAGES,
            tr("Messages"),
            do.show_past,
            "chevron-up",
            PAST_KEYS,
            tr("The last messages, with what can still be done about them"),
        ),
        CommandSpec(
            CommandId.DISMISS_MESSAGE,
            tr("Dismiss the message"),
            do.dismiss_message,
            "x",
            tip=tr("Empty the bar at the bottom; the message stays among the last ones"),
        ),
    ]
