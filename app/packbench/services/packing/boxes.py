"""Box types: looking at them, making, changing and removing them, and which one a parcel is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.queries.records.boxes import any_boxes, boxes_by_key, known_boxes
from packbench.db.queries.records.lookups import find_product, find_warehouse
from packbench.db.schema import BoxType
from packbench.domain.boxes import MOST_G, MOST_MM, Box
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.codes import parse_own_code
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.barcodes import printed_barcode, stored_barcode

__all__ = ["Box", "changed_box", "check_boxes", "list_boxes", "remove_box", "set_boxes"]

MOST_CHARACTERS = 80


def list_boxes(context: Context) -> list[Box]:
    """Every box type, by code."""
    with context.database.read.connect() as connection:
        return known_boxes(connection)


def set_boxes(context: Context, boxes: Sequence[Box], *, key: str | None = None) -> list[Box]:
    """Makes box types, or replaces those of the same codes; all of them or none.

    Refuses (`invalid`) a box without code, name or a measure that can be true, `not_found` for a
    product or warehouse that is not there, a kit as material, and a code that another box has.
    """

    def work(transaction: Transaction) -> int:
        before = _those(transaction.connection, [one.code for one in boxes])
        after = [write_box(transaction.connection, one) for one in boxes]
        _finish(transaction, before, after)
        return len(after)

    content = {"boxes": [asdict(one) for one in boxes]}
    run_command(context, Call("pack.boxes", content, key, moves_stock=False), int, work)
    return list_boxes(context)


def check_boxes(context: Context, boxes: Sequence[Box]) -> list[Box]:
    """Boxes as `set_boxes` would keep them; refuses what it would refuse, writes nothing."""
    with context.database.read.connect() as connection:
        return [checked_box(connection, one) for one in boxes]


def remove_box(context: Context, code: str, *, key: str | None = None) -> list[Box]:
    """Removes a box type; what was packed in it stays as it is. Refuses `not_found`."""

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        before = _those(connection, [code])
        if not before:
            raise Refusal(Code.NOT_FOUND, kind="box", name=code)
        connection.execute(delete(BoxType).where(BoxType.code_key == code_key(code)))
        _finish(transaction, before, [])
        return 1

    call = Call("pack.boxes", {"remove": code}, key, moves_stock=False)
    run_command(context, call, int, work)
    return list_boxes(context)


def changed_box(box: Box | None, code: str, told: Mapping[str, Any]) -> Box:
    """A box with some of its fields set anew; a new one where there is none of this code.

    Args:
        box: as it is now.
        code: of a new one.
        told: by the fields of `Box`; `inside` and `outside` are sides such as `400x300x200`,
            `max_weight_g` 0 is no limit.

    Refuses (`invalid`) sides that are none.
    """
    values = dict(told)
    inside, outside = values.pop("inside", None), values.pop("outside", None)
    if inside is not None or box is None:
        values |= dict(zip(_INSIDE, _sides(inside or ""), strict=True))
    if outside is not None:
        sides = _sides(outside) if outside.strip() else (None, None, None)
        values |= dict(zip(_OUTSIDE, sides, strict=True))
    if "max_weight_g" in values:
        values["max_weight_g"] = values["max_weight_g"] or None
    return replace(box or Box(code, "", 0, 0, 0), **values)


_INSIDE = ("length_mm", "width_mm", "height_mm")
_OUTSIDE = ("outer_length_mm", "outer_width_mm", "outer_height_mm")


def _sides(text: str) -> tuple[int, ...]:
    if not text.strip():
        raise Refusal(Code.INVALID, field="no sides of a box", value=text)
    parts = _TIMES.split(text.strip())
    if len(parts) != len(_INSIDE) or not all(map(_SIDE.fullmatch, parts)):
        raise Refusal(Code.INVALID, field="sides of a box", value=text)
    return tuple(map(int, parts))


_SIDE = re.compile("[0-9]{1,9}")
_TIMES = re.compile(r"\s*[x×*]\s*", re.IGNORECASE)


def box_for_parcel(connection: Connection, code: str, warehouse: str) -> str:
    """The code of the box of a parcel as it is kept; while no box types are known, any text.

    Refuses `box_unknown`, with those that there are, `box_inactive` and `box_elsewhere`.
    """
    code = code.strip()
    if not any_boxes(connection):
        return code
    box = boxes_by_key(connection, [code]).get(code_key(code))
    if box is None:
        usable = [one.code for one in known_boxes(connection) if is_usable(one, warehouse)]
        raise Refusal(Code.BOX_UNKNOWN, name=code, known=", ".join(usable) or "–")
    if not box.active:
        raise Refusal(Code.BOX_INACTIVE, name=box.code)
    if not box.is_at(warehouse):
        raise Refusal(Code.BOX_ELSEWHERE, name=box.code, warehouse=box.warehouse)
    return box.code


def is_usable(box: Box, warehouse: str) -> bool:
    """Whether parcels of a warehouse may be packed in it."""
    return box.active and box.is_at(warehouse)


def checked_box(connection: Connection, box: Box) -> Box:
    """A box as it is written down: without blanks around, codes as they are spelled where known.

    Refuses as `set_boxes` does.
    """
    plain = replace(
        box,
        code=box.code.strip(),
        name=box.name.strip() or box.code.strip(),
        barcode=_barcode(box.barcode),
        material=_material(connection, box.material.strip()),
        warehouse=_warehouse(connection, box.warehouse.strip()),
    )
    if not code_key(plain.code) or max(len(plain.code), len(plain.name)) > MOST_CHARACTERS:
        raise Refusal(Code.INVALID, field="box", value=plain.code)
    _refuse_measures(plain)
    _refuse_codes_of_others(connection, plain)
    return plain


def _barcode(text: str) -> str:
    stored = stored_barcode(text.strip())
    ours = parse_own_code(text) is not None or parse_control_code(text) is not None
    if stored is None or ours or len(stored) > MOST_CHARACTERS or not stored.isprintable():
        raise Refusal(Code.INVALID, field="barcode of a box", value=text)
    return stored


def _material(connection: Connection, sku: str) -> str:
    if not sku:
        return ""
    product = find_product(connection, sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    return product.sku


def _warehouse(connection: Connection, code: str) -> str:
    return find_warehouse(connection, code).code if code else ""


def _refuse_measures(box: Box) -> None:
    outer = (box.outer_length_mm, box.outer_width_mm, box.outer_height_mm)
    for side in (*box.room, *(one for one in outer if one is not None)):
        if not 0 < side <= MOST_MM:
            raise Refusal(Code.INVALID, field="side of a box", value=side)
    outside = [one for one in outer if one is not None]
    around = zip(sorted(outside), sorted(box.room), strict=False)
    if len(outside) == len(box.room) and any(out < inside for out, inside in around):
        sides = "x".join(map(str, outside))
        raise Refusal(Code.INVALID, field="outside of a box", value=sides)
    heaviest = MOST_G if box.max_weight_g is None else box.max_weight_g
    if not 0 <= (box.weight_g or 0) < heaviest <= MOST_G:
        value = box.weight_g if box.max_weight_g is None else box.max_weight_g
        raise Refusal(Code.INVALID, field="weight of a box", value=value)


def _refuse_codes_of_others(connection: Connection, box: Box) -> None:
    ours = {code_key(box.code), code_key(box.barcode)} - {""}
    for other in known_boxes(connection):
        same = ours & {code_key(other.code), code_key(other.barcode)}
        if same and code_key(other.code) != code_key(box.code):
            named = printed_barcode(box.barcode) if code_key(box.barcode) in same else box.code
            raise Refusal(Code.BOX_CODE_TAKEN, barcode=named, other=other.code)


def write_box(connection: Connection, box: Box) -> Box:
    """Inside a command: makes or replaces a box type, refuses as `set_boxes` does.

    Gives it as it is kept.
    """
    plain = checked_box(connection, box)
    values: dict[str, Any] = {name: getattr(plain, name) for name in _PLAIN}
    values |= {
        "code_key": code_key(plain.code),
        "barcode": plain.barcode or None,
        "barcode_key": code_key(plain.barcode) or None,
        "material_id": find_product(connection, plain.material).id if plain.material else None,
        "warehouse_id": (
            find_warehouse(connection, plain.warehouse).id if plain.warehouse else None
        ),
    }
    known = select(BoxType.id).where(BoxType.code_key == values["code_key"])
    box_id = connection.execute(known).scalar_one_or_none()
    if box_id is None:
        connection.execute(insert(BoxType).values(values))
    else:
        connection.execute(update(BoxType).where(BoxType.id == box_id).values(values))
    return plain


_PLAIN = (
    *("code", "name", "length_mm", "width_mm", "height_mm", "weight_g", "max_weight_g", "active"),
    *("outer_length_mm", "outer_width_mm", "outer_height_mm"),
)


def _those(connection: Connection, codes: Sequence[str]) -> list[Box]:
    return list(boxes_by_key(connection, codes).values())


@dataclass(frozen=True, slots=True)
class BoxesChange:
    """Box types before a command and after it."""

    before: list[Box]
    after: list[Box]


def _finish(transaction: Transaction, before: list[Box], after: list[Box]) -> None:
    transaction.undo = BoxesChange(before, after)
    transaction.changed_many(Kind.SETTING)


def _undo_boxes(transaction: Transaction, change: BoxesChange) -> None:
    """As they were before; refuses where somebody changed one of them since."""
    connection = transaction.connection
    after = _by_key(change.after)
    ours = {*after, *_by_key(change.before)}
    now = boxes_by_key(connection, list(ours))
    if any(now.get(key) != after.get(key) for key in ours):
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    for key in ours - _by_key(change.before).keys():
        connection.execute(delete(BoxType).where(BoxType.code_key == key))
    for box in change.before:
        write_box(connection, box)
    transaction.changed_many(Kind.SETTING)


def _by_key(boxes: Sequence[Box]) -> Mapping[str, Box]:
    return {code_key(one.code): one for one in boxes}


UNDO_BOXES = Undoer(BoxesChange, _undo_boxes)
