"""Runs the list of transfers and the forms that are opened from it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import shiboken6

from packbench.services.office.lists import filter_values
from packbench.services.transfers.views import list_transfers, show_transfer
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.spec import Bulk
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.screens.transfers.forms import (
    closing_of,
    receiving_of,
    returning_of,
    sending_of,
)
from packbench.ui.screens.transfers.list_dialog import TransferListDialog
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

T = TypeVar("T")


class Transfers:
    """Opens the list, which holds it, and what is asked there."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._bulk = BulkRunner(place)
        desk, context = place.desk, place.context
        self.dialog = TransferListDialog(desk.theme, desk.window)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.chosen.connect(self._read_lines)
        self.dialog.made.connect(self._new)
        self.dialog.received.connect(lambda one: self._ask(receiving_of(context, one)))
        self.dialog.closed.connect(lambda one: self._ask(closing_of(context, one)))
        self.dialog.cancelled.connect(lambda one: self._ask(returning_of(context, one)))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read()

    def _read(self) -> None:
        if not shiboken6.isValid(self.dialog):
            return
        context = self._context
        self._read_for(
            "transfers.list", lambda: list_transfers(context), self.dialog.show_transfers
        )

    def _read_lines(self, transfer: str) -> None:
        context = self._context
        self._read_for(
            "transfers.lines", lambda: show_transfer(context, transfer), self.dialog.show_lines
        )

    def _read_for(self, name: str, read: Callable[[], T], show: Callable[[T], None]) -> None:
        self._place.desk.runner.read(name, read, show, on_error=self._fail, owner=self.dialog)

    def _fail(self, error: BaseException) -> None:
        words = failure_words(self._place.desk.window.errors, error, tr("Try again."))
        self.dialog.tell(words, Tone.WRONG)

    def _ask(self, bulk: Bulk) -> None:
        self._bulk.ask(replace(bulk, after=self._read), self.dialog)

    def _new(self) -> None:
        context = self._context
        chosen = self._place.desk.window.top_bar.warehouse

        def read() -> Bulk:
            codes = filter_values(context).warehouses
            return sending_of(context, codes, chosen or (codes[0] if codes else ""))

        self._read_for("transfers.new", read, self._ask)
