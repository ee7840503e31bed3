"""What the command of the settings does."""

from collections.abc import Mapping
from functools import partial

import shiboken6
from PySide6.QtCore import QLocale

from packbench.services.office.settings import SettingView, list_settings, set_settings
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.settings.dialog import SettingsDialog
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


class SettingsController:
    """Opens the dialog, writes what was changed, and says so."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing = Undoing(place)

    def open(self) -> None:
        """Shows the settings as they are now."""
        context, desk = self._place.context, self._place.desk
        desk.runner.read("settings", lambda: list_settings(context), self._show, owner=desk.window)

    def _show(self, settings: list[SettingView]) -> None:
        desk = self._place.desk
        dialog = SettingsDialog(settings, desk.theme, desk.window)
        sending = Sending(self._place)
        dialog.submitted.connect(partial(self._write, dialog, sending))
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, dialog: SettingsDialog, sending: Sending, changes: Mapping[str, str]) -> None:
        desk, context = self._place.desk, self._place.context

        def written(views: list[SettingView], key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            self._undoing.offer(_words(views), key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was saved."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)
            else:
                desk.window.messages.post(Level.REFUSED, words)

        sending.send(
            SentCommand(
                tr("Saving the settings"),
                dict(changes),
                lambda key, _: set_settings(context, changes, key=key),
                written,
                refused,
            )
        )


def _words(views: list[SettingView]) -> str:
    if len(views) == 1:
        words = tr("“{setting}” was changed for all stations.")
        return words.format(setting=tr(views[0].title))
    words = tr_count(
        "{count} setting was changed for all stations.",
        "{count} settings were changed for all stations.",
        len(views),
    )
    return words.format(count=QLocale().toString(len(views)))
