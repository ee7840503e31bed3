"""Opens the dialogs of a station's checks and of its scale, and saves what was chosen."""

from collections.abc import Callable, Mapping

import shiboken6
from serial.tools.list_ports import comports

from packbench.domain.scales.readings import ScaleSetup
from packbench.services.office.lists import filter_values
from packbench.services.packing.checks import set_checks
from packbench.services.packing.checks_made import Checked, CheckView, list_checks
from packbench.services.scales import get_scale, set_scale
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.packing.checks_dialog import ChecksDialog
from packbench.ui.screens.packing.scale_dialog import ScaleDialog
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def ask_checks(place: Workplace) -> None:
    """Opens the dialog with the checks as they are now."""
    context, desk = place.context, place.desk

    def show(found: tuple[list[CheckView], list[str]]) -> None:
        checks, channels = found
        dialog = ChecksDialog(context.station, checks, channels, desk.theme, desk.window)
        saving = _Saving(place, dialog)

        def write(changes: Mapping[Checked, str | None]) -> None:
            words = tr("The checks of {station} were changed.").format(station=context.station)
            saving.write(dict(changes), lambda key: set_checks(context, changes, key=key), words)

        dialog.submitted.connect(write)
        dialog.open()

    desk.runner.read(
        "packing.checks",
        lambda: (list_checks(context), filter_values(context).channels),
        show,
        owner=desk.window,
    )


def ask_scale(place: Workplace) -> None:
    """Opens the dialog with the scale as it is set up now."""
    context, desk = place.context, place.desk

    def show(found: tuple[ScaleSetup | None, list[str]]) -> None:
        setup, ports = found
        dialog = ScaleDialog(setup, ports, desk.theme, desk.window)
        saving = _Saving(place, dialog)

        def write(chosen: ScaleSetup | None) -> None:
            words = tr("The scale of this station is set up.")
            saving.write(chosen, lambda key: set_scale(context, chosen, key=key), words)

        dialog.submitted.connect(write)
        dialog.open()

    desk.runner.read(
        "packing.scale_dialog",
        lambda: (get_scale(context), [one.device for one in comports()]),
        show,
        owner=desk.window,
    )


class _Saving:
    """Saves what a dialog asks for, and tells it; the dialog may be gone by then."""

    def __init__(self, place: Workplace, dialog: ChecksDialog | ScaleDialog) -> None:
        self._place, self._dialog, self._sending = place, dialog, Sending(place)
        dialog.finished.connect(self._sending.retire)
        dialog.finished.connect(dialog.deleteLater)

    def write(self, content: object, work: Callable[[str], object], words: str) -> None:
        """Sends it with a key of its own."""
        title = tr("Saving what this station does")

        def written(_: object, key: str) -> None:
            if shiboken6.isValid(self._dialog):
                self._dialog.accept()
            Undoing(self._place).offer(words, key)

        sent = SentCommand(title, content, lambda key, _: work(key), written, self._refused)
        self._sending.send(sent)

    def _refused(self, error: BaseException) -> None:
        window = self._place.desk.window
        words = failure_words(window.errors, error, tr("Nothing was saved."))
        if shiboken6.isValid(self._dialog) and self._dialog.isVisible():
            self._dialog.refuse(words)
        else:
            window.messages.post(Level.REFUSED, words)
