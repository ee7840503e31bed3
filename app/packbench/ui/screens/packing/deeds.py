"""What the command codes and keys of the bench do."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from packbench.domain.boxes import MOST_G
from packbench.domain.outcomes import RowOutcome
from packbench.domain.printers import JobView, PrintKind
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.bulk import How
from packbench.services.documents.printing import packing_slips
from packbench.services.orders.changes import hold
from packbench.services.packing.at_bench import (
    BenchAnswer,
    finish_at_bench,
    ship_at_bench,
    take_back_finish,
)
from packbench.services.packing.at_bench_checks import weigh_at_bench
from packbench.services.packing.closing import close_packing
from packbench.services.packing.damages import report_damaged
from packbench.services.packing.looking import PackView, refuse_cancelled
from packbench.services.packing.opening import take_over
from packbench.services.packing.parcel_again import take_out
from packbench.services.packing.parcels import next_parcel
from packbench.services.packing.scanning import take_back_scan
from packbench.services.printers.printing import print_document
from packbench.services.printers.sending import printer_for
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.printing import Printing
from packbench.ui.screens.packing.boxing import Boxing
from packbench.ui.screens.packing.open_bench import OpenBench
from packbench.ui.sending import failure_words
from packbench.words.bench_checks import STOPPED as CHECKS
from packbench.words.bench_checks import stopped_words
from packbench.words.language import tr
from packbench.words.packing import closed_words
from packbench.words.scanning import command_words

_TWICE = frozenset({"SHORT", "DAMAGED", "HOLD"})
_TWICE_WITHIN_S = 5.0


class Deeds:
    """Carries out commands on what is open at the bench.

    Args:
        bench: what is open.

    Attributes:
        takes_damaged: the next item that is scanned is damaged.
        takes_out: the next item that is scanned is taken out of the parcel.
        lacks_tracking: what was closed here and is shipped by the number that is scanned next.
    """

    def __init__(self, bench: OpenBench) -> None:
        self._bench = bench
        self._context = bench.place.context
        self._said: tuple[str, float] = ("", 0.0)  # a command that has to be said twice, and when
        self.takes_damaged = self.takes_out = False
        self.boxing = Boxing(bench, self.tell_finished)
        self.lacks_tracking: str | None = None
        self._does: Mapping[str, Callable[[], None]] = {
            "DONE": self.finish,
            "UNDO": self._take_back,
            "NEXTBOX": self._next_box,
            "CANCEL": self._leave_order,
            "SHORT": self._close_short,
            "DAMAGED": self._take_damaged,
            "HOLD": lambda: self.set_aside(""),
            "PRINT": self._print,
            "REPRINT": self._print,
            "HELP": self._help,
            "LOGOUT": bench.screen.reject,
            "BOX": self.boxing.choose,
            "PARCELS": self.boxing.choose_parcel,
            "TAKEOUT": self._take_out,
        }

    def do(self, command: str) -> None:
        """Carries out a command; what can't be taken back has to be said twice."""
        if command in _TWICE and self._bench.view is not None and not self._is_said_twice(command):
            words = tr("{command}? Once more within 5 seconds does it.")
            told = words.format(command=command_words(command).partition(";")[0])
            self._bench.say(Band.LOOK, told)
            return
        self.takes_damaged, self.takes_out, self.lacks_tracking = False, False, None
        does = self._does.get(command)
        if does is None:
            words = tr("{command} is of no use at the packing bench.")
            self._bench.say(Band.WRONG, words.format(command=command))
        else:
            does()

    @property
    def asks_reason(self) -> bool:
        """Whether an order is about to be set aside, so that a reason can be typed."""
        command, at_s = self._said
        return command == "HOLD" and time.monotonic() - at_s <= _TWICE_WITHIN_S

    def _is_said_twice(self, command: str) -> bool:
        before, at_s = self._said
        now_s = time.monotonic()
        twice = before == command and now_s - at_s <= _TWICE_WITHIN_S
        self._said = ("", 0.0) if twice else (command, now_s)
        return twice

    def finish(self) -> None:
        """All is in: closed, and shipped where the rules say so."""
        answer = self._bench.answer
        if answer.packing is None:
            self._tell_nothing_open()
        elif self._bench.asks_weight:
            self._bench.say(Band.LOOK, tr("Weigh the parcel: type the grams, then Enter."))
        else:
            self._bench.send(
                tr("Closing {shipment}").format(shipment=answer.packing.shipment),
                lambda key: finish_at_bench(self._context, answer, key=key),
                self.tell_finished,
                self.finish,
            )

    def tell_finished(self, answer: BenchAnswer) -> None:
        """Shows what came of closing, and tells it."""
        self._bench.show(answer)
        if answer.stopped is not None:
            self.tell_stopped(answer, answer.stopped)
        elif answer.closed and answer.packing is not None:
            words = closed_words(answer.packing.shipment, shipped=answer.shipped)
            self._bench.say(Band.RIGHT, words, Sound.ORDER_DONE)

    def tell_stopped(self, answer: BenchAnswer, stopped: Refusal) -> None:
        """Tells why a shipment that is packed was not shipped; a number can be scanned for it."""
        asks = stopped.code is Code.TRACKING_MISSING and answer.packing is not None
        if asks and answer.packing is not None:
            self.lacks_tracking = answer.packing.shipment
        look = asks or stopped.code in CHECKS
        self._bench.say(Band.LOOK if look else Band.WRONG, stopped_words(stopped))

    def ship_with(self, tracking: str) -> None:
        """Ships what lacked a number, by the one that was scanned; a wrong one can be followed."""
        shipment = self.lacks_tracking
        if shipment is None:
            return

        def tell(done: BenchAnswer) -> None:
            self.lacks_tracking = None
            self._bench.count_anew()
            words = closed_words(shipment, shipped=done.shipped)
            self._bench.say(Band.RIGHT, words, Sound.ORDER_DONE)

        self._bench.send(
            tr("Shipping {shipment}").format(shipment=shipment),
            lambda key: ship_at_bench(self._context, shipment, tracking, key=key),
            tell,
            lambda: self.ship_with(tracking),
        )

    def weigh(self, weight_g: int) -> None:
        """What the parcel weighs that has no weight yet; the last one closes the shipment."""
        answer = self._bench.answer
        if answer.packing is None or not 0 < weight_g <= MOST_G:
            self._bench.say(Band.WRONG, tr("That is no weight. Type the grams, then Enter."))
            return
        packing = answer.packing
        self._bench.send(
            tr("Weighing {shipment}").format(shipment=packing.shipment),
            lambda key: weigh_at_bench(self._context, answer, packing, weight_g, key=key),
            self.tell_finished,
            lambda: self.weigh(weight_g),
        )

    def _take_back(self) -> None:
        """The last scan; where nothing is open, what was closed here last is open again."""
        view, closed = self._bench.view, self._bench.closed
        if view is not None:
            shipment = view.shipment
            self._change(
                tr("Taking the last scan back"),
                lambda key: take_back_scan(self._context, shipment, key=key),
                tr("The last scan is taken back. Take it out of the parcel."),
                self._take_back,
            )
        elif closed is not None:
            self._bench.send(
                tr("Opening {shipment} again").format(shipment=closed),
                lambda key: take_back_finish(self._context, closed, key=key),
                self._reopened,
                self._take_back,
            )
        else:
            self._bench.say(Band.WRONG, tr("There is nothing to take back here."))

    def _reopened(self, answer: BenchAnswer) -> None:
        self._bench.closed = None
        self._bench.show(answer)
        words = tr("It is open again. Take back scan by scan, or close it.")
        self._bench.say(Band.LOOK, words)

    def _next_box(self) -> None:
        view = self._bench.view
        if view is None:
            self._tell_nothing_open()
            return
        open_one = next((one for one in view.parcels if one.closed_at is None), None)
        if self._bench.answer.rules.needs_box and open_one is not None and not open_one.box:
            self._bench.say(Band.LOOK, tr("Scan the box of this parcel first, or choose it (F10)."))
            return
        self._change(
            tr("The next box"),
            lambda key: next_parcel(self._context, view.shipment, key=key),
            tr("The next box is begun. What you scan now goes into it."),
            self._next_box,
        )

    def _leave_order(self) -> None:
        """Nothing is lost: the order stays open at this station, its scans count."""
        view = self._bench.view
        if view is None:
            self._tell_nothing_open()
            return
        words = tr("{shipment} is left as it is. Scan it to go on.")
        self._bench.show(BenchAnswer())
        self._bench.say(Band.LOOK, words.format(shipment=view.shipment))

    def _close_short(self) -> None:
        """Packs what is there; the rest waits in its old place."""
        view, answer = self._bench.view, self._bench.answer
        if view is None:
            self._tell_nothing_open()
            return
        shipment = view.shipment

        def work(key: str) -> BenchAnswer:
            closed = close_packing(self._context, shipment, short=True, key=key)
            return replace(answer, packing=closed, closed=True)

        def tell(done: BenchAnswer) -> None:
            self._bench.show(done)
            words = tr("{shipment} is packed without what is missing; that waits again.")
            if done.packing is not None and not done.packing.lines:
                words = tr("Nothing of {shipment} is there: all of it waits again.")
            self._bench.say(Band.LOOK, words.format(shipment=shipment))

        title = tr("Closing {shipment}").format(shipment=shipment)
        self._bench.send(title, work, tell, self._close_short)

    def _take_damaged(self) -> None:
        if self._bench.view is None:
            self._tell_nothing_open()
            return
        self.takes_damaged = True
        self._bench.say(Band.LOOK, tr("Scan the damaged item, or count it by hand (F12)."))

    def damage(self, code: str) -> None:
        """One unit of an item is damaged: another one is picked for it, or it waits."""
        view = self._bench.view
        self.takes_damaged = False
        if view is None:
            return
        words = tr("Lay the damaged {code} aside. Another one is picked for it, or it waits again.")
        self._change(
            tr("Damaged: {code}").format(code=code),
            lambda key: report_damaged(self._context, view.shipment, code, key=key),
            words.format(code=code),
            lambda: self.damage(code),
        )

    def _take_out(self) -> None:
        if self._bench.view is None:
            self._tell_nothing_open()
            return
        self.takes_out = True
        self._bench.say(Band.LOOK, tr("Scan the item that you take out of this parcel."))

    def take_out(self, code: str) -> None:
        """An item leaves the parcel that is open; it is still to be scanned."""
        view = self._bench.view
        self.takes_out = False
        if view is None:
            return
        self._change(
            tr("Taking {code} out").format(code=code),
            lambda key: take_out(self._context, view.shipment, code, key=key),
            tr("{code} is out of this parcel. Scan it into the one where it belongs.").format(
                code=code
            ),
            lambda: self.take_out(code),
        )

    def set_aside(self, reason: str) -> None:
        """Holds the order; its goods are carried back, and its stock stays its own."""
        view = self._bench.view
        self._said = ("", 0.0)
        if view is None:
            self._tell_nothing_open()
            return
        where = tr("set aside at {station}").format(station=self._context.station)
        why, order = reason or where, view.order.number

        def work(key: str) -> BenchAnswer:
            results = hold(self._context, [order], reason=why, how=How(key=key))
            for row in results.results:
                if row.outcome is RowOutcome.REFUSED:
                    raise row.notes[0].refusal()
            return BenchAnswer()

        def tell(done: BenchAnswer) -> None:
            self._bench.show(done)
            words = tr(
                "{order} is on hold: {reason}. Put its goods back as the put-away list says."
            )
            self._bench.say(Band.LOOK, words.format(order=order, reason=why))

        title = tr("Holding {order}").format(order=order)
        self._bench.send(title, work, tell, lambda: self.set_aside(reason))

    def take_over(self, shipment: str) -> None:
        """Packs on here what is open at another station."""
        words = tr("{shipment} is packed here now.").format(shipment=shipment)
        self._change(
            tr("Taking {shipment} over").format(shipment=shipment),
            lambda key: take_over(self._context, shipment, key=key),
            words,
            lambda: self.take_over(shipment),
        )

    def _print(self) -> None:
        """The slip of what is open, of what was never printed, or of what was closed last."""
        bench, view = self._bench, self._bench.view
        closed = [] if bench.closed is None else [bench.closed]
        shipments = (bench.unprinted or closed) if view is None else [view.shipment]
        if not shipments:
            bench.say(Band.WRONG, tr("There is nothing to print: nothing is open here."))
            return
        if view is None:
            bench.unprinted = []
        named = ", ".join(shipments)
        bench.say(Band.LOOK, tr("Printing the slip of {shipment}…").format(shipment=named))
        context, kind = self._context.without_key(), PrintKind.PACKING_SLIP
        printing = Printing(bench.place)

        def work() -> JobView:
            refuse_cancelled(context, shipments)
            choice = printer_for(context, kind)
            return print_document(
                context, kind, packing_slips(context, shipments, force=True), choice
            )

        def sent(job: JobView) -> None:
            words = tr("The slip of {shipment} is with the printer.")
            bench.say(Band.LOOK, words.format(shipment=named))
            printing.tell_sent(job)

        def failed(error: BaseException) -> None:
            errors = bench.place.desk.window.errors
            known = errors.translate(error)
            words = tr("The slip of {shipment} is not printed.").format(shipment=named)
            if isinstance(known, EnvironmentFault):
                bench.say(Band.WRONG, words)
                printing.tell_failed(known)
            else:
                bench.say(Band.WRONG, f"{words} {failure_words(errors, error, '')}")

        title = tr("Printing the slip of {shipment}").format(shipment=named)
        bench.place.desk.runner.render(
            title, lambda _: work(), sent, on_error=failed, owner=bench.screen
        )

    def _help(self) -> None:
        self._bench.say(Band.LOOK, tr("The keys, and the codes of the control sheet:"))
        self._bench.screen.show_help()

    def _change(
        self, title: str, work: Callable[[str], PackView], words: str, again: Callable[[], None]
    ) -> None:
        """Sends a command that leaves the shipment open, shows it and says what was done."""
        answer = self._bench.answer

        def tell(done: BenchAnswer) -> None:
            self._bench.show(done)
            self._bench.say(Band.LOOK, words)

        self._bench.send(
            title, lambda key: replace(answer, packing=work(key), stopped=None), tell, again
        )

    def _tell_nothing_open(self) -> None:
        words = tr("No order is open. Scan a list, an order, a slot or an item.")
        self._bench.say(Band.WRONG, words)
