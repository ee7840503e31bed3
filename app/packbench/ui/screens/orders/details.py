"""The details of an order: problems with their fix, address, lines, shipments, why."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QPushButton, QWidget

from packbench.documents.address import Address, address_lines
from packbench.domain.orders import NOT_BLOCKING, Problem
from packbench.engine.command.context import Context
from packbench.services.office.history import RecordKind
from packbench.services.office.lists import order_list
from packbench.services.orders.looking import (
    LineExplanation,
    OrderView,
    ProblemView,
    ShipmentView,
    explain,
    get_order,
)
from packbench.services.orders.merging import mergeable
from packbench.services.orders.progress import OrderProgress, progress_of
from packbench.services.orders.whereabouts import Whereabouts, whereabouts
from packbench.ui.history import history_section
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.own_columns import value_cell
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.notice import Notice
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.states import capital, payment_words, status_cell
from packbench.ui.screens.orders.entry_commands import entry, open_product
from packbench.ui.screens.orders.line_rows import LineRows
from packbench.ui.screens.orders.mending import MENDINGS, PRODUCT_FIELDS, is_unpaid, spot_of
from packbench.ui.screens.orders.progress_view import ProgressView
from packbench.ui.screens.orders.shipped_view import shipped_view
from packbench.ui.screens.orders.table import problem_word
from packbench.ui.why import advice_later, why_rows
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.order_fields import perhaps_meant
from packbench.words.states import PROBLEMS, status_word

_NAMED = 5


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """An order with what explains it, as it was read."""

    order: OrderView
    why: list[LineExplanation]
    address: list[str]
    progress: OrderProgress
    mergeable: Mapping[int, str]
    where: Whereabouts


def read_details(context: Context, order_id: int) -> OrderDetails | None:
    """An order by its id; None when it is gone."""
    rows = order_list(context).rows([order_id])
    if not rows:
        return None
    order = get_order(context, rows[0].number)
    return OrderDetails(
        order,
        explain(context, order.number),
        _address(order),
        progress_of(context, order),
        mergeable(context, order.number),
        whereabouts(context, order),
    )


class OrderDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window and the database, for what is read later.
        commands: which buttons for several orders, and behind the facts of one.
        merge: begins to merge the orders of these ids.
    """

    def __init__(
        self, place: Workplace, commands: Placement, merge: Callable[["array[int]"], None]
    ) -> None:
        self._place, self._commands, self._merge = place, commands, merge
        self._theme, self._registry = place.desk.theme, place.desk.window.registry

    def show(self, details: OrderDetails) -> Shown:
        """One order."""
        order = details.order
        slips = (CommandId.PACKING_SLIPS,) if order.shipments else ()
        progress = ProgressView(details.progress, order.lines, slips, self._registry, self._theme)
        sections: list[QWidget] = [
            self._section(tr("Did it ship?"), shipped_view(order, details.where, self._place)),
            self._section(tr("Progress"), progress),
        ]
        sections += [self._problem(order, x) for x in order.problems if not _of_product(x)]
        sections += self._products_lack(order)
        sections += self._stops(order)
        if details.mergeable:
            sections.append(self._merge_hint(order, details.mergeable))
        sections.append(Facts(_facts(details), self._theme))
        buttons = (CommandId.EDIT_ORDER, *self._commands, CommandId.SHOW_CUSTOMER)
        sections.append(CommandRow(self._registry, buttons))
        lines = LineRows(order.lines, self._theme)
        lines.product_wanted.connect(lambda sku: open_product(self._place, sku))
        sections.append(self._section(_lines_title(order), lines))
        if order.shipments:
            sections.append(self._section(tr("Shipments"), self._shipments(order)))
        if any(line.waiting for line in order.lines):
            advice = advice_later(self._place, "orders.advice", order.number)
            sections.append(self._section(tr("What would help"), advice))
        if details.why:
            why = TextRows(why_rows(details.why), tr("Why"), self._theme)
            sections.append(self._section(tr("Why it was allocated so"), why))
        sections.append(history_section(self._place, "orders", RecordKind.ORDER, order.number))
        ordered = formats.exact(order.ordered_at)
        below = f"{order.channel} · {ordered}" if order.channel else ordered
        return Shown(order.number, status_cell(order.status), below, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected orders."""
        words = tr_count("{count} order selected", "{count} orders selected", count)
        heading = words.format(count=QLocale().toString(count))
        below = tr("The commands work on all of them.")
        return Shown(heading, None, below, [CommandRow(self._registry, self._commands)])

    def _section(self, title: str, content: QWidget) -> DetailsSection:
        return DetailsSection(title, content, self._theme)

    def _problem(self, order: OrderView, found: ProblemView) -> Notice:
        problem = Problem(found.code)
        text, place = PROBLEMS[problem], {"line": found.line, "sku": found.sku}
        message, fix = (tr(words).format(**place) for words in text)
        fix = " ".join(filter(None, (fix, perhaps_meant(found.near))))
        mending = MENDINGS[problem]
        buttons = CommandRow(self._registry, mending.commands)
        if mending.edit:
            buttons.add_first(self._editing(order, found, tr(mending.edit)))
        if problem in NOT_BLOCKING:
            return Notice(Tone.NEUTRAL, "info", message, fix, self._theme, buttons)
        return Notice(Tone.ATTENTION, "triangle-alert", message, fix, self._theme, buttons)

    def _products_lack(self, order: OrderView) -> list[QWidget]:
        """What customs will ask of products, a notice a line, with the way to the product."""
        by_line: dict[int, list[ProblemView]] = defaultdict(list)
        for found in filter(_of_product, order.problems):
            by_line[found.line].append(found)
        told = []
        for line, all_of in list(by_line.items())[:_NAMED]:
            sku = all_of[0].sku
            words = tr("Line {line}: customs will ask for {sku}, which has {lacks}.").format(
                line=line, sku=sku, lacks=", ".join(problem_word(one.code) for one in all_of)
            )
            row = CommandRow(self._registry, ())
            row.add_first(self._opening(all_of[0]))
            told.append(Notice(Tone.NEUTRAL, "info", words, "", self._theme, row))
        more = len(by_line) - _NAMED
        if more > 0:
            words = tr_count(
                "{count} more line lacks something.", "{count} more lines lack something.", more
            ).format(count=QLocale().toString(more))
            told.append(Notice(Tone.NEUTRAL, "info", words, "", self._theme))
        return list(told)

    def _opening(self, found: ProblemView) -> QPushButton:
        """A button that opens the product of a line at what it lacks first."""
        problem = Problem(found.code)
        button = QPushButton(on_button(tr(MENDINGS[problem].product).format(sku=found.sku)))
        button.setObjectName(f"mend_product_{found.line}")
        button.setAutoDefault(False)
        field = PRODUCT_FIELDS[problem]
        button.clicked.connect(lambda: open_product(self._place, found.sku, field))
        return button

    def _editing(self, order: OrderView, found: ProblemView, words: str) -> QPushButton:
        """A button that opens the form where a problem is mended."""
        spot = spot_of(order, found)
        button = QPushButton(words)
        button.setObjectName(f"mend_{found.code}_{found.line}")
        button.setAutoDefault(False)
        where = (order.number, spot.line, spot.column, spot.text, spot.near)
        button.clicked.connect(lambda: entry(self._place).edit(*where))
        return button

    def _stops(self, order: OrderView) -> list[QWidget]:
        """What keeps it from being picked beside its problems, with what ends that."""
        found = []
        if is_unpaid(order):
            told = (tr("It is not paid yet."), tr("It keeps its stock, and can't be picked."))
            found.append((told, CommandId.PAY_ORDERS))
        if order.hold:
            told = (tr("It is on hold: {reason}").format(reason=order.hold_reason or ""), "")
            found.append((told, CommandId.RESUME_BACK_ORDERS))
        return [
            Notice(Tone.NEUTRAL, "info", *told, self._theme, CommandRow(self._registry, (command,)))
            for told, command in found
        ]

    def _merge_hint(self, order: OrderView, others: Mapping[int, str]) -> Notice:
        words = tr_count(
            "{customer} has {count} more open order to the same address: {numbers}.",
            "{customer} has {count} more open orders to the same address: {numbers}.",
            len(others),
        ).format(
            customer=order.company or order.customer_name or tr("The customer"),
            count=QLocale().toString(len(others)),
            numbers=", ".join(list(others.values())[:_NAMED]),
        )
        button = QPushButton(tr("Merge them…"))
        button.setObjectName("merge_hint")
        ids = array("q", [order.id, *others])
        button.clicked.connect(lambda: self._merge(ids))
        row = CommandRow(self._registry, ())
        row.add_first(button)
        return Notice(Tone.NEUTRAL, "merge", words, "", self._theme, row)

    def _shipments(self, order: OrderView) -> TextRows:
        rows = [row for one in order.shipments for row in shipment_rows(one)]
        return TextRows(rows, tr("Shipments"), self._theme)


def _of_product(found: ProblemView) -> bool:
    """Whether a problem is mended in the product of its line."""
    return bool(MENDINGS[Problem(found.code)].product)


def shipment_rows(shipment: ShipmentView) -> list[TextRow]:
    """A shipment, and whether it is on its way: since when, with whom, under which number."""
    state = " · ".join((shipment.warehouse, status_word(shipment.status)))
    rows = [TextRow(Cell(shipment.number, bold=True), Cell(state, muted=True))]
    if shipment.shipped_at is not None:
        at = formats.moment(shipment.shipped_at)
        words = tr("Shipped {when} ({moment})").format(when=at.text, moment=at.tip)
        rows.append(TextRow(Cell(words, icon="truck", tone=Tone.READY), inside=True))
    if shipment.carrier or shipment.tracking:
        sent_by = Cell(shipment.carrier or tr("Tracking number"))
        rows.append(TextRow(sent_by, Cell(shipment.tracking or ""), inside=True))
    return rows


def _facts(details: OrderDetails) -> list[tuple[str, Cell]]:
    order = details.order
    facts = [(tr("Ship to"), formats.words("\n".join(details.address)))]
    if order.customer_email:
        facts.append((tr("E-mail"), Cell(order.customer_email)))
    if order.ship_by:
        facts.append((tr("Ship by"), formats.day(order.ship_by)))
    if order.ship_method:
        facts.append((tr("Ship method"), Cell(order.ship_method)))
    facts += _amounts(order)
    facts.append((tr("Payment"), Cell(capital(payment_words(order.payment)))))
    facts.append((tr("Ships"), Cell(_splitting(order))))
    if order.excluded:
        facts.append((tr("Kept out of"), Cell(", ".join(order.excluded))))
    if order.priority:
        facts.append((tr("Priority"), formats.number(order.priority)))
    if order.hold:
        facts.append((tr("On hold"), formats.words(order.hold_reason)))
    if order.tags:
        facts.append((tr("Tags"), Cell(", ".join(order.tags))))
    facts += [(one.label, value_cell(one)) for one in order.custom if one.value is not None]
    for name, text in ((tr("Note"), order.note), (tr("Gift message"), order.gift_message)):
        if text:
            facts.append((name, Cell(text)))
    return facts


def _amounts(order: OrderView) -> list[tuple[str, Cell]]:
    """What the customer was charged and given beside the prices of the lines."""
    amounts = (
        (tr("Shipping charged"), order.shipping_charged),
        (tr("Discount"), order.discount),
        (tr("Tax"), order.tax),
    )
    return [
        (name, formats.money(amount, order.currency))
        for name, amount in amounts
        if amount is not None
    ]


def _splitting(order: OrderView) -> str:
    """How the order may be split, in words."""
    when = tr("in parts") if order.ship_partial else tr("only complete")
    if order.max_warehouses is None:
        return capital(when)
    most = tr_count(
        "from {count} warehouse", "from at most {count} warehouses", order.max_warehouses
    )
    return capital(f"{when}, {most.format(count=order.max_warehouses)}")


def _lines_title(order: OrderView) -> str:
    units = sum(line.ordered for line in order.lines)
    lines = tr_count("{count} line", "{count} lines", len(order.lines))
    words = tr_count("{lines}, {count} unit", "{lines}, {count} units", units)
    number = QLocale().toString
    return words.format(lines=lines.format(count=number(len(order.lines))), count=number(units))


def _address(order: OrderView) -> list[str]:
    address = Address(
        name=order.customer_name or "",
        company=order.company or "",
        street=order.street or "",
        street2=order.street2 or "",
        postal_code=order.postal_code or "",
        city=order.city or "",
        region=order.region or "",
        country=order.country or "",
    )
    return address_lines(address, QLocale().name())
