"""The words for cameras: why no picture was taken, and what to do."""

from collections.abc import Mapping

from packbench.domain.camera import CameraTrouble
from packbench.words.language import mark, tr

TROUBLES: Mapping[CameraTrouble, str] = {
    CameraTrouble.NOT_SET: mark(
        "This computer has no camera: say how one is reached (`packbench station camera`)."
    ),
    CameraTrouble.COMMAND_MISSING: mark(
        "There is no program {place}. Install it, or name another."
    ),
    CameraTrouble.COMMAND_FAILED: mark("{place} failed: {told}"),
    CameraTrouble.TOO_SLOW: mark("{place} took longer than {told} seconds, and was ended."),
    CameraTrouble.NO_PICTURE: mark("No new picture came from {place}."),
    CameraTrouble.NOT_A_PICTURE: mark("{place} is no picture, or only a part of one."),
    CameraTrouble.TOO_LARGE: mark("{place} is too large for a picture. Set the camera smaller."),
    CameraTrouble.FOLDER_GONE: mark("There is no folder {place}. Is its drive connected?"),
    CameraTrouble.DISK: mark("The disk or the folder can't be used ({told})."),
}
"""Why there is no picture."""


def trouble_words(trouble: str, told: str, place: str) -> str:
    """Why there is no picture, and what to do."""
    return tr(TROUBLES[CameraTrouble(trouble)]).format(told=told, place=place)
