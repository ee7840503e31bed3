"""The difference alone: what a picker who holds an old list does about it, on a page of its own."""

import enum
from pathlib import Path

from packbench.db.queries.records.documents import (
    ListedProduct,
    products_on_lists,
    wave_to_print,
)
from packbench.db.queries.records.lookups import find_wave_id
from packbench.documents.page import Printed
from packbench.documents.pick_difference import (
    OrderDifference,
    PickDifference,
    render_pick_difference,
)
from packbench.documents.picks import PickRow
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.file_names import file_name_for
from packbench.domain.outcomes import Said
from packbench.domain.picking import PICK_DIFFERENCE, TaskChange, WaveStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slots import slot_label
from packbench.engine.command.context import Context
from packbench.services.documents.printing import (
    Print,
    RenderedDocument,
    count_pages,
    keep,
    keep_written,
    printed_at,
)
from packbench.services.documents.writing import Writing, WrittenFiles
from packbench.services.picking.revisions import HeadChange, ListChange, ListChanges, changes_since
from packbench.services.unprintable import Letters


def pick_difference(
    context: Context, wave: str, since: int, *, force: bool = False
) -> RenderedDocument:
    """How the list of a wave differs from its revision `since`; kept as printed.

    Refuses `not_found`, `nothing_to_do` where that sheet still says what is so, or nobody knows
    what it said, and `letters_without_font` unless forced.
    """
    made = _render(context, wave, since, force=force)
    keep(context, made)
    return made.document


def write_pick_difference(
    context: Context, wave: str, since: int, target: Path, *, force: bool = False
) -> WrittenFiles:
    """Writes it to a file, or into a folder under a name of its own; refuses as it does."""
    made = _render(context, wave, since, force=force)
    return keep_written(context, made, Writing(context, target, force))


def _render(context: Context, wave: str, since: int, *, force: bool) -> Print:
    found = changes_since(context, wave, since)
    if found.known_from is None:
        why = Said.LIST_NOT_KEPT
        raise Refusal(Code.NOTHING_TO_DO, why=why, wave=found.wave, revision=since)
    if not (found.changes or found.orders):
        why = Said.LIST_IS_TRUE
        raise Refusal(Code.NOTHING_TO_DO, why=why, wave=found.wave, revision=since)
    letters = Letters()
    told = _difference(context, found, since, printed_at(context))
    pdf = render_pick_difference(told, letters.note)
    if not force:
        letters.refuse()
    name = f"pick-list-{file_name_for(found.wave)}-changes-since-{since}.pdf"
    document = RenderedDocument(name, pdf, count_pages(pdf), letters.found)
    return Print(PICK_DIFFERENCE, [found.wave], document, found.revision)


def _difference(
    context: Context, found: ListChanges, since: int, printed: Printed
) -> PickDifference:
    with context.database.read.connect() as connection:
        wave = wave_to_print(connection, find_wave_id(connection, found.wave))
        products = products_on_lists(connection, {one.sku for one in found.changes})
    sections: dict[_ToDo, list[PickRow]] = {section: [] for section in _ToDo}
    for one in found.changes:
        section, units = _what_to_do(one)
        sections[section].append(_row(one, units, products[one.sku]))
    return PickDifference(
        number=found.wave,
        barcode=own_code(OwnKind.PICK_LIST, wave.id, found.revision),
        warehouse=wave.warehouse,
        since=since,
        revision=found.revision,
        printed=printed,
        picker=wave.picker or "",
        void=found.status == WaveStatus.CANCELLED,
        back=tuple(sections[_ToDo.BACK]),
        more=tuple(sections[_ToDo.MORE]),
        elsewhere=tuple(sections[_ToDo.ELSEWHERE]),
        was_at=tuple(one.was_at or "" for one in found.changes if one.was_at is not None),
        orders=tuple(_order(one) for one in found.orders),
    )


class _ToDo(enum.Enum):
    BACK = enum.auto()
    MORE = enum.auto()
    ELSEWHERE = enum.auto()


def _what_to_do(change: ListChange) -> tuple[_ToDo, int]:
    """What a picker does about a change, and with how many units."""
    if change.change is TaskChange.MOVED:
        return _ToDo.ELSEWHERE, change.now
    more = change.now - change.before
    return (_ToDo.MORE, more) if more > 0 else (_ToDo.BACK, -more)


def _row(change: ListChange, units: int, product: ListedProduct) -> PickRow:
    return PickRow(
        sku=change.sku,
        name=product.name,
        quantity=units,
        location=change.location or "",
        barcode=product.barcode or "",
        lot=change.lot or "",
        slot=slot_label(change.tote) if change.tote else "–",
    )


def _order(change: HeadChange) -> OrderDifference:
    slot = slot_label(change.tote) if change.tote else "–"
    told = (change.field, change.before or "–", change.now or "–")
    return OrderDifference(slot, change.order_number, *told)
