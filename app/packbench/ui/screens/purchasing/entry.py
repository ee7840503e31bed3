"""What the form of a purchase order is for: one that is there, or a new one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from packbench.engine.command.context import Context
from packbench.services.orders.entry_lookups import Pasted
from packbench.services.purchasing.edited import (
    FIELDS,
    EditablePurchase,
    EditablePurchaseLine,
    PurchaseChoices,
    PurchaseEdit,
    PurchaseLineEdit,
    editable_purchase,
)
from packbench.services.purchasing.editing import (
    EditedPurchase,
    PricedLine,
    edit_purchase,
    new_purchase,
)
from packbench.services.purchasing.pasting import read_purchase_lines
from packbench.ui.parts.order_form.dialog import OrderForm
from packbench.ui.parts.order_form.fields import CODE_AND_NAME
from packbench.ui.parts.order_form.rows import FormLine
from packbench.ui.parts.order_form.tasks import Done, Plans, Work
from packbench.ui.parts.tables import formats
from packbench.ui.screens.purchasing.declared import TAB
from packbench.words.counted import Counted
from packbench.words.language import tr
from packbench.words.states import status_word

_ENTER = Counted("Make the draft: {count} unit", "Make the draft: {count} units")
_NAME = "purchase_dialog"


class _PurchaseTask:
    """What both have in common."""

    tab = TAB

    def __init__(self, context: Context) -> None:
        self._context, self._supplier = context, ""
        self.plans: Plans = {}

    def read_pasted(self, text: str, fields: Mapping[str, str]) -> Pasted:
        """The lines that were pasted, by our SKUs or the supplier's."""
        return read_purchase_lines(self._context, text, fields.get("supplier", self._supplier))


class NewPurchaseTask(_PurchaseTask):
    """A purchase order is made."""

    def __init__(self, context: Context, choices: PurchaseChoices) -> None:
        super().__init__(context)
        self.doing = tr("Making the purchase order")
        about = tr(
            "Quantities are rounded up to whole packs, and prices left empty are the supplier's;"
            " both are told. Without a currency or terms they are the supplier's."
        )
        only = choices.warehouses[0] if len(choices.warehouses) == 1 else ""
        self.form = OrderForm(
            tr("New purchase order"),
            about,
            dict.fromkeys(FIELDS, "") | {"warehouse": only},
            offered=_offered(choices),
            is_new=True,
            customers=False,
            buys=True,
            enter=_ENTER,
            name=_NAME,
        )
        self._began = only

    def work(self, fields: Mapping[str, str], lines: Sequence[FormLine]) -> Work | None:
        """The purchase order that the form means."""
        told = {"warehouse": self._began, **fields}
        if not lines or not told.get("supplier") or not told["warehouse"]:
            return None
        context = self._context
        edit = PurchaseEdit(told, [PurchaseLineEdit(None, *one.values, one.day) for one in lines])

        def do(key: str | None) -> Done:
            return _done(new_purchase(context, edit, dry_run=key is None, key=key))

        return do

    def see_again(self, lines: Sequence[FormLine]) -> dict[str, str]:  # noqa: ARG002 - nobody else knows it
        """Nobody else can have changed it."""
        return {}

    def done(self, number: str) -> str:
        """The sentence when it was saved."""
        return tr("Purchase order {number} is made: a draft.").format(number=number)


class EditPurchaseTask(_PurchaseTask):
    """A purchase order that is there is edited, or is as its supplier confirmed it."""

    def __init__(
        self,
        context: Context,
        begin: EditablePurchase,
        choices: PurchaseChoices,
        *,
        confirms: bool = False,
    ) -> None:
        super().__init__(context)
        self._number, self._seen = begin.number, begin.seen
        self._supplier = begin.seen.fields["supplier"]
        self._confirms = confirms
        self.doing = tr("Saving the purchase order")
        about = tr(
            "One that was authorized is a draft again where something else is bought. Of what was"
            " received no fewer units can be ordered."
        )
        title = tr("Edit purchase order {number}")
        if confirms:
            title = tr("Confirmation of {number}")
            about = tr(
                "Type the quantities and days that the supplier confirmed; who waits for them is"
                " told below. What is confirmed as ordered is a milestone only."
            )
        self.form = OrderForm(
            title.format(number=self._number),
            about,
            {"note": begin.seen.fields["note"]} if confirms else begin.seen.fields,
            [_form_line(one) for one in begin.lines],
            _offered(choices),
            customers=False,
            buys=True,
            name=_NAME,
        )

    def work(self, fields: Mapping[str, str], lines: Sequence[FormLine]) -> Work | None:
        """The edit that the form means."""
        changed = [_line_edit(one) for one in lines if one.is_changed]
        if not fields and not changed:
            return None
        context, number = self._context, self._number
        edit, confirms = PurchaseEdit(dict(fields), changed, self._seen), self._confirms

        def do(key: str | None) -> Done:
            tried = key is None
            return _done(
                edit_purchase(context, number, edit, dry_run=tried, key=key, confirms=confirms)
            )

        return do

    def see_again(self, lines: Sequence[FormLine]) -> dict[str, str]:
        """Takes what it is now as what was seen, so that saving again is meant."""
        now = editable_purchase(self._context, self._number)
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
        return tr("Purchase order {number} is changed.").format(number=number)


def _offered(choices: PurchaseChoices) -> dict[str, Sequence[str]]:
    suppliers = [f"{code}{CODE_AND_NAME}{name}" for code, name in choices.suppliers.items()]
    currencies = sorted(set(choices.currencies.values()))
    return {"supplier": suppliers, "warehouse": choices.warehouses, "currency": currencies}


def _form_line(one: EditablePurchaseLine) -> FormLine:
    sku, units, cost, day = one.texts
    began = (sku, units, cost)
    plan = one.told
    return FormLine(one.line, *began, one.name, one.taken, began, plan=plan, day=day, day_began=day)


def _begin_again(line: FormLine, now: EditablePurchaseLine) -> None:
    """What somebody typed stays; what he did not is as it is now."""
    began, fresh = (*(line.began or line.values), line.day_began), now.texts
    kept = [
        mine if mine != old else new
        for mine, old, new in zip((*line.values, line.day), began, fresh, strict=True)
    ]
    line.sku, line.quantity, line.price, line.day = kept
    line.began, line.day_began, line.taken = (fresh[0], fresh[1], fresh[2]), fresh[3], now.taken


def _line_edit(one: FormLine) -> PurchaseLineEdit:
    if one.line is None:
        return PurchaseLineEdit(None, *one.values, one.day)
    if one.removed:
        return PurchaseLineEdit(one.line, remove=True)
    began = (*(one.began or ("", "", "")), one.day_began)
    pairs = zip((*one.values, one.day), began, strict=True)
    sku, units, cost, day = (new if new != old else None for new, old in pairs)
    return PurchaseLineEdit(one.line, sku, units, cost, day)


def _done(found: EditedPurchase) -> Done:
    order = found.order
    becomes = tr("It becomes: {status}.").format(status=status_word(order.status))
    totals = [one.unit_cost * one.ordered for one in found.lines if one.unit_cost is not None]
    if totals:
        amount = formats.money(sum(totals, Decimal(0)), order.currency).text
        worth = tr("It costs {amount}.").format(amount=amount)
        becomes = f"{becomes} {worth}"
    return Done(
        found.order_id,
        order.number,
        becomes,
        {one.sku: one.name for one in found.lines},
        plans={one.line: _plan(one, order.currency) for one in found.lines},
        notes=found.notes,
    )


def _plan(one: PricedLine, currency: str | None) -> list[str]:
    """By what the supplier knows it, how many come, and what they cost."""
    known = [tr("theirs: {sku}").format(sku=one.supplier_sku)] if one.supplier_sku else []
    units = tr("orders {count}").format(count=formats.number(one.ordered).text)
    if one.unit_cost is None:
        return [units, *known]
    worth = formats.money(one.unit_cost * one.ordered, currency).text
    return [tr("{units} for {amount}").format(units=units, amount=worth), *known]
