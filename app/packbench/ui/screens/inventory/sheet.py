"""The dialog that changes stock from a spreadsheet: every row before and after, first."""

from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.stock.sheets import SheetKind, StockSheet, change_by_sheet
from packbench.ui.parts.bulk.spec import Bulk, DialogField, Values, Words
from packbench.words.language import mark, tr, tr_count

_ABOUT = {
    SheetKind.COUNT: mark("Each row sets what was counted, in its bin and of its lot."),
    SheetKind.ADJUST: mark("Each row adds units, or with a minus takes units off."),
    SheetKind.LEVELS: mark("Each row sets levels; a cell that is empty leaves a level as it is."),
}


def sheet_of(context: Context, sheet: StockSheet) -> Bulk:
    """Changes stock by the rows of a sheet."""
    asks = sheet.kind is SheetKind.ADJUST
    reason = DialogField(
        "reason",
        tr("&Reason"),
        hint=tr("for the rows that say none of their own"),
        needed=tr("Say why.") if asks and not _all_say_why(sheet) else "",
    )

    def do(values: Values, how: How) -> Results:
        return change_by_sheet(context, sheet, reason=str(values.get("reason") or ""), how=how)

    words = Words(
        tr("Change stock from a spreadsheet"),
        tr(_ABOUT[sheet.kind]),
        lambda count: tr_count("Change {count} row", "Change {count} rows", count),
        tr("Changing stock…"),
        lambda count: tr_count(
            "Stock changed from a spreadsheet: {count} row.",
            "Stock changed from a spreadsheet: {count} rows.",
            count,
        ),
    )
    fields = () if sheet.kind is SheetKind.LEVELS else (reason,)
    return Bulk(words, fields, do, len(sheet.rows), tr("Row"), tried_at_once=True, looks_first=True)


def _all_say_why(sheet: StockSheet) -> bool:
    return all(cells.get("reason") for _, cells in sheet.rows)
