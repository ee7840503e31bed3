"""What the command of the settings does."""

from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QLocale

from packbench.domain.refusals import Refusal
from packbench.services.office.settings import SettingView, list_settings, set_settings
from packbench.ui.screens.settings.dialog import SettingsDialog
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import sentence


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
        dialog.submitted.connect(partial(self._write, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, dialog: SettingsDialog, changes: Mapping[str, str]) -> None:
        desk, context = self._place.desk, self._place.context
        key = uuid4().hex

        def written(views: list[SettingView]) -> None:
            dialog.accept()
            self._undoing.offer(_words(views), key)

        def refused(error: BaseException) -> None:
            if isinstance(error, Refusal):
                dialog.refuse(sentence(error))
            else:
                dialog.refuse(tr("Nothing was saved."))
                desk.window.errors.show(error)

        desk.runner.write(
            tr("Saving the settings"),
            lambda _: set_settings(context, changes, key=key),
            written,
            on_error=refused,
            owner=dialog,
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
