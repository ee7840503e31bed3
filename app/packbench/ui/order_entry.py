"""Entering and editing an order from the window: the dialog, what is tried, saved and told."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import shiboken6

from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.jobs.progress import Progress
from packbench.services.orders.editing import editable_order
from packbench.services.orders.entry_lookups import (
    EntryChoices,
    OfferedCustomer,
    OfferedProduct,
    Pasted,
    entry_choices,
    find_customers,
    find_products,
)
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.parts.order_form.rows import FormLine
from packbench.ui.parts.order_form.tasks import Done, EditTask, NewTask, Plans, Task
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.messages import MessageAction
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.order_fields import fault_words
from packbench.words.refusals import message

T = TypeVar("T")


class OrderEntry:
    """Opens the dialog of an order."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def edit(
        self,
        number: str,
        line: int = 0,
        column: str = "",
        text: str = "",
        near: Sequence[str] = (),
    ) -> None:
        """Opens an order to be edited, with the keyboard where something is to be mended.

        Args:
            number: of the order.
            line: 0 for the order itself.
            column: of the order or of the line; empty for the first field.
            text: what is to be filled in for the SKU of the line.
            near: SKUs that were perhaps meant there, to be chosen from.
        """
        context, desk = self._place.context, self._place.desk

        def show(task: EditTask) -> None:
            session = FormSession(self._place, task)
            if column:
                session.dialog.focus_on(line, column, text, near)

        def read() -> EditTask:
            return EditTask(context, editable_order(context, number), entry_choices(context))

        desk.runner.read("order_entry", read, show, owner=desk.window)

    def new(self) -> None:
        """Opens the form of a new order."""
        context, desk = self._place.context, self._place.desk

        def show(choices: EntryChoices) -> None:
            FormSession(self._place, NewTask(context, choices))

        read = partial(entry_choices, context)
        desk.runner.read("order_entry", read, show, owner=desk.window)


class FormSession:
    """One dialog with the jobs that it began."""

    def __init__(self, place: Workplace, task: Task) -> None:
        self._place, self._task = place, task
        self._trial: Job | None = None
        self._meanwhile = ""  # what others changed: it stays to be read until it is saved again
        self._sending = Sending(place)
        self._customers: list[OfferedCustomer] = []
        self._products: list[OfferedProduct] = []
        desk = place.desk
        self.dialog = OrderFormDialog(task.form, self._look_up, desk.theme, desk.window)
        self._connect()
        self._show_plans(task.plans)
        self.dialog.open()

    def _connect(self) -> None:
        dialog = self.dialog
        dialog.tried.connect(self._try)
        dialog.submitted.connect(self._run)
        dialog.pasted.connect(self._paste)
        dialog.product.sought.connect(self._seek_products)
        dialog.product.chosen.connect(lambda place: self._add(self._products[place]))
        dialog.product.entered.connect(self._enter_product)
        dialog.customer.sought.connect(self._seek_customers)
        dialog.customer.chosen.connect(self._take_customer)
        dialog.finished.connect(self._close)

    def _close(self) -> None:
        self._drop_trial()
        self._sending.retire()
        self.dialog.deleteLater()

    def _drop_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            self._trial.drop()
            self._trial = None

    def _try(self) -> None:
        """Tries what stands there without keeping anything; the newest counts."""
        self._drop_trial()
        for one in self.dialog.lines:
            one.wrong, one.plan = False, ""
        work = self._task.work(self.dialog.fields.edited, self.dialog.lines)
        if work is None:
            self._show_plans(self._task.plans)
            self.dialog.show_plan(self._meanwhile, Tone.ATTENTION)
            return
        self._trial = self._place.desk.runner.write(
            "",
            lambda _: work(None),
            self._show_trial,
            on_error=self._warn,
            owner=self.dialog,
        )

    def _show_trial(self, done: Done) -> None:
        self._show_plans(done.plans)
        for row in self.dialog.lines:
            row.name = done.names.get(row.sku, row.name)
        told = [self._meanwhile, *done.problems, message(done.notes)]
        words = " ".join(filter(None, (self._meanwhile, done.becomes, *told[1:])))
        self.dialog.show_plan(words, Tone.ATTENTION if any(told) else Tone.READY)

    def _show_plans(self, plans: Plans) -> None:
        """Puts the plan of each line into its row; new lines have the numbers behind the others."""
        known = {one.line: one for one in self.dialog.lines if one.line is not None}
        fresh = iter([one for one in self.dialog.lines if one.line is None])
        for number, words in sorted(plans.items()):
            row = known.get(number) or next(fresh, None)
            if row is not None:
                row.plan = " · ".join(words)

    def _warn(self, error: BaseException) -> None:
        """Tells why it can't be as it stands, where it is wrong."""
        words = self._tell_where(error)
        self.dialog.show_plan(words, Tone.WRONG)

    def _tell_where(self, error: BaseException) -> str:
        """Marks the lines that are wrong; the sentence."""
        window = self._place.desk.window
        known = window.errors.translate(error)
        if isinstance(known, Refusal) and known.code is Code.NOT_FOUND:
            self._mark_unknown(str(known.params["name"]), known)
        elif isinstance(known, Refusal) and known.code is Code.BAD_FIELDS:
            self._mark_faults(known)
        return failure_words(window.errors, error, tr("It can't be saved so."))

    def _mark_unknown(self, sku: str, refusal: Refusal) -> None:
        near = refusal.params.get("near")
        for one in self.dialog.lines:
            if one.is_of(sku):
                self.dialog.offer_near(one, near if isinstance(near, list) else [])

    def _mark_faults(self, refusal: Refusal) -> None:
        faults = refusal.params["faults"]
        assert isinstance(faults, list)  # noqa: S101 - so this code is raised
        known = {one.line: one for one in self.dialog.lines if one.line is not None}
        fresh = [one for one in self.dialog.lines if one.line is None]
        for fault in faults:
            behind = fault["line"] - max(known, default=0) - 1
            row = known.get(fault["line"])
            if row is None and 0 <= behind < len(fresh):
                row = fresh[behind]
            if row is not None:
                row.wrong, row.plan = True, fault_words({**fault, "line": 0})

    def _run(self) -> None:
        self._drop_trial()
        self._meanwhile = ""
        edited, lines = self.dialog.fields.edited, self.dialog.lines
        work = self._task.work(edited, lines)
        if work is None:
            return self.dialog.refuse("")
        content = (edited, [(one.line, one.values, one.day, one.removed) for one in lines])

        def do(key: str, _: Progress) -> Done:
            return work(key)

        self._sending.send(SentCommand(self._task.doing, content, do, self._finish, self._refuse))
        return None

    def _finish(self, done: Done, key: str) -> None:
        if shiboken6.isValid(self.dialog):
            self.dialog.accept()
        words = " ".join(filter(None, (self._task.done(done.number), message(done.notes))))
        show = partial(self._place.open_record, self._task.tab, done.record_id)
        action = MessageAction(tr("Show"), show, shows=True)
        Undoing(self._place).offer(words, key, action)

    def _refuse(self, error: BaseException) -> None:
        words = self._tell_where(error)
        if not (shiboken6.isValid(self.dialog) and self.dialog.isVisible()):
            self._place.desk.window.errors.show(error)
            return
        self.dialog.show_plan(words, Tone.WRONG)
        self.dialog.refuse(words)
        known = self._place.desk.window.errors.translate(error)
        if isinstance(known, Refusal) and known.code is Code.EDITED_MEANWHILE:
            self._meanwhile = words
            self._read_again()

    def _read_again(self) -> None:
        """Takes what others changed as seen; what somebody typed here stays."""

        def take(fields: dict[str, str]) -> None:
            self.dialog.fields.begin_again(fields)
            self.dialog.table.viewport().update()

        lines = self.dialog.lines
        self._place.desk.runner.read(
            "order_entry.again", lambda: self._task.see_again(lines), take, owner=self.dialog
        )

    def _paste(self, text: str) -> None:
        fields = self.dialog.fields.edited
        self._place.desk.runner.read(
            "order_entry.paste",
            lambda: self._task.read_pasted(text, fields),
            self._add_pasted,
            owner=self.dialog,
        )

    def _add_pasted(self, pasted: Pasted) -> None:
        lines = [
            FormLine(
                sku=one.sku,
                quantity=one.quantity,
                price=one.price,
                name=pasted.name(one.sku),
                day=one.day,
            )
            for one in pasted.lines
        ]
        self.dialog.add_lines(lines)
        told = [
            tr("Row {row}: {fault}").format(
                row=one.row,
                fault=fault_words(
                    {
                        "line": 0,
                        "column": fault.column,
                        "value": fault.value,
                        "code": fault.code.value,
                        "params": fault.params,
                    }
                ),
            )
            for one in pasted.lines
            for fault in one.faults
        ]
        if told:
            self.dialog.show_plan(" ".join(told), Tone.WRONG)

    def _seek_products(self, text: str) -> None:
        def offer(found: list[OfferedProduct]) -> None:
            self._products = found
            self.dialog.product.offer([one.told for one in found])

        self._read("products", partial(find_products, self._place.context, text), offer)

    def _enter_product(self, text: str) -> None:
        """Adds what was typed, where it can be only one product; else offers what is near."""
        if "\n" in text or "\t" in text:
            self._paste(text)
            return

        def take(found: list[OfferedProduct]) -> None:
            self._products = found
            if len(found) == 1:
                self._add(found[0])
                return
            self.dialog.product.offer([one.told for one in found])
            words = tr("Which one? Choose it from the list.")
            none = tr("There is no product {text}. Type its SKU or a part of its name.")
            self.dialog.show_plan(words if found else none.format(text=text), Tone.ATTENTION)

        self._read("products", partial(find_products, self._place.context, text), take)

    def _add(self, product: OfferedProduct, count: int = 1) -> None:
        line = FormLine(sku=product.sku, name=product.name, quantity=str(count))
        self.dialog.add_lines([line])

    def _seek_customers(self, text: str) -> None:
        def offer(found: list[OfferedCustomer]) -> None:
            self._customers = found
            self.dialog.customer.offer([one.told for one in found])

        self._read("customers", partial(find_customers, self._place.context, text), offer)

    def _take_customer(self, place: int) -> None:
        for name, text in self._customers[place].fields.items():
            self.dialog.fields.put(name, text)
        self.dialog.product.setFocus()

    def _read(self, slot: str, work: Callable[[], T], on_ok: Callable[[T], None]) -> None:
        runner = self._place.desk.runner
        runner.read(f"order_entry.{slot}", work, on_ok, owner=self.dialog)

    def _look_up(self, scan: Scan) -> None:
        context = self._place.context
        self._read(
            "scan",
            lambda: resolve(context, scan.text),
            lambda meaning: choose(meaning, (ScanKind.PRODUCT,), self._take_scan, self.dialog),
        )

    def _take_scan(self, meaning: Meaning) -> None:
        if meaning.kind is not ScanKind.PRODUCT:
            words = tr("{code} is of no use here.").format(code=meaning.text)
            self.dialog.show_plan(words, Tone.WRONG)
            return
        count = meaning.count

        def add(found: list[OfferedProduct]) -> None:
            for one in found[:1]:
                self._add(one, count)

        self._read("products", partial(find_products, self._place.context, meaning.name), add)
