"""Runs the packing bench: what scans and keys mean, and the answers to scans.

What is open is kept in the database: after a crash, or at another station, it goes on where it was.
"""

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial

from packbench.domain.codes import OwnKind, parse_own_code
from packbench.domain.outcomes import Said
from packbench.domain.packing import CAUGHT, PackVerdict
from packbench.domain.refusals import Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.services.packing.at_bench import BenchAnswer, open_at_bench, scan_at_bench
from packbench.services.packing.judging import ScanTold
from packbench.services.packing.stopped import note_told, stopped_here
from packbench.services.picking.screens import ScreenSettings, screen_settings
from packbench.services.printers.events import slips_not_printed
from packbench.ui.parts.shell.main_window import COVERS
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.packing.bench_camera import BenchCamera
from packbench.ui.screens.packing.bench_scale import BenchScale
from packbench.ui.screens.packing.confirming import Confirming
from packbench.ui.screens.packing.deeds import Deeds
from packbench.ui.screens.packing.open_bench import OpenBench
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.packing import (
    choice_words,
    closed_words,
    opens_words,
    put_back_words,
    verdict_words,
)
from packbench.words.scanning import command_words

_LOOK = frozenset(
    {
        *(PackVerdict.ASK_LOT, PackVerdict.ASK_SERIAL, PackVerdict.SEVERAL, PackVerdict.CHANGED),
        *(PackVerdict.COMMAND, PackVerdict.THIS_ORDER),
    }
)

_SOUNDS = {PackVerdict.LINE_DONE: Sound.LINE_DONE, PackVerdict.ORDER_DONE: Sound.ORDER_DONE}


class PackingBench:
    """Opens the bench's screen, which holds it, and carries out what a packer does.

    Args:
        place: the window at work.
        shipment: what to open at once; None: what is open at this station, if anything is.
    """

    def __init__(self, place: Workplace, shipment: str | None = None) -> None:
        self._place = place
        self._factor: list[str] = []  # a code that multiplies the next scan
        self._choice: ScanTold | None = None  # a code of several products, to be chosen
        self._asked = ""  # what was scanned last
        self._elsewhere = ""  # what another station packs, and was asked for here
        desk, context = place.desk, place.context
        words = tr("{station} · {operator}")
        where = words.format(station=context.station, operator=context.operator)
        self.screen = StationScreen(where, self._take_scan, desk.runner, desk.theme, desk.window)
        self._bench = OpenBench(place, self.screen)
        self._bench.refused = self._remember_elsewhere
        self._deeds = Deeds(self._bench)
        self._confirming = Confirming(self._bench, self._deeds, self._count_one)
        self._scale = BenchScale(self._bench, self._deeds.weigh)
        self._camera = BenchCamera(self._bench, self._deeds)
        self._bench.shown = self._look_at_checks
        desk.window.messages.posted.connect(self.screen.show_message)
        self.screen.typed.connect(self._take_typed)
        self.screen.commanded.connect(lambda word: self._bench.put(lambda: self._deeds.do(word)))
        self.screen.by_hand.connect(lambda: self._bench.put(self._confirming.count_by_hand))
        self.screen.band.rest(tr("Ready."))
        self.screen.show_idle([])
        self.screen.setModal(True)
        self.screen.setProperty(COVERS, True)
        self.screen.showFullScreen()
        self._resume(shipment)
        if shipment is not None:
            self._bench.put(lambda: self._take(shipment))

    def _look_at_checks(self) -> None:
        self._scale.look()
        self._camera.look()
        self._confirming.look()

    def _take_scan(self, scan: Scan) -> None:
        self._bench.put(lambda: self._take(scan.text), scan)

    def _take_typed(self, text: str) -> None:
        """What was typed means what the screen asks for; else it is a code."""
        self._bench.put(lambda: self._typed(text))

    def _typed(self, text: str) -> None:
        if self._deeds.asks_reason:
            self._deeds.set_aside(text)
        elif self._choice is not None and text.isdecimal():
            self._choose(int(text))
        elif not self._confirming.take_typed(text):
            self._take(text)

    def _take(self, text: str) -> None:
        command = parse_control_code(text)
        own = parse_own_code(text)
        if command is not None and command.startswith("Q"):
            self._factor = [text]
            self._bench.say(Band.LOOK, f"{command_words(command)}.")
        elif command is not None:
            self._deeds.do(command)
        elif own is not None and own.kind is OwnKind.OPERATOR and self._elsewhere:
            shipment, self._elsewhere = self._elsewhere, ""
            self._deeds.take_over(shipment)
        elif own is not None and own.kind is OwnKind.OPERATOR and self._confirming.take_badge(text):
            pass  # it was waited for
        elif self._deeds.takes_damaged:
            self._deeds.damage(text)
        elif self._deeds.takes_out:
            self._deeds.take_out(text)
        elif self._deeds.lacks_tracking is not None:
            self._deeds.ship_with(text)
        else:
            self._scan(text)

    def _scan(self, text: str, chosen: str | None = None) -> None:
        codes, self._factor, self._choice = [*self._factor, text], [], None
        self._asked, self._elsewhere = text, ""
        self._confirming.forget_badge()
        context, view = self._place.context, self._bench.view
        shipment = None if view is None else view.shipment
        left: list[Callable[[], None]] = []  # what is done after the answer

        def work(key: str) -> BenchAnswer:
            left.clear()
            return scan_at_bench(
                context, codes, shipment=shipment, chosen=chosen, later=left.append, key=key
            )

        def done(answer: BenchAnswer) -> None:
            self._scanned(answer)
            for one in left:
                self._do_later(one)

        title = tr("Scanning {code}").format(code=text)
        self._bench.send(title, work, done, lambda: self._scan(text, chosen))

    def _do_later(self, work: Callable[[], None]) -> None:
        self._place.desk.runner.write("", lambda _: work(), lambda _: None, owner=self.screen)

    def _scanned(self, answer: BenchAnswer) -> None:
        opens, told = answer.opens, answer.told
        if answer.packing is None:
            if opens is not None:
                words = opens_words(opens.verdict, opens.name, opens.choices)
                self._bench.say(Band.WRONG, words)
            return
        self._choice = told if told and told.verdict is PackVerdict.SEVERAL else None
        if told is not None and told.by is not None:
            self._tell_taken_away({answer.packing.shipment: told})
            return
        self.screen.note("")
        was_caught = told is not None and told.verdict in CAUGHT
        waits = self._bench.answer.stopped if was_caught else answer.stopped  # it changed nothing
        self._bench.show(dataclasses.replace(answer, stopped=waits))
        if told is None:
            words = tr("{shipment} is open. Scan its items.")
            self._bench.say(Band.RIGHT, words.format(shipment=answer.packing.shipment))
        elif answer.stopped is not None:
            self._deeds.tell_stopped(answer, answer.stopped)
        elif answer.closed:
            words = closed_words(answer.packing.shipment, shipped=answer.shipped)
            self._bench.say(Band.RIGHT, words, Sound.ORDER_DONE)
        else:
            self._bench.say(_band(told.verdict), self._words(told), _SOUNDS.get(told.verdict))

    def _tell_taken_away(self, stopped: Mapping[str, ScanTold]) -> None:
        """Tells once who took away what lay here, and what goes back; then nothing is open."""
        context = self._place.context
        back = [one for told in stopped.values() for one in told.put_back]
        self._bench.show(BenchAnswer())
        self.screen.note(put_back_words([(one.units, one.sku, one.location) for one in back]))
        self._bench.say(Band.LOOK, " ".join(map(self._words, stopped.values())))
        for shipment in stopped:
            self._do_later(partial(note_told, context, shipment))

    def _words(self, told: ScanTold) -> str:
        if self._choice is not None:
            return choice_words(told.code, told.choices)
        values = {one.name: getattr(told, one.name) for one in dataclasses.fields(told)}
        words = verdict_words(told.verdict, values)
        if told.verdict is not PackVerdict.UNKNOWN:
            return words
        how = tr("To teach it: leave the bench (Esc), scan it again, and press Ctrl+Shift+F5.")
        return f"{words} {how}"

    def _choose(self, number: int) -> None:
        told = self._choice
        if told is None or not 1 <= number <= len(told.choices):
            self._bench.say(Band.WRONG, tr("Type one of the numbers that are shown."))
        else:
            self._scan(told.code, told.choices[number - 1])

    def _count_one(self) -> None:
        view = self._bench.view
        line = None if view is None else view.wanted
        if line is None:
            self._bench.say(Band.WRONG, tr("Nothing is wanted that could be counted."))
        elif self._deeds.takes_damaged:
            self._deeds.damage(line.sku)
        else:
            self._scan(line.sku, line.sku)

    def _remember_elsewhere(self, error: BaseException) -> None:
        """What another station packs can be taken over by scanning one's badge."""
        if isinstance(error, Refusal) and error.params.get("why") is Said.PACKED_BY_ANOTHER:
            self._elsewhere = str(error.params["name"])

    def _resume(self, shipment: str | None) -> None:
        """Goes on with what is open at this station, if nothing else is to be opened."""
        context = self._place.context

        def show(
            found: tuple[BenchAnswer, ScreenSettings, list[str], Mapping[str, ScanTold]],
        ) -> None:
            answer, settings, self._bench.unprinted, stopped = found
            self.screen.sounds.is_on = settings.sounds
            self.screen.order.picture.set_folder(settings.pictures)
            if stopped and answer.packing is None:
                self._tell_taken_away(stopped)
            elif answer.packing is None:
                self._bench.count_anew()
                self._tell_unprinted()
            else:
                self._bench.show(answer)
                words = tr("{shipment} is open. Scan its items.")
                self._bench.say(Band.LOOK, words.format(shipment=answer.packing.shipment))
            self._bench.free_steps()

        def failed(error: BaseException) -> None:
            self._place.desk.window.errors.show(error)
            self._bench.free_steps()

        def resumed() -> BenchAnswer:
            return open_at_bench(context) if shipment is None else BenchAnswer()

        self._bench.hold_steps()
        self._place.desk.runner.read(
            "packing.resume",
            lambda: (
                *(resumed(), screen_settings(context), slips_not_printed(context)),
                stopped_here(context) if shipment is None else {},
            ),
            show,
            on_error=failed,
            owner=self.screen,
        )

    def _tell_unprinted(self) -> None:
        """What was closed just before the power was lost has no paper; a key prints it."""
        numbers = self._bench.unprinted
        if numbers:
            words = tr_count(
                "{shipments} is packed, but its slip was not printed. F9 prints it.",
                "{shipments} are packed, but their slips were not printed. F9 prints them.",
                len(numbers),
            )
            self._bench.say(Band.LOOK, words.format(shipments=", ".join(numbers)))


def _band(verdict: PackVerdict) -> Band:
    if verdict in CAUGHT:
        return Band.WRONG
    return Band.LOOK if verdict in _LOOK else Band.RIGHT
