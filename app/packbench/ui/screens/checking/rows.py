"""The tables of the check: one row for each look, one for each table of a damaged database."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from packbench.engine.check.result import Check
from packbench.services.office.checking import CheckResult
from packbench.services.office.rescuing import RescueResult
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Tone
from packbench.words.checks import check_words
from packbench.words.language import tr


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a table can be read, or was saved.

    Attributes:
        rows: what is there.
        lost: rows that are known to be lost; None where nobody can tell.
        damage: what the database said; None where nothing is wrong.
    """

    table: str
    rows: int
    lost: int | None
    damage: str | None


def checks_table(theme: Theme, parent: QWidget) -> ListTable[Check]:
    """One row for each check."""
    columns: list[ListColumn[Check]] = [
        ListColumn(tr("What must hold"), lambda row: Cell(check_words(row.name)), 30),
        ListColumn(tr("Holds"), _holds, 12),
        ListColumn(tr("Looked at"), lambda row: formats.number(row.rows_checked), 8, Align.END),
        ListColumn(tr("First that is bad"), lambda row: formats.words(row.first_bad), 18),
    ]
    return ListTable(tr("Checks"), columns, theme, parent)


def tables_table(theme: Theme, parent: QWidget) -> ListTable[Kept]:
    """One row for each table of the database."""
    columns: list[ListColumn[Kept]] = [
        ListColumn(tr("Table"), lambda row: Cell(row.table, bold=bool(row.damage)), 24),
        ListColumn(tr("Rows"), lambda row: formats.number(row.rows), 10, Align.END),
        ListColumn(tr("Lost"), _lost, 10, Align.END),
        ListColumn(tr("Damage"), lambda row: formats.words(row.damage), 40),
    ]
    return ListTable(tr("What can be saved"), columns, theme, parent)


def worst_first(result: CheckResult) -> list[Check]:
    """What does not hold, what was not looked at, then the others, each in the order given."""
    return sorted(result.checks, key=lambda row: (row.ok, row.skipped is None))


def readable(result: CheckResult) -> list[Kept]:
    """How much of each table can be read, the damaged ones first."""
    found = [Kept(one.table, one.rows, None, one.damage) for one in result.readable]
    return sorted(found, key=lambda row: row.damage is None)


def saved(result: RescueResult) -> list[Kept]:
    """How much of each table was saved, those that lack something first."""
    found = [Kept(one.table, one.saved, one.lost, one.damage) for one in result.tables]
    return sorted(found, key=lambda row: row.damage is None and not row.lost)


def _holds(row: Check) -> Cell:
    if row.skipped:
        return formats.state(tr("Not looked at"), "circle-dashed", Tone.ATTENTION)
    if row.ok:
        return formats.state(tr("Yes"), "circle-check", Tone.READY)
    return formats.state(tr("No"), "circle-x", Tone.WRONG)


def _lost(row: Kept) -> Cell:
    if row.lost is None and row.damage:
        return Cell(tr("not known"))
    return formats.number(row.lost or 0, bold=True)
