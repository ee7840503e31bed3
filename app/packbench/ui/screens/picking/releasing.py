"""Releasing orders to picking: which go in which waves, which stay and why, then doing it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.domain.codes import SLOTS_A_CART
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.picking import Mend
from packbench.domain.walking.batching import CartSize
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.picking.planned import release_planned
from packbench.services.picking.proposing import (
    Proposal,
    ReleasePreview,
    preview_release,
    propose,
)
from packbench.services.picking.waves import WaveView
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Mending, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr, tr_count
from packbench.words.picking import proposal_word

_WHAT, _SLOTS, _VOLUME_L, _WEIGHT_KG = "what", "slots", "volume", "weight"
_SLOTS_AT_FIRST = 20
_MOST_SLOTS = SLOTS_A_CART
_CM3_A_LITRE, _G_A_KG = 1_000, 1_000


@dataclass(frozen=True, slots=True)
class Offer:
    """Orders that can be released together, where, and what they are called in the dialog."""

    words: str
    orders: tuple[str, ...]
    warehouse: str | None = None


def read_offers(
    context: Context, chosen: Sequence[str], filtered: Sequence[str], warehouse: str | None
) -> list[Offer]:
    """What can be released: the selection, all of the filter, and what goes well together."""
    offers = []
    if chosen:
        words = tr_count("the {count} selected order", "the {count} selected orders", len(chosen))
        offers.append(_offer(words, chosen))
    if filtered:
        words = tr_count(
            "all {count} order of the filter", "all {count} orders of the filter", len(filtered)
        )
        offers.append(_offer(words, filtered))
    return offers + [_proposed(one) for one in propose(context, warehouse)]


def _offer(words: str, orders: Sequence[str]) -> Offer:
    return Offer(words.format(count=QLocale().toString(len(orders))), tuple(orders))


def _proposed(one: Proposal) -> Offer:
    kind = proposal_word(one.kind)
    what = tr("{kind}: {name}").format(kind=kind, name=one.name) if one.name else kind
    words = tr_count(
        "{what}, at {warehouse}: {count} order",
        "{what}, at {warehouse}: {count} orders",
        len(one.orders),
    )
    count = QLocale().toString(len(one.orders))
    return Offer(
        words.format(what=what, warehouse=one.warehouse, count=count),
        tuple(one.orders),
        one.warehouse,
    )


class Releasing:
    """One dialog of a release: what it looked at last is what it does.

    Args:
        context: the database.
        offers: what can be chosen; the first stands there at first.
        show: shows waves by their numbers.
        mend: the command that lets an order go.
    """

    def __init__(
        self,
        context: Context,
        offers: Sequence[Offer],
        show: Callable[[frozenset[str]], None],
        mend: Callable[[Mend, str], Mending],
    ) -> None:
        self._context, self._offers = context, tuple(offers)
        self._show, self._mend = show, mend
        self._seen: tuple[Mapping[str, str | int | bool], ReleasePreview] | None = None
        self._made: list[str] = []
        self._mends: dict[str, Mend | None] = {}

    def bulk(self, then: Callable[[Sequence[str]], None] | None = None) -> Bulk:
        """The command as the one dialog asks for it; `then` gets the numbers of the new waves."""
        words = Words(
            tr("Release to picking"),
            tr(
                "Orders that are ready go into waves, a cart each. What can't be picked stays, and"
                " is told with what would mend it."
            ),
            button=_button,
            doing=tr("Releasing…"),
            done=self._done,
        )
        fields = (self._what(), *_cart_fields())
        most = max((len(offer.orders) for offer in self._offers), default=0)
        return Bulk(
            words,
            fields,
            self._do,
            most,
            tr("Order"),
            lambda _: self._show(frozenset(self._made)),
            mends=self._mending,
            tried_at_once=True,
            looks_first=True,
            counted=lambda values: len(self._offers[int(values[_WHAT])].orders) if most else 0,
            worded=self._in_waves,
            after=None if then is None else lambda: then(self._made),
        )

    def _mending(self, row: RowResult) -> Mending | None:
        mend = self._mends.get(row.order_number)
        if mend is None or row.outcome is not RowOutcome.REFUSED:
            return None
        return self._mend(mend, row.order_number)

    def _what(self) -> DialogField:
        choices = tuple(Choice(str(place), offer.words) for place, offer in enumerate(self._offers))
        return DialogField(
            _WHAT,
            tr("&Which orders"),
            FieldKind.CHOICE,
            value=choices[0].value if choices else "",
            choices=choices,
            needed=tr("Nothing is ready to be released."),
        )

    def _do(self, values: Values, how: How) -> Results:
        """Looks, or does what was looked at; a second sending says the same."""
        if self._seen is None or how.preview or self._seen[0] != values:
            self._seen = dict(values), self._preview(values)
        plan = self._seen[1]
        stays = [RowResult(one.order_number, RowOutcome.REFUSED, [one.note]) for one in plan.stay]
        self._mends = {one.order_number: one.mend for one in plan.stay}
        if how.preview or not plan.waves:
            return Results([*_going(plan), *stays], undoable=False)
        released = release_planned(self._context, plan.waves, key=how.key)
        self._made = [wave.number for wave in released.waves]
        gone = _gone(released.waves)
        released_now = {row.order_number for row in gone}
        late = [
            RowResult(one.order_number, RowOutcome.REFUSED, [one.note])
            for one in released.left_out
            if one.order_number not in released_now  # another warehouse's part went before it
        ]
        return Results([*gone, *late, *stays])

    def _preview(self, values: Values) -> ReleasePreview:
        offer = self._offers[int(values[_WHAT])]
        return preview_release(
            self._context, offer.orders, warehouse=offer.warehouse, size=_cart(values)
        )

    def _in_waves(self, count: int, values: Values) -> str:
        """How many orders go, and in how many waves once just that was looked at."""
        if self._seen is None or self._seen[0] != values:
            return _button(count)
        words = tr_count(
            "Release {count} order in {waves}", "Release {count} orders in {waves}", count
        )
        return words.format(count="{count}", waves=_waves(len(self._seen[1].waves)))

    def _done(self, count: int) -> str:
        words = tr_count(
            "{count} order is released in {waves}.",
            "{count} orders are released in {waves}.",
            count,
        )
        return words.format(count="{count}", waves=_waves(len(self._made)))


def _button(count: int) -> str:
    return tr_count("Release {count} order", "Release {count} orders", count)


def _waves(count: int) -> str:
    return tr_count("{count} wave", "{count} waves", count).format(count=QLocale().toString(count))


def _cart_fields() -> tuple[DialogField, ...]:
    """How much a cart holds; nothing is as much as there is."""
    number = FieldKind.NUMBER
    return (
        DialogField(
            _SLOTS, tr("&Slots of a cart"), number, _SLOTS_AT_FIRST, least=1, most=_MOST_SLOTS
        ),
        DialogField(_VOLUME_L, tr("&Volume, litres"), number, 0, hint=tr("any")),
        DialogField(_WEIGHT_KG, tr("W&eight, kg"), number, 0, hint=tr("any")),
    )


def _cart(values: Values) -> CartSize:
    return CartSize(
        int(values.get(_SLOTS) or _SLOTS_AT_FIRST),
        int(values.get(_VOLUME_L) or 0) * _CM3_A_LITRE or None,
        int(values.get(_WEIGHT_KG) or 0) * _G_A_KG or None,
    )


def _going(plan: ReleasePreview) -> list[RowResult]:
    return _rows(
        (order, note(Said.GOES_IN_WAVE, cart=cart, warehouse=wave.warehouse))
        for cart, wave in enumerate(plan.waves, 1)
        for order in wave.orders
    )


def _gone(waves: Sequence[WaveView]) -> list[RowResult]:
    return _rows(
        (shipment.rpartition("-")[0], note(Said.IS_IN_WAVE, wave=wave.number))
        for wave in waves
        for shipment in wave.shipments
    )


def _rows(told: Iterable[tuple[str, Note]]) -> list[RowResult]:
    """A row an order, which may be sent from several warehouses."""
    notes: dict[str, list[Note]] = defaultdict(list)
    for order, said in told:
        notes[order].append(said)
    return [RowResult(order, RowOutcome.DONE, found) for order, found in notes.items()]
