"""One scan at the bench and all that follows of it by itself: opened, counted, closed, shipped.

Each step is a command of its own, with a key made from the scan's: sent again after a broken line,
none is done twice, and each can be taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from packbench.domain.bench_settings import Photo
from packbench.domain.packing import PackVerdict
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.packing.checks_made import BenchChecks, checks_for
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.judging import ScanTold
from packbench.services.packing.looking import (
    Opens,
    PackView,
    find_for_scan,
    get_packing,
    open_here,
)
from packbench.services.packing.opening import open_packing
from packbench.services.packing.parcels import set_parcel
from packbench.services.packing.photos import parcels_without_photo
from packbench.services.packing.rules import BenchRules, rules_for
from packbench.services.packing.scanning import Scanned, scan_items
from packbench.services.shipping.sending import ship_shipment, void_shipment


@dataclass(frozen=True, slots=True)
class BenchAnswer:
    """What came of a scan at the bench.

    Attributes:
        packing: the shipment at the bench, as it is now; None where nothing was opened.
        rules: how its channel is packed at this station.
        told: the answer to an item's scan; None where no item was scanned.
        opens: what the scan opened, where nothing was open before.
        closed: whether all is packed, by this scan.
        shipped: whether it has left the house, by this scan.
        stopped: why the last step was not done; those before it were.
        checks: what this station checks of its channel's orders.
    """

    packing: PackView | None = None
    rules: BenchRules = BenchRules()  # noqa: RUF009 - it is frozen
    told: ScanTold | None = None
    opens: Opens | None = None
    closed: bool = False
    shipped: bool = False
    stopped: Refusal | None = None
    checks: BenchChecks = BenchChecks()  # noqa: RUF009 - it is frozen


def scan_at_bench(
    context: Context,
    codes: list[str],
    *,
    shipment: str | None,
    wave: str | None = None,
    chosen: str | None = None,
    later: Callable[[Callable[[], None]], None],
    key: str,
) -> BenchAnswer:
    """Takes a scan at this station.

    Args:
        context: who packs, and where.
        codes: the code, as it was scanned; a code that multiplies it may stand before.
        shipment: what is open here; None: the scan opens something.
        wave: items open a shipment of this wave alone; None: of the whole warehouse.
        chosen: the SKU that is meant where the code stands for several.
        later: is given what can be done after the answer, as `scan_items` has it.
        key: of this scan; sent twice, it counts once.

    Refuses what can't be opened, as `open_packing` does, and what `scan_items` refuses.
    """
    opens = None
    if shipment is None:
        opens = find_for_scan(context, codes[-1], wave=wave)
        if opens.shipment is None:
            return BenchAnswer(opens=opens)
        shipment = opens.shipment
        view = open_packing(context, shipment, key=f"{key}-open")
        if not opens.is_item:
            return replace(_answer(context, view), opens=opens)
    scanned = scan_items(context, shipment, codes, chosen=chosen, later=later, key=f"{key}-scan")
    answer = replace(_answer(context, scanned.packing), told=scanned.last_scan, opens=opens)
    if answer.rules.closes_itself and _is_last(scanned):
        return finish_at_bench(context, answer, key=key)
    return answer


def finish_at_bench(
    context: Context, answer: BenchAnswer, *, key: str, without_photo: bool = False
) -> BenchAnswer:
    """Closes what is open at the bench, and ships it where its rules say so.

    Where a box, a weight or pictures are asked for, it stays open until they are there; with
    `without_photo` a wanted picture may lack. What is refused is told in the answer: the steps
    before it are done.
    """
    answer, lacking = replace(answer, stopped=None), lacking_box(answer)
    if answer.packing is not None and lacking is not None:
        named = {"parcel": lacking, "name": answer.packing.shipment}
        return replace(answer, stopped=Refusal(Code.BOX_MISSING, **named))
    if answer.packing is None or _lacks_weight(answer):
        return answer
    if not without_photo and _lacks_photo(context, answer, answer.packing):
        return answer
    shipment = answer.packing.shipment
    try:
        closed = close_packing(context, shipment, key=f"{key}-close")
        answer = replace(answer, packing=closed, closed=True)
        if answer.rules.ships_at_once:
            shipped = ship_shipment(context, shipment, key=f"{key}-ship")
            answer = replace(answer, packing=shipped, shipped=True)
    except Refusal as refusal:
        return replace(answer, stopped=refusal)
    return answer


def _is_last(scanned: Scanned) -> bool:
    """Whether a scan was the last that was needed: of an item, or of the box after all items."""
    verdict, view = scanned.last_scan.verdict, scanned.packing
    told_box = verdict is PackVerdict.BOX and view.scanned == view.expected
    return verdict is PackVerdict.ORDER_DONE or told_box


def lacking_box(answer: BenchAnswer) -> int | None:
    """The first parcel that has to have a box by the rules and has none, from 1."""
    parcels = answer.packing.parcels if answer.packing is not None else []
    lacking = (one.sequence for one in parcels if not one.box)
    return next(lacking, None) if answer.rules.needs_box else None


def _lacks_weight(answer: BenchAnswer) -> bool:
    parcels = answer.packing.parcels if answer.packing is not None else []
    return answer.rules.asks_weight and any(one.weight_g is None for one in parcels)


def box_at_bench(context: Context, answer: BenchAnswer, box: str, *, key: str) -> BenchAnswer:
    """The box of the parcel that is filled, or that lacks one; closes where only that was missing.

    Refuses as `set_parcel` does.
    """
    view = answer.packing
    if view is None:
        return answer
    is_done = view.scanned == view.expected
    parcel = lacking_box(answer) if is_done else None
    view = set_parcel(context, view.shipment, box=box, parcel=parcel, key=f"{key}-box")
    answer = replace(answer, packing=view, stopped=None)
    closes = is_done and answer.rules.closes_itself
    return finish_at_bench(context, answer, key=key) if closes else answer


def _lacks_photo(context: Context, answer: BenchAnswer, packing: PackView) -> bool:
    if answer.checks.photo is Photo.NO or packing.scanned < packing.expected:
        return False
    return bool(parcels_without_photo(context, packing.shipment))


def ship_at_bench(context: Context, shipment: str, tracking: str, *, key: str) -> BenchAnswer:
    """Ships what was closed here, by the number of a label that was made elsewhere.

    Refuses as `ship_shipment` does.
    """
    view = ship_shipment(context, shipment, tracking=tracking, key=key)
    return replace(_answer(context, view), closed=True, shipped=True)


def open_at_bench(context: Context) -> BenchAnswer:
    """What is open at this station, as after a crash; nothing where nothing is."""
    shipment = open_here(context)
    if shipment is None:
        return BenchAnswer()
    return _answer(context, get_packing(context, shipment))


def take_back_finish(context: Context, shipment: str, *, key: str) -> BenchAnswer:
    """Opens here again what was closed here last, voided first where it was shipped.

    Refuses as `void_shipment` and `reopen_packing` do.
    """
    if get_packing(context, shipment).shipped_at is not None:
        void_shipment(context, shipment, key=f"{key}-void")
    return _answer(context, reopen_packing(context, shipment, key=f"{key}-reopen"))


def _answer(context: Context, view: PackView) -> BenchAnswer:
    channel = view.order.channel
    return BenchAnswer(view, rules_for(context, channel), checks=checks_for(context, channel))
