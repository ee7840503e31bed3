"""What the form of an order is for: one that is there, or a new one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from packbench.documents.words import country
from packbench.domain.custom_fields import CustomField, CustomKind
from packbench.domain.outcomes import Note
from packbench.engine.command.context import Context
from packbench.services.orders.edited import LineEdit, OrderEdit, OrderSeen
from packbench.services.orders.editing import (
    EditableLine,
    EditableOrder,
    edit_order,
    editable_order,
)
from packbench.services.orders.entering import EnteredOrder, NewOrderLine, enter_order
from packbench.services.orders.entry_lookups import EntryChoices, Pasted, read_pasted
from packbench.services.orders.looking import OrderView
from packbench.services.orders.promised import LinePromise
from packbench.ui.parts.order_form.dialog import OrderForm
from packbench.ui.parts.order_form.fields import CODE_AND_NAME
from packbench.ui.parts.order_form.rows import FormLine
from packbench.ui.parts.tables import formats
from packbench.words.language import tr, used_language
from packbench.words.order_fields import standing_words
from packbench.words.regions import REGIONS
from packbench.words.states import problem_words, status_word

_NEW_FIELDS = (
    *("customer_name", "company", "street", "street2", "postal_code", "city", "region", "country"),
    *("customer_email", "phone", "channel", "order_number", "ship_method", "ship_by"),
    *("currency", "payment", "gift_message", "note"),
)
_PRIVATE = frozenset({"customer_email", "phone"})


Plans = Mapping[int, Sequence[str]]
"""By line what becomes of it, in words."""


@dataclass(frozen=True, slots=True)
class Done:
    """A record as it is, or would be, after it was saved.

    Attributes:
        record_id: of the record, by which its tab opens it.
        number: of the record.
        becomes: its state in one sentence.
        names: of the products on it, by SKU.
        problems: what is wrong with it, in words.
        plans: what becomes of its lines.
        notes: what has to be known of it.
    """

    record_id: int
    number: str
    becomes: str
    names: Mapping[str, str]
    problems: Sequence[str] = ()
    plans: Plans = field(default_factory=dict)
    notes: Sequence[Note] = ()


Work = Callable[[str | None], Done]
"""Saves the order by a key; without one it is only tried."""


class Task(Protocol):
    """What the dialog is for.

    Attributes:
        form: what it begins with.
        doing: what is told while it is saved.
        plans: what becomes of its lines before anything is changed.
        tab: which shows it when it was saved.
    """

    form: OrderForm
    doing: str
    plans: Plans
    tab: str

    def work(self, fields: Mapping[str, str], lines: Sequence[FormLine]) -> Work | None:
        """What has to be done for what stands in the form; None for nothing."""

    def see_again(self, lines: Sequence[FormLine]) -> dict[str, str]:
        """Reads what others changed; what was typed into lines stays. Gives the fields."""

    def done(self, number: str) -> str:
        """The sentence when it was saved."""

    def read_pasted(self, text: str, fields: Mapping[str, str]) -> Pasted:
        """The lines that were pasted, where the fields were edited so."""


class _OrderTask:
    """What both have in common."""

    tab = "orders"

    def __init__(self, context: Context) -> None:
        self._context = context

    def read_pasted(self, text: str, fields: Mapping[str, str]) -> Pasted:  # noqa: ARG002 - of any order
        """The lines that were pasted."""
        return read_pasted(self._context, text)


class EditTask(_OrderTask):
    """An order that is there is edited."""

    def __init__(self, context: Context, begin: EditableOrder, choices: EntryChoices) -> None:
        super().__init__(context)
        self._number = begin.order.number
        self._seen: OrderSeen = begin.seen
        self.plans: Plans = _plans(begin.promises)
        self.doing = tr("Saving the order")
        about = tr(
            "What is planned is planned again at once. What is picked, packed or shipped stays."
        )
        self.form = OrderForm(
            tr("Edit order {number}").format(number=self._number),
            about,
            begin.seen.fields,
            [_form_line(one) for one in begin.lines],
            {
                "ship_method": choices.methods,
                "country": offered_countries(),
                **_offered(begin.custom),
            },
            prices=begin.prices,
            own={one.heading: one for one in begin.custom},
        )

    def work(self, fields: Mapping[str, str], lines: Sequence[FormLine]) -> Work | None:
        """The edit that the form means."""
        changed = [_line_edit(one) for one in lines if one.is_changed]
        if not fields and not changed:
            return None
        context, number = self._context, self._number
        edit = OrderEdit(dict(fields), changed, self._seen)

        def do(key: str | None) -> Done:
            found = edit_order(context, number, edit, dry_run=key is None, key=key)
            return _done(found.order, found.promises, found.notes)

        return do

    def see_again(self, lines: Sequence[FormLine]) -> dict[str, str]:
        """Takes the order of now as what was seen, so that saving again is meant."""
        now = editable_order(self._context, self._number)
        self._seen = now.seen
        here = {one.line: one for one in now.lines}
        for line in lines:
            found = None if line.line is None else here.get(line.line)
            if found is None:
                line.line = None  # it is gone: what stands here would be a new one
            else:
                _begin_again(line, found)
        return dict(now.seen.fields)

    def done(self, number: str) -> str:
        """The sentence when it was saved."""
        return tr("Order {number} is changed.").format(number=number)


class NewTask(_OrderTask):
    """An order is entered."""

    def __init__(self, context: Context, choices: EntryChoices) -> None:
        super().__init__(context)
        self.plans: Plans = {}
        self.doing = tr("Entering the order")
        hidden = _PRIVATE if choices.hides_private else frozenset()
        own = {one.heading: one for one in choices.custom}
        about = tr(
            "It gets stock at once, in its turn of the queue. Without a number it is given one."
        )
        self.form = OrderForm(
            tr("New order"),
            about,
            dict.fromkeys([*(name for name in _NEW_FIELDS if name not in hidden), *own], ""),
            offered={
                "channel": choices.channels,
                "ship_method": choices.methods,
                "country": offered_countries(),
                **_offered(choices.custom),
            },
            is_new=True,
            prices=not hidden,
            own=own,
        )

    def work(self, fields: Mapping[str, str], lines: Sequence[FormLine]) -> Work | None:
        """The order that the form means."""
        if not lines:
            return None
        context, told = self._context, dict(fields)
        number = told.pop("order_number", "")
        new = EnteredOrder([NewOrderLine(*one.values) for one in lines], told, number)

        def do(key: str | None) -> Done:
            found = enter_order(context, new, dry_run=key is None, key=key)
            return _done(found.order, found.promises, found.notes)

        return do

    def see_again(self, lines: Sequence[FormLine]) -> dict[str, str]:  # noqa: ARG002 - nobody else knows it
        """Nobody else can have changed it."""
        return {}

    def done(self, number: str) -> str:
        """The sentence when it was saved."""
        return tr("Order {number} is entered.").format(number=number)


def _done(order: OrderView, promises: Sequence[LinePromise], notes: Sequence[Note]) -> Done:
    becomes = tr("It becomes: {status}.").format(status=status_word(order.status))
    names = {one.sku: one.name for one in order.lines}
    problems = [problem_words(one.code, one.line, one.sku) for one in order.problems]
    return Done(order.id, order.number, becomes, names, problems, _plans(promises), notes)


def _plans(promises: Sequence[LinePromise]) -> Plans:
    plans: dict[int, list[str]] = {}
    for one in promises:
        plans.setdefault(one.line, []).append(_promise_words(one))
    return plans


def _promise_words(one: LinePromise) -> str:
    expected = formats.day_in_words(one.expected_on) if one.expected_on else None
    words = standing_words(one.standing.value, one.warehouse, one.reason, expected)
    return tr("{count} {standing}").format(count=one.quantity, standing=words)


def offered_countries() -> list[str]:
    """Every country by its name, with its code before it."""
    codes = {code for _, members in REGIONS for code in members.split()}
    named = [(country(code, used_language()), code) for code in codes]
    return [f"{code}{CODE_AND_NAME}{name}" for name, code in sorted(named)]


def _offered(custom: Sequence[CustomField]) -> dict[str, Sequence[str]]:
    """What may be chosen from in fields that the shop defined."""
    offered: dict[str, Sequence[str]] = {}
    for one in custom:
        if one.kind == CustomKind.YES_NO.value:
            offered[one.heading] = ("yes", "no")
        elif one.choices:
            offered[one.heading] = one.choices
    return offered


def _form_line(one: EditableLine) -> FormLine:
    values = (one.sku, str(one.quantity), one.price)
    return FormLine(one.line, *values, name=one.name, taken=one.taken, began=values)


def _begin_again(line: FormLine, now: EditableLine) -> None:
    """What somebody typed stays; what he did not is as it is now."""
    values, fresh = line.values, (now.sku, str(now.quantity), now.price)
    began = line.began or values
    kept = [
        mine if mine != old else new for mine, old, new in zip(values, began, fresh, strict=True)
    ]
    line.sku, line.quantity, line.price = kept
    line.began, line.taken = fresh, now.taken


def _line_edit(one: FormLine) -> LineEdit:
    if one.line is None:
        return LineEdit(None, one.sku, one.quantity, one.price)
    if one.removed:
        return LineEdit(one.line, remove=True)
    began = one.began or ("", "", "")
    typed = [new if new != old else None for new, old in zip(one.values, began, strict=True)]
    sku, quantity, price = typed
    return LineEdit(one.line, sku, quantity, price)
