"""Runs Freight and duty and Exchange rates: what is shown first, and the deed."""

from datetime import date

import shiboken6

from packbench.domain.receiving import ReceiptStatus
from packbench.services.receiving.receipts import ReceiptView, list_receipts
from packbench.services.value.costs import SpreadBy, SpreadCosts, set_costs
from packbench.services.value.rates import Rate, company_currency, list_rates, set_rate
from packbench.ui.parts.tables import formats
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.value.costs_dialog import CostsDialog, RatesDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


class CostingReceipt:
    """Reads what was booked, and opens the dialog, which holds it."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._undoing = Undoing(place)
        place.desk.runner.read(
            "value.receipts",
            lambda: list_receipts(self._context),
            self._open,
            owner=place.desk.window,
        )

    def _open(self, receipts: list[ReceiptView]) -> None:
        window = self._place.desk.window
        booked = [one for one in receipts if one.status == ReceiptStatus.BOOKED]
        if not booked:
            words = tr("Nothing was received yet over which costs could be spread.")
            window.messages.post(Level.INFO, words)
            return
        choices = [(one.receipt, _words(one)) for one in booked]
        self.dialog = CostsDialog(choices, self._ask, self._place.desk.theme, window)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _ask(self, receipt: str, amounts: tuple[str, str], by: SpreadBy, is_shown: bool) -> None:
        context = self._context
        if is_shown:
            self._do(receipt, amounts, by)
            return
        self._place.desk.runner.write(
            tr("Working the shares out"),
            lambda _: set_costs(context, receipt, amounts, by, preview=True),
            lambda done: self.dialog.show_shares(done.shares, _told(done)),
            on_error=self._fail,
            owner=self.dialog,
        )

    def _do(self, receipt: str, amounts: tuple[str, str], by: SpreadBy) -> None:
        context = self._context

        def work(key: str) -> SpreadCosts:
            return set_costs(context, receipt, amounts, by, key=key)

        def done(spread: SpreadCosts, key: str) -> None:
            self._undoing.offer(_told(spread), key)
            if shiboken6.isValid(self.dialog):
                self.dialog.accept()

        content = ("receiving.costs", receipt, amounts, by)
        title = tr("Keeping freight and duty")
        send_once(
            self._place, SentCommand(title, content, lambda key, _: work(key), done, self._fail)
        )

    def _fail(self, error: BaseException) -> None:
        if shiboken6.isValid(self.dialog):
            errors = self._place.desk.window.errors
            self.dialog.refuse(failure_words(errors, error, tr("Nothing was changed.")))


class SettingRates:
    """Opens the rates, which hold it."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._undoing = Undoing(place)
        desk = place.desk
        self.dialog = RatesDialog(desk.theme, desk.window)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.wanted.connect(self._set)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read()

    def _read(self) -> None:
        context = self._context
        self._place.desk.runner.read(
            "value.rates",
            lambda: (list_rates(context), company_currency(context)),
            lambda found: self.dialog.show_rates(*found),
            on_error=self._fail,
            owner=self.dialog,
        )

    def _set(self, currency: str, rate: str, day: date | None) -> None:
        context = self._context

        def done(set_: Rate, key: str) -> None:
            words = tr("1 {currency} is {rate} {into} from today on.")
            if day is not None:
                words = tr("1 {currency} is {rate} {into} from {day} on.")
            words = words.format(
                currency=set_.currency,
                rate=f"{set_.rate.normalize():f}",
                into=set_.into,
                day=formats.day(set_.from_day).text,
            )
            self._undoing.offer(words, key)
            if shiboken6.isValid(self.dialog):
                self._read()

        title, content = tr("Setting a rate"), ("rates.set", currency, rate, day)
        send_once(
            self._place,
            SentCommand(
                *(title, content),
                lambda key, _: set_rate(context, currency, rate, day, key=key),
                *(done, self._fail),
            ),
        )

    def _fail(self, error: BaseException) -> None:
        if shiboken6.isValid(self.dialog):
            errors = self._place.desk.window.errors
            self.dialog.refuse(failure_words(errors, error, tr("Nothing was changed.")))


def _words(view: ReceiptView) -> str:
    source = view.purchase_order or tr("no purchase order")
    words = tr("{receipt} · {source} · {warehouse} · {units} units")
    return words.format(
        receipt=view.receipt, source=source, warehouse=view.warehouse, units=view.counted
    )


def _told(done: SpreadCosts) -> str:
    freight = sum(one.freight for one in done.shares)
    duty = sum(one.duty for one in done.shares)
    told = {"receipt": done.receipt, "freight": freight, "duty": duty, "currency": done.currency}
    if done.kept:
        words = tr("{receipt}: freight {freight} and duty {duty} {currency} are kept.")
    else:
        words = tr("{receipt}: freight {freight} and duty {duty} {currency} would be spread so.")
    return words.format(**told)
