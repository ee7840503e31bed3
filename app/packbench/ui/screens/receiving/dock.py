"""Runs the receiving dock: what scans and keys mean, and the answers to scans.

What is counted is kept in the database: after a crash it goes on where it was.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from packbench.domain.codes import OwnKind, parse_own_code
from packbench.domain.receiving import (
    ASKS,
    BY_RIGHT,
    COUNTED,
    ReceiptOutcome,
    ReceiveTold,
    ReceiveVerdict,
)
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.services.picking.screens import ScreenSettings, screen_settings
from packbench.services.picking.walking import badge_owner
from packbench.services.receiving.at_dock import (
    DockAnswer,
    ExpectedOrder,
    answers_lot,
    open_dock,
    scan_at_dock,
)
from packbench.services.receiving.receipts import (
    book_receipt,
    leave_receipt,
    open_receipt,
    set_note,
    take_over_receipt,
)
from packbench.services.receiving.scanning import (
    AS_GOOD,
    HowCounted,
    expected_here,
    take_back_count,
)
from packbench.ui.parts.shell.main_window import COVERS
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.receiving.dock_screen import DockScreen
from packbench.ui.stepping import StationSteps
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.receiving import (
    booked_words,
    cross_docked_words,
    listed_words,
    reasons_of,
    released_words,
    told_words,
)
from packbench.words.scanning import command_words

_TWICE_WITHIN_S = 5.0
_MOST_TOLD = 6
_PHOTO = "photo:"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SOUNDS = {
    ReceiveVerdict.LINE_DONE: Sound.LINE_DONE,
    ReceiveVerdict.ALL_IN: Sound.ORDER_DONE,
}
_LOOK = frozenset({*ASKS, ReceiveVerdict.EXPIRED, ReceiveVerdict.SET_ASIDE})
_RIGHT = COUNTED | {ReceiveVerdict.MULTIPLIES, ReceiveVerdict.THIS_RECEIPT}


class ReceivingDock:
    """Opens the dock's screen, which holds it, and carries out what is done there.

    Args:
        place: the window at work.
        number: the purchase order to open at once; None: what is open at this station.
    """

    def __init__(self, place: Workplace, number: str | None = None) -> None:
        self._place, self._context = place, place.context
        desk, context = place.desk, place.context
        where = tr("{station} · {operator}")
        told = where.format(station=context.station, operator=context.operator)
        self.screen = DockScreen(told, self._take_scan, desk.theme, desk.window)
        self._steps: StationSteps[DockAnswer] = StationSteps(place, self.screen, "receiving")
        self._steps.refused = self._remember_elsewhere
        self._answer = DockAnswer()
        self._note = ""  # of the delivery that is opened next
        self._factor: list[str] = []  # a code that multiplies the next scan
        self._counting: HowCounted = AS_GOOD  # of the next scan
        self._asked: tuple[list[str], HowCounted, ReceiveTold] | None = None
        self._orders: list[ExpectedOrder] = []  # of an item, to be chosen
        self._item = ""
        self._elsewhere = ""  # a receipt of another station
        self._takes_note = self._asks_reason = self._is_blind = False
        self._given_up_s = 0.0
        self._does: Mapping[str, Callable[[], None]] = {
            "HELP": self._help,
            "DONE": self._book,
            "UNDO": self._take_back,
            "NOTE": self._ask_note,
            "CANCEL": self._give_up,
            "BLIND": self._ask_badge,
            "DAMAGED": lambda: self._set_aside(ReceiptOutcome.DAMAGED),
            "REJECT": lambda: self._set_aside(ReceiptOutcome.REJECTED),
            "HOLD": lambda: self._set_aside(ReceiptOutcome.REJECTED),  # of older sheets
            "ONE": self._count_one,
            "LOGOUT": self.screen.reject,
        }
        desk.window.messages.posted.connect(self.screen.show_message)
        self.screen.typed.connect(lambda text: self._steps.put(lambda: self._typed(text)))
        self.screen.commanded.connect(lambda word: self._steps.put(lambda: self._do(word)))
        self.screen.band.rest(tr("Ready."))
        self.screen.show_idle([])
        self.screen.setModal(True)
        self.screen.setProperty(COVERS, True)
        self.screen.showFullScreen()
        self._resume(number)

    @property
    def _receipt(self) -> str | None:
        return None if self._answer.receipt is None else self._answer.receipt.receipt

    def _take_scan(self, scan: Scan) -> None:
        self._steps.put(lambda: self._take(scan.text), scan)

    def _typed(self, text: str) -> None:
        """What was typed means what the screen asks for; else it is a code."""
        asked = self._asked
        if self._asks_reason:
            self._take_reason(text)
        elif self._orders and text.isdecimal():
            self._choose_order(int(text))
        elif asked is not None and asked[2].verdict is ReceiveVerdict.SEVERAL and text.isdecimal():
            self._choose_item(asked, int(text))
        elif asked is not None and asked[2].verdict is ReceiveVerdict.ASK_LOT:
            self._send(asked[0], replace(asked[1], lot=text))
        else:
            self._take(text)

    def _take(self, text: str) -> None:
        command, own = parse_control_code(text), parse_own_code(text)
        if self._takes_note:
            self._tell_note(text)
        elif command is not None and command.startswith("Q"):
            self._factor = [text]
            self._steps.say(Band.LOOK, f"{command_words(command)}.")
        elif command is not None:
            self._do(command)
        elif own is not None and own.kind is OwnKind.OPERATOR:
            self._badge(text)
        elif self._asked is not None and self._asked[2].verdict is ReceiveVerdict.ASK_EXPIRY:
            self._take_expiry(text)
        else:
            self._scan(text)

    def _do(self, word: str) -> None:
        does = self._does.get(word)
        if does is None:
            words = tr("{command} is of no use at the dock.")
            self._steps.say(Band.WRONG, words.format(command=word))
            return
        self._asked, self._orders = None, []
        does()

    def _scan(self, text: str) -> None:
        """A scan while a lot is asked for is that lot, unless it is known as something else."""
        asked, self._asked = self._asked, None
        codes, self._factor, self._orders = [*self._factor, text], [], []
        counting, self._counting = self._counting, AS_GOOD
        self._asks_reason = False
        if asked is None or asked[2].verdict is not ReceiveVerdict.ASK_LOT:
            self._send(codes, counting)
            return
        context = self._context
        with_lot = (asked[0], replace(asked[1], lot=text))

        def work(key: str) -> DockAnswer:
            what = with_lot if answers_lot(context, text) else (codes, counting)
            receipt = self._receipt
            return scan_at_dock(context, what[0], receipt=receipt, counting=what[1], key=key)

        self._steps.send(
            tr("Scanning {code}").format(code=text),
            work,
            lambda answer: self._scanned(answer, *with_lot),
            lambda: self._scan(text),
        )

    def _send(self, codes: list[str], counting: HowCounted) -> None:
        self._asked = None
        context, receipt, note = self._context, self._receipt, self._note

        def work(key: str) -> DockAnswer:
            return scan_at_dock(
                context, codes, receipt=receipt, counting=counting, note=note, key=key
            )

        self._steps.send(
            tr("Scanning {code}").format(code=codes[-1]),
            work,
            lambda answer: self._scanned(answer, codes, counting),
            lambda: self._send(codes, counting),
        )

    def _scanned(self, answer: DockAnswer, codes: list[str], counting: HowCounted) -> None:
        if answer.receipt is None:
            self._tell_nothing_opened(answer)
            return
        self._show(answer)
        told = answer.told
        if told is None:
            words = tr("{name} is open. Scan what came.")
            name = answer.receipt.purchase_order or answer.receipt.receipt
            self._steps.say(Band.RIGHT, words.format(name=name))
            return
        if told.verdict in ASKS or told.verdict in BY_RIGHT:
            kept = replace(counting, lot=told.lot or counting.lot)
            self._asked = (codes, kept, told)
        band = Band.WRONG
        if told.verdict in _LOOK or told.orders:
            band = Band.LOOK
        elif told.verdict in _RIGHT:
            band = Band.RIGHT
        sound = _SOUNDS.get(told.verdict) or (Sound.ACCEPTED if told.verdict in COUNTED else None)
        self._steps.say(band, told_words(told), sound)

    def _tell_nothing_opened(self, answer: DockAnswer) -> None:
        if answer.orders:
            self._orders, self._item = answer.orders, answer.sku
            words = tr("{sku} comes from several suppliers. Type the number of yours: {orders}.")
            told = [
                f"{place} {one.number} ({one.supplier})"
                for place, one in enumerate(answer.orders, 1)
            ]
            self._steps.say(Band.LOOK, words.format(sku=answer.sku, orders=", ".join(told)))
        elif answer.sku:
            words = tr("No purchase order brings {sku} here. F6 counts it in without one.")
            self._steps.say(Band.WRONG, words.format(sku=answer.sku))
        else:
            words = tr("{name} is no purchase order and no item that is known. Nothing is open.")
            self._steps.say(Band.WRONG, words.format(name=answer.name))

    def _show(self, answer: DockAnswer) -> None:
        self._answer = answer
        if answer.receipt is None:
            self.screen.show_idle(answer.expected)
        else:
            self._note = ""
            self.screen.note("")
            self.screen.show_receipt(answer.receipt)

    def _badge(self, text: str) -> None:
        """A badge lets in what was refused, a delivery without an order, or takes one over."""
        context, asked = self._context, self._asked
        elsewhere, blind = self._elsewhere, self._is_blind
        receipt, note = self._receipt, self._note
        self._elsewhere, self._is_blind = "", False

        def work(key: str) -> DockAnswer:
            who = badge_owner(context, text)
            if elsewhere:
                return DockAnswer(take_over_receipt(context, elsewhere, key=key))
            if blind:
                return DockAnswer(open_receipt(context, note=note, approved_by=who, key=key))
            if asked is None or asked[2].verdict not in BY_RIGHT:
                return DockAnswer(self._answer.receipt)
            counting = replace(asked[1], approved_by=who)
            return scan_at_dock(context, asked[0], receipt=receipt, counting=counting, key=key)

        def done(answer: DockAnswer) -> None:
            self._asked = None
            if answer.receipt is None:
                self._steps.say(Band.WRONG, tr("Nothing asks for a badge now."))
            else:
                codes, counting = (asked[0], asked[1]) if asked else ([], AS_GOOD)
                self._scanned(answer, codes, counting)

        title = tr("Reading a badge")
        self._steps.send(title, work, done, lambda: self._badge(text))

    def _remember_elsewhere(self, error: BaseException) -> None:
        """A delivery that another station counts can be taken over by scanning one's badge."""
        if isinstance(error, Refusal) and error.code is Code.NOTE_KNOWN:
            is_open = error.params.get("state") == "open"
            self._elsewhere = str(error.params["receipt"]) if is_open else ""

    def _take_expiry(self, text: str) -> None:
        asked = self._asked
        if asked is None:
            return
        if text == "0":
            self._send(asked[0], replace(asked[1], no_expiry=True))
            return
        day = _day_of(text)
        if day is None:
            words = tr("{text} is no date. Type the expiry as YYYY-MM-DD, or 0 where it has none.")
            self._steps.say(Band.LOOK, words.format(text=text))
        else:
            self._send(asked[0], replace(asked[1], expires_on=day))

    def _choose_item(self, asked: tuple[list[str], HowCounted, ReceiveTold], number: int) -> None:
        choices = asked[2].choices
        if 1 <= number <= len(choices):
            self._send(asked[0], replace(asked[1], chosen=choices[number - 1]))
        else:
            self._steps.say(Band.WRONG, tr("Type one of the numbers that are shown."))

    def _choose_order(self, number: int) -> None:
        if not 1 <= number <= len(self._orders):
            self._steps.say(Band.WRONG, tr("Type one of the numbers that are shown."))
            return
        chosen, item, self._orders = self._orders[number - 1].number, self._item, []
        self._open(chosen, item)

    def _open(self, number: str, item: str = "") -> None:
        """Opens a purchase order, and counts the item by which it was found."""
        context, note = self._context, self._note

        def work(key: str) -> DockAnswer:
            opened = open_receipt(context, number, note=note, key=key)
            if not item:
                return DockAnswer(opened)
            return scan_at_dock(context, [item], receipt=opened.receipt, key=f"{key}-counted")

        title = tr("Opening {number}").format(number=number)
        codes = [item] if item else []
        self._steps.send(
            title,
            work,
            lambda answer: self._scanned(answer, codes, AS_GOOD),
            lambda: self._open(number, item),
        )

    def _ask_note(self) -> None:
        self._takes_note = True
        self._steps.say(Band.LOOK, tr("Type or scan the number of the delivery note."))

    def _tell_note(self, text: str) -> None:
        self._takes_note = False
        context, receipt = self._context, self._receipt
        if receipt is None:
            self._note = text
            words = tr("Delivery note {note}. Scan its purchase order, or an item.")
            self._steps.say(Band.LOOK, words.format(note=text))
            return

        def done(answer: DockAnswer) -> None:
            self._show(answer)
            words = tr("It comes with delivery note {note}.")
            self._steps.say(Band.RIGHT, words.format(note=text))

        self._steps.send(
            tr("Delivery note {note}").format(note=text),
            lambda key: DockAnswer(set_note(context, receipt, text, key=key)),
            done,
            lambda: self._tell_note(text),
        )

    def _ask_badge(self) -> None:
        if self._receipt is not None:
            self._steps.say(Band.WRONG, tr("Finish this delivery first (F2), or give it up (F5)."))
            return
        self._is_blind = True
        words = tr("A delivery without a purchase order: a supervisor's badge lets it in.")
        self._steps.say(Band.LOOK, words)

    def _set_aside(self, outcome: ReceiptOutcome) -> None:
        if self._receipt is None:
            self._tell_nothing_open()
            return
        words = {
            ReceiptOutcome.DAMAGED: tr("Damaged. Type why or its number: {reasons}. Then scan it."),
            ReceiptOutcome.REJECTED: tr(
                "Rejected. Type why or its number: {reasons}. Then scan it."
            ),
        }
        reasons = reasons_of(outcome)
        words_of = (f"{place} {reason}" for place, reason in enumerate(reasons, 1))
        told = [one.replace(" ", _NO_BREAK) for one in words_of]
        self._asks_reason = True
        self._counting = HowCounted(outcome, reasons[0])
        self._steps.say(Band.LOOK, words[outcome].format(reasons=", ".join(told)))

    def _take_reason(self, text: str) -> None:
        self._asks_reason = False
        typed, _, photo = text.partition(_PHOTO)
        reason, offered = typed.strip(), reasons_of(self._counting.outcome)
        if reason.isdecimal() and 1 <= int(reason) <= len(offered):
            reason = offered[int(reason) - 1]
        told = reason or self._counting.reason
        self._counting = replace(self._counting, reason=told, photo=photo.strip())
        words = tr("“{reason}”: scan the item.")
        self._steps.say(Band.LOOK, words.format(reason=told))

    def _count_one(self) -> None:
        receipt = self._answer.receipt
        line = None if receipt is None else receipt.wanted
        if line is None:
            self._steps.say(Band.WRONG, tr("No item is shown that could be counted."))
        else:
            counting, self._counting = self._counting, AS_GOOD
            self._asks_reason = False
            self._send([line.sku], replace(counting, chosen=line.sku))

    def _take_back(self) -> None:
        receipt, context = self._receipt, self._context
        self._counting, self._asks_reason = AS_GOOD, False
        if receipt is None:
            self._tell_nothing_open()
            return

        def done(answer: DockAnswer) -> None:
            self._show(answer)
            self._steps.say(Band.LOOK, tr("The last scan is taken back."))

        self._steps.send(
            tr("Taking the last scan back"),
            lambda key: DockAnswer(take_back_count(context, receipt, key=key)),
            done,
            self._take_back,
        )

    def _give_up(self) -> None:
        receipt, context = self._receipt, self._context
        if receipt is None:
            self._tell_nothing_open()
            return
        now_s, before_s = time.monotonic(), self._given_up_s
        self._given_up_s = now_s
        if now_s - before_s > _TWICE_WITHIN_S:
            words = tr("Give this count up? Once more within 5 seconds does it. Esc keeps it.")
            self._steps.say(Band.LOOK, words)
            return

        def work(key: str) -> DockAnswer:
            leave_receipt(context, receipt, key=key)
            return DockAnswer(expected=expected_here(context))

        def done(answer: DockAnswer) -> None:
            self._show(answer)
            words = tr("{receipt} is given up: nothing of it is booked.")
            self._steps.say(Band.LOOK, words.format(receipt=receipt))

        title = tr("Giving {receipt} up").format(receipt=receipt)
        self._steps.send(title, work, done, self._give_up)

    def _book(self) -> None:
        receipt, context = self._receipt, self._context
        if receipt is None:
            self._tell_nothing_open()
            return

        def work(key: str) -> DockAnswer:
            booked = book_receipt(context, receipt, key=key)
            return DockAnswer(expected=expected_here(context), booked=booked)

        title = tr("Booking {receipt}").format(receipt=receipt)
        self._steps.send(title, work, self._booked, self._book)

    def _booked(self, answer: DockAnswer) -> None:
        self._show(answer)
        booked = answer.booked
        if booked is None:
            return
        crossed = [(one.order_number, one.sku, one.quantity) for one in booked.cross_docked]
        served = [(one.order_number, one.sku, one.quantity) for one in booked.released]
        told = [*cross_docked_words(crossed), *released_words(served)]
        self.screen.note(listed_words(dict.fromkeys(told), _MOST_TOLD))
        words = booked_words(booked.receipt.counted, booked.receipt.receipt)
        self._steps.say(Band.RIGHT, words, Sound.ORDER_DONE)

    def _help(self) -> None:
        self._steps.say(Band.LOOK, tr("The keys, and the codes of the control sheet:"))
        self.screen.show_help()

    def _tell_nothing_open(self) -> None:
        self._steps.say(Band.WRONG, tr("No delivery is open. Scan a purchase order, or an item."))

    def _resume(self, number: str | None) -> None:
        """Goes on with what is open at this station, or opens what was chosen."""
        context = self._context

        def show(found: tuple[DockAnswer, ScreenSettings]) -> None:
            answer, settings = found
            self.screen.sounds.is_on = settings.sounds
            self._show(answer)
            if answer.receipt is not None:
                words = tr("{name} is open. Scan what came.")
                name = answer.receipt.purchase_order or answer.receipt.receipt
                self._steps.say(Band.LOOK, words.format(name=name))
            self._steps.free_steps()
            if number is not None:
                self._steps.put(lambda: self._open(number))

        def failed(error: BaseException) -> None:
            self._place.desk.window.errors.show(error)
            self._steps.free_steps()

        self._steps.hold_steps()
        self._place.desk.runner.read(
            "receiving.resume",
            lambda: (open_dock(context), screen_settings(context)),
            show,
            on_error=failed,
            owner=self.screen,
        )


def _day_of(text: str) -> date | None:
    """A date as it is typed or as GS1 data has it."""
    for form in ("%Y-%m-%d", "%y%m%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
