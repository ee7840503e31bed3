"""Making and editing a purchase order: all of it at once, tried before, and taken back whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.queries.planning.shortages import Terms, terms_of
from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.queries.records.purchasing import (
    PurchaseOrderView,
    find_purchase_order,
    purchase_order_lines,
    purchase_order_row,
    show_purchase_order,
)
from packbench.db.schema import (
    Command,
    CommandRecord,
    Operator,
    PurchaseOrder,
    PurchaseOrderLine,
)
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.changes import Kind
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.purchasing import INCOMING, Milestone
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.domain.reordering import SupplierOffer
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.exchange.cells import CodeText, CurrencyOrNone, NoteOrNone
from packbench.exchange.purchase_kinds import PurchaseLineFields
from packbench.exchange.typed import WrongCellsError, typed_row
from packbench.services.purchasing.drafts import (
    MadePurchases,
    insert_draft,
    lines_of,
    require_used_supplier,
    terms_with,
)
from packbench.services.purchasing.edited import (
    LINE_FIELDS,
    LineTexts,
    PurchaseEdit,
    PurchaseLineEdit,
    fields_here,
    line_here,
    money_text,
    refuse_closed,
    warehouse_of,
)
from packbench.services.purchasing.edited_states import (
    PurchaseChange,
    refuse_other_goods,
    settle,
    state_of,
)
from packbench.services.purchasing.effects import Waiters
from packbench.services.purchasing.limits import refuse_raised_above_limit
from packbench.services.purchasing.milestones import (
    MilestoneChange,
    day_of_milestone,
    write_milestone,
)

_BOUGHT = frozenset({"supplier", "warehouse", "currency", "terms"})
"""What was authorized: with another one it has to be authorized anew."""
_FIXED = frozenset({"supplier", "warehouse", "currency"})
"""What stays once the supplier has it."""
_FREE = frozenset({Status.DRAFT, Status.AUTHORIZED})
_NEW: LineTexts = ("", "1", "", "")


@dataclass(frozen=True, slots=True)
class _PurchaseHead:
    """What is said of a purchase order, as a file would say it."""

    supplier: CodeText
    warehouse: CodeText
    currency: CurrencyOrNone = None
    terms: NoteOrNone = None
    note: NoteOrNone = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line as it is, or would be: by what the supplier knows it, and what one costs."""

    line: int
    sku: str
    name: str
    supplier_sku: str | None
    ordered: int
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class EditedPurchase:
    """A purchase order after it was made or edited, and what has to be known of it."""

    order: PurchaseOrderView
    order_id: int
    lines: list[PricedLine] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class _WantedLine(NamedTuple):
    """A line as it is to be."""

    product: ProductRef
    ordered: int
    unit_cost: Decimal | None
    expected_on: date | None


def new_purchase(
    context: Context, new: PurchaseEdit, *, dry_run: bool = False, key: str | None = None
) -> EditedPurchase:
    """Makes a draft; with `dry_run` nothing is kept.

    Units are rounded up to whole packs and the least that the supplier sells, prices that nobody
    typed are the supplier's where they are in its currency, and both are told. A currency and terms
    that nobody typed are the supplier's.

    Refuses wrong values (`bad_fields`), unknown codes, products out of use and kits, a supplier out
    of use, an order without lines, and two currencies.
    """

    def work(transaction: Transaction) -> EditedPurchase:
        connection = transaction.connection
        fields = {"supplier": "", "warehouse": "", **new.fields}
        head = _typed_head(fields)
        supplier_id = require_used_supplier(connection, head.supplier)
        warehouse_id = warehouse_of(connection, head.warehouse)
        more = {"currency": head.currency, "terms": head.terms, "note": head.note}
        order_id = insert_draft(transaction, supplier_id, warehouse_id, **more)
        row = purchase_order_row(connection, order_id)
        notes = _write_lines(transaction, row, new.lines)
        transaction.undo = MadePurchases([order_id])
        transaction.changed(Kind.PURCHASE_ORDER, {order_id})
        return _answer(connection, order_id, notes)

    return _run(context, "po.create", {"new": new.content()}, work, dry_run=dry_run, key=key)


def edit_purchase(
    context: Context,
    number: str,
    edit: PurchaseEdit,
    *,
    dry_run: bool = False,
    key: str | None = None,
    confirms: bool = False,
) -> EditedPurchase:
    """Edits a purchase order; with `dry_run` nothing is kept.

    With `confirms` it is what the supplier confirmed, which is noted with the day of today.

    One that was authorized is a draft again where something else is bought. What was sent keeps
    its supplier, warehouse and currency, and a line no fewer units than were received of it.

    Refuses as `new_purchase`, what somebody else changed meanwhile (`edited_meanwhile`), and what
    is raised above what one may authorize after it was sent.
    """

    def work(transaction: Transaction) -> EditedPurchase:
        connection = transaction.connection
        row = find_purchase_order(connection, number)
        refuse_closed(row)
        before, lines = state_of(connection, row.id), lines_of(transaction, row)
        others = _compare(connection, row, edit)
        waiters = Waiters(connection, [row.id])
        notes = _write_head(transaction, row, edit.fields)
        row = purchase_order_row(connection, row.id)
        notes += _write_lines(transaction, row, edit.lines, rounds=not confirms)
        refuse_other_goods(connection, before, state_of(connection, row.id), row.number)
        confirmed = _confirm(transaction, row, confirms=confirms)
        if state_of(connection, row.id) == before and confirmed is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.PURCHASE_EDITED_SO, name=row.number)
        if row.status not in _FREE:
            now = lines_of(transaction, row)
            refuse_raised_above_limit(transaction, context.operator, row, lines, now)
        notes += settle(transaction, row, before)
        if row.status in INCOMING:
            notes += waiters.told().get(row.id, [])
        transaction.undo = PurchaseChange(before, state_of(connection, row.id), confirmed)
        transaction.changed(Kind.PURCHASE_ORDER, {row.id})
        transaction.changed_many(Kind.STOCK)
        return _answer(connection, row.id, [*notes, *others])

    content = {"number": number, **edit.content()}
    name = "po.confirm" if confirms else "po.edit"
    return _run(context, name, content, work, dry_run=dry_run, key=key)


def _confirm(transaction: Transaction, row: AnyRow, *, confirms: bool) -> MilestoneChange | None:
    """Notes that the supplier confirmed it today, unless that is known; refuses what he has not."""
    if not confirms:
        return None
    if row.status in _FREE:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
    day, confirmed = today(transaction.connection), Milestone.CONFIRMED.value
    before = day_of_milestone(transaction.connection, row.id, confirmed)
    if before == day:
        return None
    write_milestone(transaction, row.id, confirmed, day)
    return MilestoneChange(row.id, confirmed, before, day)


def _run(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    work: Any,
    *,
    dry_run: bool,
    key: str | None,
) -> EditedPurchase:
    given = context.without_key() if dry_run else context
    call = Call(name, content, None if dry_run else key)
    return run_or_try(given, call, EditedPurchase, work, keep=lambda _: not dry_run)


def _answer(connection: Connection, order_id: int, notes: Sequence[Note]) -> EditedPurchase:
    lines = [
        PricedLine(one.line, one.sku, one.name, one.supplier_sku, one.ordered, one.unit_cost)
        for one in purchase_order_lines(connection, order_id)
    ]
    return EditedPurchase(show_purchase_order(connection, order_id), order_id, lines, list(notes))


def _typed_head(fields: Mapping[str, str]) -> _PurchaseHead:
    try:
        return typed_row(_PurchaseHead, fields)
    except WrongCellsError as wrong:
        raise Refusal(Code.BAD_FIELDS, faults=list(_faults(wrong, 0))) from wrong


def _faults(wrong: WrongCellsError, line: int) -> Iterator[dict[str, Any]]:
    for one in wrong.rejects:
        params = {"code": one.code.value, "params": dict(one.params)}
        yield {"line": line, "column": one.column, "value": one.value, **params}


def _write_head(transaction: Transaction, row: AnyRow, fields: Mapping[str, str]) -> list[Note]:
    """Writes the fields that change; what has to be known of it."""
    connection = transaction.connection
    here = fields_here(connection, row)
    changed = {name for name, text in fields.items() if text.strip() != here[name]}
    if not changed:
        return []
    if changed & _FIXED and row.status not in _FREE:
        raise Refusal(Code.WRONG_STATE, why=Said.SENT_KEEPS, name=row.number, state=row.status)
    head = _typed_head({**here, **{name: fields[name] for name in changed}})
    values: dict[str, Any] = {"currency": head.currency, "terms": head.terms, "note": head.note}
    if "supplier" in changed:
        values["supplier_id"] = require_used_supplier(connection, head.supplier)
        theirs = terms_with(connection, values["supplier_id"])
        if "currency" not in changed:
            values["currency"] = theirs["currency"] or head.currency
        if row.terms == terms_with(connection, row.supplier_id)["terms"] and "terms" not in changed:
            values["terms"] = theirs["terms"]
    if "warehouse" in changed:
        values["warehouse_id"] = warehouse_of(connection, head.warehouse)
    statement = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
    connection.execute(statement.values(values))
    if values["currency"] and values["currency"] != row.currency and row.currency:
        return [note(Said.PRICES_STAY, currency=values["currency"])]
    return []


def _write_lines(
    transaction: Transaction,
    row: AnyRow,
    edits: Sequence[PurchaseLineEdit],
    *,
    rounds: bool = True,
) -> list[Note]:
    """Writes the lines that change; refuses an order of which no line would be left.

    What a supplier confirmed is not rounded up to what he sells otherwise.
    """
    connection = transaction.connection
    lines = {one.line: one for one in lines_of(transaction, row)}
    found = _wanted_lines(connection, row, lines, edits)
    products = {one.product.id for one in found if one is not None}
    terms = terms_of(connection, products, row.supplier_id) if rounds else {}
    wanted, notes = _by_terms(row, found, edits, lines, terms)
    number = max(lines, default=0)
    for edit, line in zip(edits, wanted, strict=True):
        here = lines.get(edit.line) if edit.line is not None else None
        if line is None and here is not None:
            connection.execute(delete(PurchaseOrderLine).where(PurchaseOrderLine.id == here.id))
        if line is None:
            continue
        values = {
            "product_id": line.product.id,
            "ordered": line.ordered,
            "unit_cost": line.unit_cost,
            "expected_on": line.expected_on,
        }
        if here is not None:
            chosen = update(PurchaseOrderLine).where(PurchaseOrderLine.id == here.id)
            connection.execute(chosen.values(values))
            continue
        number += 1
        values |= {"purchase_order_id": row.id, "line": number}
        connection.execute(insert(PurchaseOrderLine).values(values))
    if not lines_of(transaction, row):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_LINE)
    return notes


def _wanted_lines(
    connection: Connection,
    row: AnyRow,
    lines: Mapping[int, AnyRow],
    edits: Sequence[PurchaseLineEdit],
) -> list[_WantedLine | None]:
    """The lines as they are to be, None for those that go."""
    faults: list[dict[str, Any]] = []
    found: list[_WantedLine | None] = []
    number = max(lines, default=0)
    for edit in edits:
        here = None if edit.line is None else _line_of(row, lines, edit.line)
        number += here is None
        if edit.remove:
            _refuse_received(row, here, 0)
            found.append(None)
            continue
        try:
            found.append(_wanted(connection, row, here, edit))
        except WrongCellsError as wrong:
            faults += _faults(wrong, edit.line or number)
    if faults:
        raise Refusal(Code.BAD_FIELDS, faults=faults)
    return found


def _line_of(row: AnyRow, lines: Mapping[int, AnyRow], number: int) -> AnyRow:
    if number not in lines:
        raise Refusal(
            Code.WRONG_STATE, why=Said.PURCHASE_LINE_GONE, line=number, name=row.number, state=""
        )
    return lines[number]


def _wanted(
    connection: Connection, row: AnyRow, here: AnyRow | None, edit: PurchaseLineEdit
) -> _WantedLine:
    """One line as it is to be; raises WrongCellsError."""
    texts = edit.over(line_here(here) if here is not None else _NEW)
    cost, other = _split_currency(texts["unit_cost"])
    if other and row.currency and other != row.currency:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.ONE_CURRENCY,
            currency=row.currency,
            other=other,
            name=row.number,
            state="",
        )
    typed = typed_row(PurchaseLineFields, {**texts, "unit_cost": cost})
    product = find_product(connection, typed.sku)
    other_product = here is None or here.product_id != product.id
    if other_product and product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    if other_product and not product.active:
        raise Refusal(Code.INACTIVE, sku=product.sku)
    if here is not None:
        _refuse_received(row, here, 0 if other_product else typed.quantity)
    return _WantedLine(product, typed.quantity, typed.unit_cost, typed.expected_on)


def _split_currency(text: str) -> tuple[str, str]:
    """An amount, and the currency that somebody typed behind it."""
    amount, _, currency = text.strip().partition(" ")
    if len(currency.strip()) == 3 and currency.strip().isalpha():  # noqa: PLR2004 - ISO 4217
        return amount, currency.strip().upper()
    return text, ""


def _refuse_received(row: AnyRow, here: AnyRow | None, units: int) -> None:
    """Refuses fewer units of a line than came already."""
    taken = 0 if here is None else here.received + here.rejected
    if here is None or units >= taken:
        return
    if not units:
        raise Refusal(
            Code.WRONG_STATE, why=Said.RECEIVED_STAYS, sku=here.sku, name=row.number, state=""
        )
    raise Refusal(
        Code.TOO_MANY, why=Said.RECEIVED_ALREADY, count=taken, sku=here.sku, name=row.number
    )


def _by_terms(
    row: AnyRow,
    found: Sequence[_WantedLine | None],
    edits: Sequence[PurchaseLineEdit],
    lines: Mapping[int, AnyRow],
    terms: Mapping[int, Terms],
) -> tuple[list[_WantedLine | None], list[Note]]:
    """Rounds new quantities up to what the supplier sells, and fills prices in; both are told."""
    wanted: list[_WantedLine | None] = []
    notes: list[Note] = []
    for one, edit in zip(found, edits, strict=True):
        if one is None:
            wanted.append(None)
            continue
        here = None if edit.line is None else lines[edit.line]
        sells = terms.get(one.product.id)
        line, told = (one, []) if sells is None else _by_term(row, one, here, sells)
        wanted.append(line)
        notes += told
    return wanted, notes


def _by_term(
    row: AnyRow, one: _WantedLine, here: AnyRow | None, sells: Terms
) -> tuple[_WantedLine, list[Note]]:
    """One line, with what the supplier's terms make of it.

    The supplier's price follows the quantity until it is sent; one that was agreed on stays.
    """
    notes: list[Note] = []
    if not sells.offers:
        return one, notes
    offer = sells.offers[0]
    fresh = here is None or here.product_id != one.product.id
    units = offer.packs(one.ordered)
    changed = fresh or here is None or here.ordered != one.ordered
    if changed and units != one.ordered:
        rounded = note(
            Said.ROUNDED_UP,
            count=units,
            sku=one.product.sku,
            pack=offer.pack_size,
            minimum=offer.minimum_quantity,
            wanted=one.ordered,
        )
        notes.append(rounded)
        one = one._replace(ordered=units)
    cost = _asked(row, offer, one.ordered)
    before = None
    if here is not None and not fresh and row.status in _FREE:
        before = _asked(row, offer, here.ordered)
    follows = changed and before is not None and before == one.unit_cost != cost
    if cost is not None and (follows or (fresh and one.unit_cost is None)):
        price = _priced(row, cost)
        notes.append(note(Said.PRICE_OF_SUPPLIER, sku=one.product.sku, price=price))
        one = one._replace(unit_cost=cost)
    if changed and one.unit_cost is not None and cost is not None:
        notes += _cheaper(row, one, one.unit_cost, offer)
    return one, notes


def _cheaper(row: AnyRow, one: _WantedLine, cost: Decimal, offer: SupplierOffer) -> list[Note]:
    """From how many on the supplier asks less."""
    more = offer.cheaper(one.ordered, cost)
    if more is None:
        return []
    least, price = more[0], _priced(row, more[1])
    return [note(Said.CHEAPER_FROM, sku=one.product.sku, count=least, price=price)]


def _priced(row: AnyRow, cost: Decimal) -> str:
    return f"{_with_cents(cost)} {row.currency or ''}".strip()


def _asked(row: AnyRow, offer: SupplierOffer, units: int) -> Decimal | None:
    """What the supplier asks for one of so many; nobody knows it in another currency than his."""
    if row.currency and offer.currency and row.currency != offer.currency:
        return None
    return offer.cost_of(units)


def _with_cents(cost: Decimal) -> str:
    text = money_text(cost)
    return text if len(text.partition(".")[2]) >= 2 else f"{cost:.2f}"  # noqa: PLR2004 - cents


def _compare(connection: Connection, row: AnyRow, edit: PurchaseEdit) -> list[Note]:
    """What others changed since it was seen; refuses where the same is edited here."""
    if edit.seen is None:
        return []
    lines = {one.line: one for one in purchase_order_lines(connection, row.id)}
    mine = {(0, name) for name in edit.fields}
    for one in edit.lines:
        typed = (one.sku, one.quantity, one.unit_cost, one.expected_on)
        pairs = zip(LINE_FIELDS, typed, strict=True)
        mine |= {(one.line or -1, name) for name, text in pairs if text is not None or one.remove}
    changes = list(_changes(fields_here(connection, row), lines, edit))
    clashes = [one for one in changes if (one["line"], one["column"]) in mine]
    gone = {one.line for one in edit.lines}
    clashes += [one for one in changes if one["here"] is None and one["line"] in gone]
    who = _last_editor(connection, row.id) if changes else ""
    if clashes:
        raise Refusal(Code.EDITED_MEANWHILE, order=row.number, who=who, changes=clashes)
    return [
        note(
            Said.LINE_CHANGED_MEANWHILE if one["line"] else Said.CHANGED_MEANWHILE,
            line=one["line"],
            field=one["column"],
            here=one["here"],
            who=who,
        )
        for one in changes
        if one["here"] is not None
    ]


def _changes(
    fields: Mapping[str, str], lines: Mapping[int, AnyRow], edit: PurchaseEdit
) -> Iterator[dict[str, Any]]:
    seen = edit.seen
    assert seen is not None  # noqa: S101 - asked only then
    for name, before in seen.fields.items():
        if fields[name] != before:
            yield {"line": 0, "column": name, "here": fields[name]}
    for number, texts in seen.lines.items():
        if number not in lines:
            yield {"line": number, "column": "sku", "here": None}
            continue
        for name, old, now in zip(LINE_FIELDS, texts, line_here(lines[number]), strict=True):
            if old != now:
                yield {"line": number, "column": name, "here": now}


def _last_editor(connection: Connection, order_id: int) -> str:
    query = (
        select(Operator.name)
        .join(Command, Command.operator_id == Operator.id)
        .join(CommandRecord, CommandRecord.command_id == Command.id)
        .where(
            CommandRecord.kind == RecordKind.PURCHASE_ORDER.value,
            CommandRecord.record_id == order_id,
        )
        .order_by(Command.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none() or ""
