"""What the command of the rules does: the list, the form, trials, and what is sent."""

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6

from packbench.domain.order_rules import Rule, RuleBody
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Refusal
from packbench.services.office.undo import undo_key
from packbench.services.rules import keeping
from packbench.services.rules.keeping import RulesChanged
from packbench.services.rules.naming import RuleNames, rule_names
from packbench.services.rules.trying import RulesTried, try_rules
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.screens.rules.dialog import OrderRulesDialog
from packbench.ui.screens.rules.form import RuleForm
from packbench.ui.screens.rules.trial import TrialDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence, told

Work = Callable[[str], RulesChanged]


def _is_changed(refusal: Refusal) -> bool:
    """Whether somebody else changed the rule meanwhile: saving again writes it all the same."""
    return refusal.params.get("why") == Said.RULE_CHANGED_MEANWHILE


class RulesController:
    """Opens the list of rules and answers it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing = Undoing(place)
        self._last: tuple[str, str] | None = None

    def open(self) -> None:
        """Opens the list with the rules as they are."""
        context, desk = self._place.context, self._place.desk

        def show(rules: Sequence[Rule]) -> None:
            dialog = OrderRulesDialog(desk.theme, desk.window)
            self._last = None
            dialog.wanted.connect(partial(self._ask, dialog))
            dialog.unwanted.connect(partial(self._remove, dialog))
            dialog.moved.connect(partial(self._move, dialog))
            dialog.switched.connect(partial(self._switch, dialog))
            dialog.tried.connect(partial(self._try, dialog))
            dialog.undone.connect(partial(self._undo, dialog))
            dialog.show_rules(rules)
            dialog.open()

        desk.runner.read("rules.open", lambda: keeping.rules(context), show, owner=desk.window)

    def _ask(self, dialog: OrderRulesDialog, rule: Rule | None) -> None:
        """Opens the form of a rule, or of a new one."""
        context, desk = self._place.context, self._place.desk

        def show(names: RuleNames) -> None:
            form = RuleForm(rule, names, desk.theme, dialog)
            form.submitted.connect(partial(self._save, dialog, form, rule))
            form.tried.connect(partial(self._try_body, form))
            form.open()

        desk.runner.read("rules.names", lambda: rule_names(context), show, owner=dialog)

    def _save(
        self,
        dialog: OrderRulesDialog,
        form: RuleForm,
        rule: Rule | None,
        body: RuleBody,
        holds: bool,
    ) -> None:
        context, seen = self._place.context, form.seen

        def work(key: str) -> RulesChanged:
            if rule is None:
                return keeping.create(context, body, key=key)
            return keeping.edit(context, rule.name, body, seen=seen, holds_all=holds, key=key)

        words = tr("Rule “{rule}” was written.").format(rule=body.name.strip())
        self._send(dialog, work, words, form=form, content=(rule, seen, body, holds))

    def _remove(self, dialog: OrderRulesDialog, name: str) -> None:
        context = self._place.context
        words = tr("Rule “{rule}” was deleted; what it did stays.").format(rule=name)
        self._send(dialog, lambda key: keeping.remove(context, [name], key=key), words)

    def _move(self, dialog: OrderRulesDialog, name: str, place: int) -> None:
        context = self._place.context
        words = tr("Rule “{rule}” is at place {place} now.").format(rule=name, place=place)
        self._send(dialog, lambda key: keeping.move(context, name, place, key=key), words)

    def _switch(self, dialog: OrderRulesDialog, name: str, on: bool) -> None:
        """Off at once; on after a trial whose button tells what it means."""
        context = self._place.context
        if on:
            self._try(dialog, name, switches=True)
            return
        words = tr("Rule “{rule}” is off.").format(rule=name)
        self._send(dialog, lambda key: keeping.switch(context, [name], on=False, key=key), words)

    def _try(self, dialog: OrderRulesDialog, name: str, *, switches: bool = False) -> None:
        context, desk = self._place.context, self._place.desk

        def on(holds: bool) -> None:
            words = tr("Rule “{rule}” is on.").format(rule=name)

            def work(key: str) -> RulesChanged:
                return keeping.switch(context, [name], on=True, holds_all=holds, key=key)

            self._send(dialog, work, words)

        def show(tried: RulesTried) -> None:
            trial = TrialDialog(tried, desk.theme, dialog, switches=switches)
            trial.confirmed.connect(on)
            trial.open()

        desk.runner.read("rules.try", lambda: try_rules(context, name), show, owner=dialog)

    def _try_body(self, form: RuleForm, body: RuleBody) -> None:
        """Tries a rule as it is being written."""
        context, desk = self._place.context, self._place.desk

        def show(tried: RulesTried) -> None:
            TrialDialog(tried, desk.theme, form).open()

        def refuse(error: BaseException) -> None:
            known = desk.window.errors.translate(error)
            if isinstance(known, Refusal):
                form.refuse(sentence(known))
            else:
                desk.window.errors.show(known)

        read = partial(try_rules, context, body=body)
        desk.runner.read("rules.try", read, show, on_error=refuse, owner=form)

    def _send(
        self,
        dialog: OrderRulesDialog,
        work: Work,
        words: str,
        *,
        form: RuleForm | None = None,
        content: object = None,
    ) -> None:
        """Sends a change of rules; what came of it is told in the list, or refused in the form."""
        desk = self._place.desk

        def changed(done: RulesChanged, key: str) -> None:
            all_told = " ".join([words, *map(told, done.notes)])
            self._last = (key, words)
            self._undoing.offer(all_told, key)
            if form is not None and shiboken6.isValid(form):
                form.accept()
            self._show_again(dialog, all_told, done.rules[0], can_undo=True)

        def refused(error: BaseException) -> None:
            known = desk.window.errors.translate(error)
            failed = failure_words(desk.window.errors, error, tr("Nothing was changed."))
            holds = isinstance(known, Refusal) and known.params.get("why") == Said.RULE_HOLDS_ALL
            if form is not None and shiboken6.isValid(form):
                if isinstance(known, Refusal):
                    form.seen = None if _is_changed(known) else form.seen
                form.refuse(failed, holds_all=holds)
            else:
                self._show_again(dialog, failed, "")

        sent = SentCommand(
            tr("Changing rules"),
            (words, content),
            lambda key, _: work(key),
            changed,
            refused,
        )
        send_once(self._place, sent)

    def _undo(self, dialog: OrderRulesDialog) -> None:
        """Takes back what was done last in this list."""
        if self._last is None:
            return
        context, desk = self._place.context, self._place.desk
        key, words = self._last
        self._last = None

        def undone(_: object, _key: str) -> None:
            self._show_again(
                dialog, tr("Taken back: {what}").format(what=words), "", can_undo=False
            )

        def refused(error: BaseException) -> None:
            failed = failure_words(desk.window.errors, error, tr("Nothing was changed."))
            self._show_again(dialog, failed, "")

        sent = SentCommand(
            tr("Taking it back"),
            key,
            lambda own_key, _: undo_key(context, key, own_key=own_key),
            undone,
            refused,
        )
        send_once(self._place, sent)

    def _show_again(
        self, dialog: KeyDialog, words: str, name: str, *, can_undo: bool | None = None
    ) -> None:
        """The list as it is now, with what happened below it."""
        context, desk = self._place.context, self._place.desk
        if not isinstance(dialog, OrderRulesDialog) or not shiboken6.isValid(dialog):
            return

        def show(rules: Sequence[Rule]) -> None:
            dialog.show_rules(rules, name)
            dialog.say(words, can_undo=can_undo)

        desk.runner.read("rules.again", lambda: keeping.rules(context), show, owner=dialog)
