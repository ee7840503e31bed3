"""Opens the dialog of this computer's camera, tries it, and keeps it on the computer."""

from functools import partial

import shiboken6

from packbench.cameras.setup import keep_camera, read_camera
from packbench.cameras.taking import now_s, take_picture
from packbench.domain.camera import CameraSetup, Picture
from packbench.domain.refusals import EnvironmentFault
from packbench.paths import user_config_dir
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.packing.camera_dialog import CameraDialog
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence


def ask_camera(place: Workplace) -> None:
    """Opens the dialog with the camera as it is kept."""
    dialog = CameraDialog(read_camera(user_config_dir()), place.desk.window)
    dialog.submitted.connect(partial(_keep, place, dialog))
    dialog.picture_wanted.connect(partial(_try, place, dialog))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _keep(place: Workplace, dialog: CameraDialog, setup: CameraSetup) -> None:
    try:
        keep_camera(user_config_dir(), setup)
    except OSError as error:
        words = tr("The settings of this computer can't be written ({cause}). Nothing was saved.")
        dialog.tell(words.format(cause=error.strerror or error))
        return
    dialog.accept()
    place.desk.window.messages.post(Level.DONE, tr("The camera of this computer is set up."))


def _try(place: Workplace, dialog: CameraDialog, setup: CameraSetup) -> None:
    """On the lane of documents, so that nothing that is read or written waits for a camera."""

    def take() -> Picture | EnvironmentFault:
        try:
            return take_picture(setup, now_s())
        except EnvironmentFault as fault:
            return fault

    def show(taken: Picture | EnvironmentFault) -> None:
        if not shiboken6.isValid(dialog):
            return
        if isinstance(taken, EnvironmentFault):
            dialog.tell(sentence(taken))
        else:
            dialog.show_picture(taken)

    title = tr("Taking a picture")
    place.desk.runner.render(title, lambda _: take(), show, owner=dialog)
