"""The sentences of the check in the window."""

from PySide6.QtCore import QLocale

from packbench.engine.check.result import Check
from packbench.services.office.checking import CheckResult
from packbench.services.office.rescuing import RescueResult
from packbench.words.checks import check_advice, check_words, not_looked_at_words
from packbench.words.language import tr, tr_count


def verdict_words(result: CheckResult, seconds: float) -> str:
    """What the check found, in a sentence or two."""
    if result.readable:
        return _damaged_words(result)
    bad = sum(not one.ok for one in result.checks)
    skipped = sum(one.skipped is not None for one in result.checks)
    if bad:
        words = tr_count(
            "{bad} of {count} checks does not hold. Nothing was changed. It stands first; what to"
            " do about it stands below the list.",
            "{bad} of {count} checks do not hold. Nothing was changed. They stand first; what to do"
            " about the one in hand stands below the list.",
            bad,
        )
    else:
        words = tr("The database is sound: {count} checks hold.")
    told = [words.format(bad=_number(bad), count=_number(len(result.checks) - skipped))]
    if skipped:
        more = tr_count("{count} was not looked at.", "{count} were not looked at.", skipped)
        told.append(more.format(count=_number(skipped)))
    took = tr("It took {seconds} s.")
    return " ".join([*told, took.format(seconds=QLocale().toString(seconds, "f", 1))])


def _damaged_words(result: CheckResult) -> str:
    tables = sum(one.damage is not None for one in result.readable)
    rows = sum(one.rows for one in result.readable)
    if tables:
        words = tr(
            "The file is damaged; nothing was written to it. Damage is in {tables} of {count}"
            " tables; {rows} rows can be read. Don't work on with it: take the last back-up, or"
            " save what can be read."
        )
    else:
        words = tr(
            "The file is damaged; nothing was written to it. All {rows} rows of its {count} tables"
            " can be read, it seems. Don't work on with it: take the last back-up, or save what can"
            " be read."
        )
    counts = {"tables": tables, "count": len(result.readable), "rows": rows}
    return words.format(**{name: _number(count) for name, count in counts.items()})


def row_advice(row: Check) -> str:
    """What is so, and what to do about it, for one check."""
    if row.skipped:
        return not_looked_at_words(row.skipped)
    if row.ok:
        return ""
    words = tr("Does not hold: {what} ({bad}). {advice}")
    advice = check_advice(row.name)
    return words.format(what=check_words(row.name), bad=row.first_bad, advice=advice)


def saved_words(result: RescueResult, folder: str) -> str:
    """What was saved, and what to do with it."""
    rows = sum(one.saved for one in result.tables)
    known = [one.lost for one in result.tables]
    told = tr("{rows} rows were saved as files in {folder}.")
    if result.whole:
        lost = tr("Nothing is known to be lost.")
    elif None in known:
        lost = tr("Some are lost; nobody can tell how many.")
    else:
        lost = _lost_words(sum(one or 0 for one in known))
    then = tr(
        "Fill a new database from them in the order of their numbers (administrator's guide,"
        " “Whether the database is sound”)."
    )
    return " ".join([told.format(rows=_number(rows), folder=folder), lost, then])


def _lost_words(count: int) -> str:
    if not count:
        return tr("No row is known to be lost, but some name rows of other tables that are.")
    words = tr_count("{count} row is lost.", "{count} rows are lost.", count)
    return words.format(count=_number(count))


def _number(count: int) -> str:
    return QLocale().toString(count)
