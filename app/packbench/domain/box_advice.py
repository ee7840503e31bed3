"""Which box what is to be packed needs: by its measures, by its volume, or by its weight."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from packbench.domain.box_fit import Piece, Placed, Work, place
from packbench.domain.boxes import Box, ToPack, fits_turned, volume_mm3

MOST_MEASURED = 20
"""So many units are placed one by one; more are put in by their volume."""
FILL_PERCENT = 75
"""How much of a box is used where units are not placed one by one; the rest are gaps."""


class FoundBy(enum.StrEnum):
    """How a box was found."""

    MEASURE = "measure"
    VOLUME = "volume"
    WEIGHT = "weight"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BoxAdvice:
    """Which boxes are needed, the one to begin with first.

    Attributes:
        boxes: their codes, as many as there will be parcels; empty where no box can be told.
        way: how they were found.
        unmeasured: SKUs whose dimensions nobody told.
        unweighed: SKUs whose weight nobody told, where a box has a limit.
        too_large: SKUs that fit into no box; the boxes are for the rest.
    """

    boxes: tuple[str, ...] = ()
    way: FoundBy = FoundBy.NONE
    unmeasured: tuple[str, ...] = ()
    unweighed: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()


def advise_boxes(boxes: Sequence[Box], goods: Sequence[ToPack]) -> BoxAdvice:
    """Which of the boxes hold the goods: one where one does, else several.

    Args:
        boxes: those that may be used.
        goods: what is to be packed; units above 0.

    Up to `MOST_MEASURED` units are placed, so that what is told to fit does; more go by volume.
    Where dimensions are missing, weights and the limits of the boxes are all there is to go by.
    """
    smallest_first = sorted(boxes, key=lambda box: (box.volume_mm3, box.code))
    if not smallest_first or not goods:
        return BoxAdvice()
    limited = any(box.holds_g is not None for box in boxes)
    unweighed = _skus(one for one in goods if limited and one.weight_g is None)
    unmeasured = _skus(one for one in goods if not _is_measured(one))
    if unmeasured:
        found = _by_weight(smallest_first, goods)
        way = FoundBy.WEIGHT if found else FoundBy.NONE
        return BoxAdvice(found, way, unmeasured, unweighed)
    too_large = [one for one in goods if not any(_holds_one(box, one) for box in boxes)]
    rest = [one for one in goods if one not in too_large]
    told = BoxAdvice(unweighed=unweighed, too_large=_skus(too_large))
    placed = _by_measure(smallest_first, rest) if _units(rest) <= MOST_MEASURED else None
    if placed is not None:
        return replace(told, boxes=placed, way=FoundBy.MEASURE if placed else FoundBy.NONE)
    return replace(told, boxes=tuple(_by_volume(smallest_first, rest)), way=FoundBy.VOLUME)


def _skus(goods: Sequence[ToPack] | Iterator[ToPack]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.sku for one in goods))


def _units(goods: Sequence[ToPack]) -> int:
    return sum(one.units for one in goods)


def _is_measured(one: ToPack) -> bool:
    return one.sides is not None and all(side > 0 for side in one.sides)


def _holds_one(box: Box, one: ToPack) -> bool:
    light = box.holds_g is None or (one.weight_g or 0) <= box.holds_g
    return light and one.sides is not None and fits_turned(one.sides, box.room)


def _by_measure(boxes: Sequence[Box], goods: Sequence[ToPack]) -> tuple[str, ...] | None:
    """Boxes into which every unit was placed; None where that would take too long."""
    pieces = [
        Piece(one.sku, one.sides, one.weight_g or 0)
        for one in goods
        if one.sides is not None
        for _ in range(one.units)
    ]
    chosen: list[str] = []
    work = Work()
    while pieces:
        box, placed = _best_box(boxes, pieces, work)
        if not placed or work.is_used_up:
            return None
        chosen.append(box.code)
        gone = {one.piece for one in placed}
        pieces = [piece for number, piece in enumerate(pieces) if number not in gone]
    return tuple(chosen)


def _best_box(
    boxes: Sequence[Box], pieces: Sequence[Piece], work: Work
) -> tuple[Box, list[Placed]]:
    """The smallest box for all pieces, else the one that takes the most of them."""
    for box in boxes:
        if _may_hold_all(box, pieces):
            placed = place(box.room, pieces, box.holds_g, work)
            if len(placed) == len(pieces):
                return box, placed
    tried = [(box, place(box.room, pieces, box.holds_g, work)) for box in boxes]
    return max(
        tried, key=lambda one: sum(volume_mm3(pieces[found.piece].sides) for found in one[1])
    )


def _may_hold_all(box: Box, pieces: Sequence[Piece]) -> bool:
    weight_g = sum(piece.weight_g for piece in pieces)
    return (
        (box.holds_g is None or weight_g <= box.holds_g)
        and sum(volume_mm3(piece.sides) for piece in pieces) <= box.volume_mm3
        and all(fits_turned(piece.sides, box.room) for piece in pieces)
    )


def _by_volume(boxes: Sequence[Box], goods: Sequence[ToPack]) -> Iterator[str]:
    """Boxes for the goods by their volume, each unit one that fits into its box alone."""
    left = sorted(goods, key=lambda one: volume_mm3(one.sides or (0, 0, 0)), reverse=True)
    while left:
        filled = [(box, _filled(box, left)) for box in boxes]
        whole = next((one for one in filled if not one[1]), None)
        box, left = whole or min(filled, key=lambda one: _volume(one[1]))
        yield box.code


def _filled(box: Box, goods: Sequence[ToPack]) -> list[ToPack]:
    """What stays out when a box is filled; the first thing always goes in that fits alone."""
    room = box.volume_mm3 * FILL_PERCENT // 100
    left_g = box.holds_g
    is_empty, rest = True, []
    for one in goods:
        each = max(volume_mm3(one.sides or (0, 0, 0)), 1)
        taken = min(one.units, room // each) if _holds_one(box, one) else 0
        if left_g is not None and one.weight_g:
            taken = min(taken, left_g // one.weight_g)
        if is_empty and _holds_one(box, one):
            taken = max(taken, 1)
        is_empty = is_empty and not taken
        room = max(room - taken * each, 0)
        left_g = None if left_g is None else left_g - taken * (one.weight_g or 0)
        if taken < one.units:
            rest.append(replace(one, units=one.units - taken))
    return rest


def _volume(goods: Sequence[ToPack]) -> int:
    return sum(one.units * volume_mm3(one.sides or (0, 0, 0)) for one in goods)


def _by_weight(boxes: Sequence[Box], goods: Sequence[ToPack]) -> tuple[str, ...]:
    """The smallest box that may carry all, where all weights are known and boxes have limits."""
    measured = [one for one in goods if _is_measured(one)]
    if any(one.weight_g is None for one in goods):
        return ()
    weight_g = sum(one.units * (one.weight_g or 0) for one in goods)
    for box in boxes:
        if box.holds_g is not None and weight_g <= box.holds_g and not _filled(box, measured):
            return (box.code,)
    return ()
