"""Runs the packing bench: scans are answered one after the other, in the order of scanning.

A scan that comes while a command is under way waits for it; none is dropped. What is open is kept
in the database: after a crash, or at another station, it goes on where it was.
"""

import dataclasses
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

import shiboken6

from packbench.domain.packing import CAUGHT, Verdict
from packbench.domain.printers import JobView
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.services.packing.at_bench import (
    BenchAnswer,
    finish_at_bench,
    open_at_bench,
    scan_at_bench,
    take_back_finish,
)
from packbench.services.packing.judging import ScanTold
from packbench.services.packing.looking import (
    PackView,
    WaitingToPack,
    waiting_here,
)
from packbench.services.packing.parcels import next_parcel, set_parcel
from packbench.services.packing.scanning import take_back_scan
from packbench.services.printers.at_bench import print_slip
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.sending import NotDoneAfterAllError, SentCommand, failure_words, send_once
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.packing import opens_words, verdict_words
from packbench.words.print_jobs import sent_words
from packbench.words.refusals import sentence
from packbench.words.scanning import command_words

_LOOK = frozenset(
    {
        *(Verdict.ASK_LOT, Verdict.ASK_SERIAL, Verdict.SEVERAL, Verdict.CHANGED),
        *(Verdict.COMMAND, Verdict.THIS_ORDER),
    }
)
_HELPFUL = ("DONE", "UNDO", "NEXTBOX", "SHORT", "DAMAGED", "HOLD", "CANCEL", "PRINT", "LOGOUT")
_MOST_G = 1_000_000


class PackingBench:
    """Opens the bench's screen, which holds it, and carries out what a packer does.

    Args:
        place: the window at work.
        shipment: what to open at once; None: what is open at this station, if anything is.
    """

    def __init__(self, place: Workplace, shipment: str | None = None) -> None:
        self._place = place
        self._queue: deque[Callable[[], None]] = deque()
        self._numbers = count(1)
        self._is_busy = False
        self._answer = BenchAnswer()
        self._factor: list[str] = []  # a code that multiplies the next scan
        self._choice: ScanTold | None = None  # a code of several products, to be chosen
        self._closed: str | None = None  # what was closed here last
        self._parcels = 0
        desk, context = place.desk, place.context
        words = tr("{station} · {operator}")
        where = words.format(station=context.station, operator=context.operator)
        self.screen = StationScreen(where, self._take_scan, desk.theme, desk.window)
        self.screen.typed.connect(self._take_typed)
        self.screen.commanded.connect(lambda word: self._put(lambda: self._command(word)))
        self.screen.by_hand.connect(lambda: self._put(self._count_by_hand))
        self.screen.band.rest(tr("Ready."))
        self.screen.show_idle([])
        self.screen.setModal(True)
        self.screen.showFullScreen()
        self._resume(shipment)

    def _take_scan(self, scan: Scan) -> None:
        self._put(lambda: self._take(scan.text))

    def _take_typed(self, text: str) -> None:
        """What was typed: a choice, a weight, or a code."""
        if self._choice is not None and text.isdecimal():
            self._put(lambda: self._choose(int(text)))
        elif self._asks_weight and text.isdecimal():
            self._put(lambda: self._weigh(int(text)))
        else:
            self._put(lambda: self._take(text))

    def _put(self, step: Callable[[], None]) -> None:
        """Does a step when all before it are done."""
        self._queue.append(step)
        self._go_on()

    def _go_on(self) -> None:
        while self._queue and not self._is_busy and shiboken6.isValid(self.screen):
            self._queue.popleft()()

    @property
    def _view(self) -> PackView | None:
        return self._answer.packing

    @property
    def _asks_weight(self) -> bool:
        view = self._view
        return (
            view is not None
            and self._answer.rules.asks_weight
            and view.scanned == view.expected
            and any(one.weight_g is None for one in view.parcels)
        )

    def _take(self, text: str) -> None:
        command = parse_control_code(text)
        if command is None:
            self._scan(text)
        elif command.startswith("Q"):
            self._factor = [text]
            self.screen.tell(Band.LOOK, f"{command_words(command)}.")
        else:
            self._command(command)

    def _scan(self, text: str, chosen: str | None = None) -> None:
        codes, self._factor, self._choice = [*self._factor, text], [], None
        context, view = self._place.context, self._view
        shipment = None if view is None else view.shipment
        self._send(
            tr("Scanning {code}").format(code=text),
            lambda key: scan_at_bench(context, codes, shipment=shipment, chosen=chosen, key=key),
            self._scanned,
            again=lambda: self._scan(text, chosen),
        )

    def _scanned(self, answer: BenchAnswer) -> None:
        if answer.packing is None:
            if answer.opens is not None:
                opens = answer.opens
                self._say(Band.WRONG, opens_words(opens.verdict, opens.name, opens.choices))
            return
        if answer.told is None:
            self._show(answer)
            words = tr("{shipment} is open. Scan its items.")
            self._say(Band.RIGHT, words.format(shipment=answer.packing.shipment))
            return
        told = answer.told
        self._choice = told if told.verdict is Verdict.SEVERAL else None
        self._show(answer)
        self._say(_band(told.verdict), self._words(answer, told))

    def _words(self, answer: BenchAnswer, told: ScanTold) -> str:
        if answer.stopped is not None:
            return sentence(answer.stopped)
        if answer.closed and answer.packing is not None:
            return _closed_words(answer.packing, shipped=answer.shipped)
        if self._choice is not None:
            return _choice_words(told)
        values = {one.name: getattr(told, one.name) for one in dataclasses.fields(told)}
        return verdict_words(told.verdict, values)

    def _choose(self, number: int) -> None:
        told = self._choice
        if told is None or not 1 <= number <= len(told.choices):
            self._say(Band.WRONG, tr("Type one of the numbers that are shown."))
            return
        self._scan(told.code, told.choices[number - 1])

    def _command(self, command: str) -> None:
        does = {
            "DONE": self._finish,
            "UNDO": self._take_back,
            "NEXTBOX": self._next_box,
            "CANCEL": self._leave_order,
            "PRINT": self._print,
            "REPRINT": self._print,
            "LOGOUT": self.screen.reject,
            "HELP": self._help,
        }.get(command)
        if does is None:
            words = tr("{command} does nothing here.")
            self._say(Band.WRONG, words.format(command=command))
        else:
            does()

    def _finish(self) -> None:
        """All is in: closed, and shipped where the rules say so."""
        context, answer = self._place.context, self._answer
        if answer.packing is None:
            self._say(Band.WRONG, tr("No order is open. Scan a list, an order, a slot or an item."))
        elif self._asks_weight:
            self._say(Band.LOOK, tr("Weigh the parcel: type the grams, then Enter."))
        else:
            self._send(
                tr("Closing {shipment}").format(shipment=answer.packing.shipment),
                lambda key: finish_at_bench(context, answer, key=key),
                self._finished,
                again=self._finish,
            )

    def _finished(self, answer: BenchAnswer) -> None:
        self._show(answer)
        if answer.stopped is not None:
            self._say(Band.WRONG, sentence(answer.stopped))
        elif answer.closed and answer.packing is not None:
            self._say(Band.RIGHT, _closed_words(answer.packing, shipped=answer.shipped))

    def _weigh(self, weight_g: int) -> None:
        context, answer = self._place.context, self._answer
        if answer.packing is None or not 0 < weight_g <= _MOST_G:
            self._say(Band.WRONG, tr("That is no weight. Type the grams, then Enter."))
            return
        shipment = answer.packing.shipment
        lacking = next(one.sequence for one in answer.packing.parcels if one.weight_g is None)

        def work(key: str) -> BenchAnswer:
            view = set_parcel(
                context, shipment, weight_g=weight_g, parcel=lacking, key=f"{key}-weight"
            )
            return finish_at_bench(context, dataclasses.replace(answer, packing=view), key=key)

        self._send(
            tr("Weighing {shipment}").format(shipment=shipment),
            work,
            self._finished,
            again=lambda: self._weigh(weight_g),
        )

    def _take_back(self) -> None:
        """The last scan; where nothing is open, what was closed here last is open again."""
        context, view, closed = self._place.context, self._view, self._closed
        if view is None and closed is None:
            self._say(Band.WRONG, tr("There is nothing to take back here."))
        elif view is None and closed is not None:
            self._send(
                tr("Opening {shipment} again").format(shipment=closed),
                lambda key: take_back_finish(context, closed, key=key),
                self._reopened,
                again=self._take_back,
            )
        elif view is not None:
            shipment, answer = view.shipment, self._answer
            self._send(
                tr("Taking the last scan back"),
                lambda key: dataclasses.replace(
                    answer, packing=take_back_scan(context, shipment, key=key)
                ),
                self._taken_back,
                again=self._take_back,
            )

    def _reopened(self, answer: BenchAnswer) -> None:
        self._closed = None
        self._show(answer)
        self._say(Band.LOOK, tr("It is open again. Take back scan by scan, or close it."))

    def _taken_back(self, answer: BenchAnswer) -> None:
        self._show(answer)
        self._say(Band.LOOK, tr("The last scan is taken back. Take it out of the parcel."))

    def _next_box(self) -> None:
        context, answer = self._place.context, self._answer
        if answer.packing is None:
            self._say(Band.WRONG, tr("No order is open. Scan a list, an order, a slot or an item."))
            return
        shipment = answer.packing.shipment
        self._send(
            tr("The next box"),
            lambda key: dataclasses.replace(
                answer, packing=next_parcel(context, shipment, key=key)
            ),
            self._boxed,
            again=self._next_box,
        )

    def _boxed(self, answer: BenchAnswer) -> None:
        self._show(answer)
        self._say(Band.RIGHT, tr("The next box is begun. What you scan now goes into it."))

    def _leave_order(self) -> None:
        """Nothing is lost: the order stays open at this station, its scans count."""
        view = self._view
        if view is None:
            self._say(Band.WRONG, tr("No order is open."))
            return
        words = tr("{shipment} is left as it is. Scan it to go on.")
        self._show(BenchAnswer())
        self._say(Band.LOOK, words.format(shipment=view.shipment))

    def _count_by_hand(self) -> None:
        line = next((one for one in self._view.lines if one.left), None) if self._view else None
        if line is None:
            self._say(Band.WRONG, tr("Nothing is wanted that could be counted."))
        else:
            self._scan(line.sku, line.sku)

    def _print(self) -> None:
        """The slip of what is open, or of what was closed last."""
        shipment = self._view.shipment if self._view is not None else self._closed
        if shipment is None:
            self._say(Band.WRONG, tr("There is nothing to print: nothing is open here."))
        else:
            self._say(Band.LOOK, tr("The slip of {shipment} is printed.").format(shipment=shipment))
            self._print_slip(shipment, asked=True)

    def _print_slip(self, shipment: str, *, asked: bool) -> None:
        context, desk = self._place.context.without_key(), self._place.desk

        def tell(printed: JobView | EnvironmentFault | None) -> None:
            if isinstance(printed, JobView):
                self.screen.note(sent_words(printed))
            elif printed is not None:
                self.screen.note(sentence(printed))

        desk.runner.render(
            "",
            lambda _: print_slip(context, shipment, asked=asked),
            tell,
            on_error=lambda error: self.screen.note(
                failure_words(desk.window.errors, error, tr("The slip was not printed."))
            ),
            owner=self.screen,
        )

    def _help(self) -> None:
        told = ", ".join(f"{command}: {command_words(command)}" for command in _HELPFUL)
        self._say(Band.LOOK, told)

    def _resume(self, shipment: str | None) -> None:
        context = self._place.context

        def show(found: tuple[BenchAnswer, list[WaitingToPack]]) -> None:
            answer, rows = found
            self._answer = answer
            if answer.packing is None:
                self.screen.show_idle(rows)
            else:
                self._show(answer)
                words = tr("{shipment} is open. Scan its items.")
                self._say(Band.LOOK, words.format(shipment=answer.packing.shipment))
            self._free()

        self._is_busy = True
        if shipment is None:
            self._place.desk.runner.read(
                "packing.resume",
                lambda: (open_at_bench(context), waiting_here(context)),
                show,
                on_error=self._failed_to_look,
                owner=self.screen,
            )
            return
        self._is_busy = False
        self._put(lambda: self._take(shipment))

    def _failed_to_look(self, error: BaseException) -> None:
        self._place.desk.window.errors.show(error)
        self._free()

    def _show(self, answer: BenchAnswer) -> None:
        """Keeps and shows what is open now; what was closed leaves the bench."""
        if answer.closed and answer.packing is not None:
            self._closed = answer.packing.shipment
            self._parcels += max(len(answer.packing.parcels), 1)
            self.screen.show_today(self._parcels)
            self.screen.note("")
            self._print_slip(self._closed, asked=False)
            answer = BenchAnswer()
        self._answer = answer
        if answer.packing is not None:
            self.screen.show_order(answer.packing, asks_weight=self._asks_weight)
            return
        context = self._place.context
        self.screen.show_idle([])
        self._place.desk.runner.read(
            "packing.waiting",
            lambda: waiting_here(context),
            self.screen.idle.show_waiting,
            owner=self.screen,
        )

    def _say(self, band: Band, words: str) -> None:
        self.screen.tell(band, words)

    def _send(
        self,
        title: str,
        work: Callable[[str], BenchAnswer],
        done: Callable[[BenchAnswer], None],
        *,
        again: Callable[[], None],
    ) -> None:
        """Sends one step; those that come meanwhile wait. `again` sends it where it got lost."""

        def ok(answer: BenchAnswer, _key: str) -> None:
            if shiboken6.isValid(self.screen):
                done(answer)
                self._free()

        def fail(error: BaseException) -> None:
            if not shiboken6.isValid(self.screen):
                return
            self._fail(error, again)

        self._is_busy = True
        content: tuple[Any, ...] = ("pack", next(self._numbers))
        send_once(self._place, SentCommand(title, content, lambda key, _: work(key), ok, fail))

    def _fail(self, error: BaseException, again: Callable[[], None]) -> None:
        errors = self._place.desk.window.errors
        known = errors.translate(error)
        if isinstance(known, EnvironmentFault) and known.code is FaultCode.OUTCOME_UNKNOWN:
            # What became of it is looked up; the scans that come meanwhile wait for that.
            self._say(Band.LOOK, failure_words(errors, error, ""))
            return
        if isinstance(known, NotDoneAfterAllError):
            self._queue.appendleft(again)
            self._free()
            return
        self._say(Band.WRONG, failure_words(errors, error, tr("Nothing was changed.")))
        self._free()

    def _free(self) -> None:
        self._is_busy = False
        self._go_on()


def _band(verdict: Verdict) -> Band:
    if verdict in CAUGHT:
        return Band.WRONG
    return Band.LOOK if verdict in _LOOK else Band.RIGHT


def _closed_words(view: PackView, *, shipped: bool) -> str:
    words = tr("{shipment} is packed and shipped.") if shipped else tr("{shipment} is packed.")
    return words.format(shipment=view.shipment)


def _choice_words(told: ScanTold) -> str:
    listed = "   ".join(f"{place}: {sku}" for place, sku in enumerate(told.choices, 1))
    words = tr("{code} may be: {choices}. Type the number.")
    return words.format(code=told.code, choices=listed)
