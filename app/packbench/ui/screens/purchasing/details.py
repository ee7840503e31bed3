"""The details of a purchase order: who sends it, where to, and what of each line has come."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.engine.command.context import Context
from packbench.services.office.history import RecordKind
from packbench.services.office.lists import (
    PurchaseOrderLineRow,
    PurchaseOrderRow,
    PurchasePapers,
    purchase_order_lines,
    purchase_order_list,
    purchase_papers,
)
from packbench.ui.history import history_section
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.states import status_cell
from packbench.ui.screens.purchasing.table import expected_cell
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.states import milestone_word


@dataclass(frozen=True, slots=True)
class PurchaseOrderDetails:
    """A purchase order with its lines."""

    row: PurchaseOrderRow
    lines: list[PurchaseOrderLineRow]
    papers: PurchasePapers


def read_details(context: Context, purchase_order_id: int) -> PurchaseOrderDetails | None:
    """A purchase order by its id; None when it is gone."""
    rows = purchase_order_list(context).rows([purchase_order_id])
    if not rows:
        return None
    return PurchaseOrderDetails(
        rows[0],
        purchase_order_lines(context, purchase_order_id),
        purchase_papers(context, purchase_order_id),
    )


class PurchaseOrderDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window and the database, for what is read later.
    """

    def __init__(self, place: Workplace) -> None:
        self._place, self._theme = place, place.desk.theme

    def show(self, details: PurchaseOrderDetails) -> Shown:
        """One purchase order."""
        row = details.row
        facts = [
            (tr("Supplier"), Cell(f"{row.supplier_name} ({row.supplier})")),
            (tr("Warehouse"), Cell(row.warehouse)),
            (tr("Created"), Cell(formats.exact(row.created_at))),
            (tr("Expected"), expected_cell(row)),
            (tr("Open"), formats.number(row.open, bold=True)),
            *_said(details),
        ]
        words = tr_count("{count} line", "{count} lines", len(details.lines))
        title = words.format(count=QLocale().toString(len(details.lines)))
        lines = TextRows(
            [part for line in details.lines for part in _rows(line, details.papers)],
            title,
            self._theme,
        )
        sections: list[QWidget] = [
            Facts(facts, self._theme),
            DetailsSection(title, lines, self._theme),
        ]
        sections.append(
            history_section(self._place, "purchase_orders", RecordKind.PURCHASE_ORDER, row.number)
        )
        below = tr("For {warehouse}").format(warehouse=row.warehouse)
        if details.papers.customer_order:
            below = tr("For order {order}").format(order=details.papers.customer_order)
        return Shown(row.number, status_cell(row.status), below, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected purchase orders."""
        words = tr_count(
            "{count} purchase order selected", "{count} purchase orders selected", count
        )
        heading = words.format(count=QLocale().toString(count))
        return Shown(heading, None, tr("Select one to see it."), [])


def _said(details: PurchaseOrderDetails) -> list[tuple[str, Cell]]:
    """What is said of it, as far as something is."""
    row, told = details.row, []
    papers = details.papers
    if papers.customer_order:
        told.append((tr("Drop-ship"), Cell(tr("straight to the customer"), icon="send")))
        told.append((tr("Order"), Cell(papers.customer_order)))
        told.append((tr("Customer"), Cell(papers.customer)))
        told += [(tr("Shipped"), Cell(one)) for one in papers.tracking]
    costs = [one.unit_cost * one.ordered for one in details.lines if one.unit_cost is not None]
    if costs:
        told.append((tr("Goods"), formats.money(sum(costs, Decimal(0)), row.currency)))
    told += [(tr("Terms"), Cell(row.terms))] if row.terms else []
    told += [(tr("Note"), Cell(row.note))] if row.note else []
    told += [
        (tr("Milestone"), Cell(f"{milestone_word(one)}, {formats.day(day).text}"))
        for one, day in details.papers.milestones.items()
    ]
    told += [(tr("Attachment"), _paper(path)) for path in details.papers.attachments]
    return told


def _paper(path: str) -> Cell:
    """The file's name; marked where it is there no more."""
    if Path(path).is_file():
        return Cell(Path(path).name, tip=path)
    words = tr("{name} (there is no such file)").format(name=Path(path).name)
    return Cell(words, tip=path)


def _rows(line: PurchaseOrderLineRow, papers: PurchasePapers) -> list[TextRow]:
    number = QLocale().toString
    words = tr("{received} of {ordered} received")
    if papers.customer_order:
        words = tr("{received} of {ordered} shipped")
    came = words.format(received=number(line.received), ordered=number(line.ordered))
    done = line.received + line.rejected >= line.ordered
    tone = Tone.READY if done else None
    rows = [
        TextRow(Cell(line.sku, bold=True), Cell(came, tone=tone)),
        TextRow(Cell(line.name, muted=True), _expected(line), inside=True),
    ]
    if line.rejected:
        words = tr("{count} rejected").format(count=number(line.rejected))
        rows.append(TextRow(Cell(words, icon="circle-x", tone=Tone.WRONG), inside=True))
    return rows


def _expected(line: PurchaseOrderLineRow) -> Cell:
    if line.expected_on is None:
        return Cell("")
    return Cell(formats.day(line.expected_on).text, muted=True)
