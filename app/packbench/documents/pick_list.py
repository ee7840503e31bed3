"""Pick lists: the single form for one order, the batch form for a wave of several."""

import io
from collections.abc import Iterator
from functools import partial

from packbench.documents import pick_rows, words
from packbench.documents.blocks import (
    BODY,
    Block,
    BlockField,
    Facts,
    facts,
    framed_text,
    leading_mm,
)
from packbench.documents.lines import Style, StyledText, whole
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.own_values import own_text, own_texts
from packbench.documents.page import Frame, OnUnprintable, draw_document, tell_nobody
from packbench.documents.paper import Paper
from packbench.documents.pick_slots import slot_blocks
from packbench.documents.picks import PickList, PickSlot, Stop, stops
from packbench.documents.surface import Surface
from packbench.words.dates import day_in
from packbench.words.language import in_language, tr

_ORDER = Style(20, bold=True)
_CUSTOMER = Style(11)
_ORDER_MM = 16.0


def render_pick_list(pick_list: PickList, on_unprintable: OnUnprintable = tell_nobody) -> bytes:
    """The PDF of a pick list, on A4 or Letter; equal lists give equal bytes."""
    if pick_list.printed.paper is Paper.LABEL_4X6:
        raise ValueError(pick_list.printed.paper)
    form = pick_rows.SINGLE if len(pick_list.slots) == 1 else pick_rows.BATCH
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(pick_list.printed.language):
        frame = _frame(pick_list)
        canvas.setTitle(f"{frame.title} {frame.number}")
        heads = pick_rows.heads(form)
        letters = draw_document(canvas, frame, _blocks(pick_list, form, heads), heads)
    if letters:
        on_unprintable(pick_list.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(pick_list: PickList) -> Frame:
    if len(pick_list.slots) == 1:
        title = tr("Pick list")
        footer = tr("Order {number}").format(number=pick_list.slots[0].order_number)
    else:
        title = tr("Batch pick list")
        footer = tr("Wave {number}").format(number=pick_list.number)
    return Frame(
        title=title,
        number=pick_list.number,
        barcode=pick_list.barcode,
        subtitle=tr("Warehouse {name}").format(name=pick_list.warehouse),
        footer=footer,
        printed=pick_list.printed,
    )


def _blocks(pick_list: PickList, form: pick_rows.Form, heads: Block) -> Iterator[Block]:
    route = stops(pick_list)
    language = pick_list.printed.language
    if form is pick_rows.SINGLE:
        slot = pick_list.slots[0]
        yield _order_block(slot, pick_list.printed.paper.grid.width_mm)
        yield facts((*_order_facts(slot, language), *_route_facts(pick_list, route)))
        yield from _list_block(pick_list)
    else:
        yield facts((*_wave_facts(pick_list), *_route_facts(pick_list, route)))
        yield from _list_block(pick_list)
        yield from slot_blocks(pick_list.slots, language)
    if notes := _notes(pick_list.slots, language):
        yield from framed_text(tr("Notes"), notes, BODY, pick_list.printed.paper.grid.width_mm)
    yield heads
    yield from pick_rows.table(form, route, language)


def _order_block(slot: PickSlot, width_mm: float) -> Block:
    """Order and customer, large where they are short, on more lines where they are long."""
    order = tr("Order {number}").format(number=slot.order_number)
    numbers = whole(order, _ORDER, width_mm, 9)
    customer = whole(slot.customer, _CUSTOMER, width_mm, 8)
    more_mm = leading_mm(numbers) * (len(numbers) - 1)
    last_mm = more_mm + leading_mm(customer) * max(0, len(customer) - 1)
    return Block(_ORDER_MM + last_mm, partial(_draw_order, numbers, customer, width_mm))


def _draw_order(
    numbers: list[StyledText],
    customer: list[StyledText],
    width_mm: float,
    surface: Surface,
    y_mm: float,
) -> None:
    field = BlockField(0, width_mm)
    baseline_mm = y_mm + 8
    for index, (text, style) in enumerate(numbers):
        field.write(surface, baseline_mm + index * leading_mm(numbers), text, style)
    baseline_mm += leading_mm(numbers) * (len(numbers) - 1) + 5.4
    for index, (text, style) in enumerate(customer):
        field.write(surface, baseline_mm + index * leading_mm(customer), text, style)


def _order_facts(slot: PickSlot, language: str) -> Facts:
    return (
        (tr("Ship by"), day_in(slot.ship_by, language) if slot.ship_by else "–"),
        (tr("Ship method"), slot.ship_method or "–"),
        (tr("Priority"), words.number(slot.priority, language)),
    )


def _wave_facts(pick_list: PickList) -> Facts:
    orders = words.number(len(pick_list.slots), pick_list.printed.language)
    return (
        (tr("Picker"), pick_list.picker or "–"),
        (tr("Cart"), pick_list.cart or "–"),
        (tr("Orders"), orders),
    )


def _route_facts(pick_list: PickList, route: list[Stop]) -> Iterator[tuple[str, str]]:
    language = pick_list.printed.language
    yield tr("Lines"), words.number(len(route), language)
    yield tr("Units"), words.number(sum(stop.quantity for stop in route), language)
    if pick_list.weight_g is not None:
        yield tr("Weight"), words.weight(pick_list.weight_g, language)
    if pick_list.distance_m is not None:
        yield tr("Walk"), _walk(pick_list.distance_m, pick_list.saved or 0, language)


def _list_block(pick_list: PickList) -> Iterator[Block]:
    """What tells this list from an older one, and how its order was found; if anything does."""
    told = []
    if pick_list.walk:
        told.append((tr("Order of the stops"), pick_list.walk))
    if pick_list.revision > 1:
        revision = words.number(pick_list.revision, pick_list.printed.language)
        told.append((tr("Revision"), revision))
    if told:
        yield facts(tuple(told))


def _walk(distance_m: float, saved: float, language: str) -> str:
    walk = words.distance(distance_m, language)
    if round(saved, 2) <= 0:
        return walk
    text = tr("{walk}, {share} less than in bin order")
    return text.format(walk=walk, share=words.percent(saved, language))


def _notes(slots: tuple[PickSlot, ...], language: str) -> str:
    """The notes of all orders; in a batch each after the slot and the order that it belongs to.

    What the shop has them say in fields of its own stands with them.
    """
    if len(slots) == 1:
        own = (own_text(one, language) for one in slots[0].own)
        return "\n".join(filter(None, (slots[0].notes, *own)))
    told = ((one, " ".join(one.notes.split()), own_texts(one.own, language)) for one in slots)
    return "\n".join(
        f"{slot.label} · {slot.order_number}: {' · '.join(filter(None, (notes, own)))}"
        for slot, notes, own in told
        if notes or own
    )
