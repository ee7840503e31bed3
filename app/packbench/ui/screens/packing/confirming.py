"""What a person answers to the checks of the bench: a weight, a reason, a badge."""

from packbench.domain.bench_settings import ByHand
from packbench.domain.codes import parse_own_code
from packbench.domain.refusals import Code
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.services.packing.at_bench import BenchAnswer
from packbench.services.packing.at_bench_checks import (
    badge_owner_here,
    check_at_bench,
    overrule_at_bench,
    waits_for,
)
from packbench.services.packing.weighing import unknown_weights
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.packing.deeds import Deeds
from packbench.ui.screens.packing.open_bench import OpenBench
from packbench.ui.stepping import Step
from packbench.words.language import tr


class Confirming:
    """Takes typed words and badges where a check waits for them.

    Args:
        bench: what is open.
        deeds: weighs, and tells what came of it.
        count: counts one of the wanted item.
    """

    def __init__(self, bench: OpenBench, deeds: Deeds, count: Step) -> None:
        self._bench, self._deeds, self._count = bench, deeds, count
        self._counts_after_badge = False
        self._told_of = ""  # the shipment whose unknown weights were told

    def look(self) -> None:
        """What is open has changed: told once of a shipment is which weights nobody knows."""
        view, place = self._bench.view, self._bench.place
        if view is None or view.scanned < view.expected or view.shipment == self._told_of:
            return
        if not self._bench.answer.checks.checks_weight:
            return
        self._told_of = view.shipment

        def tell(skus: list[str]) -> None:
            words = tr("Nobody knows the weight of {skus}: the parcel is not compared.")
            if skus:
                self._bench.screen.note(words.format(skus=", ".join(skus)))

        place.desk.runner.read(
            "packing.weights",
            lambda: unknown_weights(place.context, view),
            tell,
            owner=self._bench.screen,
        )

    def take_typed(self, text: str) -> bool:
        """Takes grams, or why a weight is right; False where nothing asks for either."""
        if text.isdecimal() and (self._bench.asks_weight or self._weight_differs):
            self._deeds.weigh(int(text))
            return True
        is_code = parse_control_code(text) is not None or parse_own_code(text) is not None
        if self._weight_differs and not is_code:
            self._overrule(text, None)
            return True
        return False

    def take_badge(self, code: str) -> bool:
        """Takes a badge that something waits for; False where nothing does."""
        if self._counts_after_badge:
            self._counts_after_badge = False
            self._count_for(code)
        elif waits_for(self._bench.answer, Code.SECOND_CHECK_NEEDED):
            self._check(code)
        elif self._weight_differs:
            self._overrule(tr("by badge"), code)
        else:
            return False
        return True

    def count_by_hand(self) -> None:
        """Counts one of the wanted item, where this station lets it be counted so."""
        how = self._bench.answer.checks.by_hand
        if how is ByHand.NO:
            words = tr(
                "Nothing is counted by hand at this station. Scan the item, or teach a code."
            )
            self._bench.say(Band.WRONG, words)
        elif how is ByHand.BADGE and self._bench.view is not None:
            self._counts_after_badge = True
            self._bench.say(Band.LOOK, tr("Scan your badge: then one is counted by hand."))
        else:
            self._count()

    def forget_badge(self) -> None:
        """Something else was scanned: the next badge counts nothing."""
        self._counts_after_badge = False

    @property
    def _weight_differs(self) -> bool:
        return waits_for(self._bench.answer, Code.WEIGHT_DIFFERS)

    def _overrule(self, reason: str, badge: str | None) -> None:
        answer, context = self._bench.answer, self._bench.place.context
        packing = answer.packing
        if packing is None:
            return

        def work(key: str) -> BenchAnswer:
            by = None if badge is None else badge_owner_here(context, badge)
            return overrule_at_bench(context, answer, packing, reason, by=by, key=key)

        title = tr("Closing {shipment}").format(shipment=packing.shipment)
        self._bench.send(
            title, work, self._deeds.tell_finished, lambda: self._overrule(reason, badge)
        )

    def _check(self, badge: str) -> None:
        answer, context = self._bench.answer, self._bench.place.context
        packing = answer.packing
        if packing is None:
            return

        def work(key: str) -> BenchAnswer:
            checker = badge_owner_here(context, badge)
            return check_at_bench(context, answer, packing, checker, key=key)

        title = tr("Closing {shipment}").format(shipment=packing.shipment)
        self._bench.send(title, work, self._deeds.tell_finished, lambda: self._check(badge))

    def _count_for(self, badge: str) -> None:
        """Counts when the badge proves to be somebody's."""
        place = self._bench.place

        def counted(_: str) -> None:
            self._bench.free_steps()
            self._count()

        self._bench.hold_steps()
        place.desk.runner.read(
            "packing.badge",
            lambda: badge_owner_here(place.context, badge),
            counted,
            on_error=self._bench.tell_failure,
            owner=self._bench.screen,
        )
