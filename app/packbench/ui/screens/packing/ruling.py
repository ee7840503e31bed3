"""Opens the dialog of a station's rules, and saves what was chosen."""

from collections.abc import Mapping
from functools import partial

import shiboken6

from packbench.services.office.lists import filter_values
from packbench.services.packing.rules import Ruled, RuleView, list_rules, set_rules
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.packing.rules_dialog import RulesDialog
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def ask_rules(place: Workplace) -> None:
    """Opens the dialog with the rules as they are now."""
    context, desk = place.context, place.desk

    def show(found: tuple[list[RuleView], list[str]]) -> None:
        rules, channels = found
        dialog = RulesDialog(context.station, rules, channels, desk.theme, desk.window)
        sending = Sending(place)
        dialog.submitted.connect(partial(_write, place, dialog, sending))
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    desk.runner.read(
        "packing.rules",
        lambda: (list_rules(context), filter_values(context).channels),
        show,
        owner=desk.window,
    )


def _write(
    place: Workplace, dialog: RulesDialog, sending: Sending, changes: Mapping[Ruled, bool | None]
) -> None:
    context, window = place.context, place.desk.window

    def written(_: list[RuleView], key: str) -> None:
        if shiboken6.isValid(dialog):
            dialog.accept()
        words = tr("The rules of {station} were changed.")
        Undoing(place).offer(words.format(station=context.station), key)

    def refused(error: BaseException) -> None:
        words = failure_words(window.errors, error, tr("Nothing was saved."))
        if shiboken6.isValid(dialog) and dialog.isVisible():
            dialog.refuse(words)
        else:
            window.messages.post(Level.REFUSED, words)

    sending.send(
        SentCommand(
            tr("Saving the rules of this station"),
            dict(changes),
            lambda key, _: set_rules(context, changes, key=key),
            written,
            refused,
        )
    )
