"""How the camera of a computer is reached, and why no picture was taken."""

import enum
import shlex
from dataclasses import dataclass

PLACE = "{file}"
"""Where the name of the picture's file goes in a command."""
MOST_S = 60.0


class CameraTrouble(enum.StrEnum):
    """Why there is no picture."""

    NOT_SET = "not_set"
    COMMAND_MISSING = "command_missing"
    COMMAND_FAILED = "command_failed"
    TOO_SLOW = "too_slow"
    NO_PICTURE = "no_picture"
    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE = "too_large"
    FOLDER_GONE = "folder_gone"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class CameraSetup:
    """The camera of a computer; of both, the command is used where there is one.

    Attributes:
        command: what takes a picture, with `{file}` for its file; no shell reads it.
        folder: where pictures come into by themselves.
        seconds: how long either may take.
    """

    command: str = ""
    folder: str = ""
    seconds: float = 10.0

    @property
    def fault(self) -> str | None:
        """The field that can't be so; None where all is well."""
        if self.command and not self._is_command:
            return "command"
        return None if 0 < self.seconds <= MOST_S else "seconds"

    @property
    def _is_command(self) -> bool:
        try:
            words = shlex.split(self.command)
        except ValueError:
            return False
        return any(PLACE in word for word in words[1:])


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: its name, and small JPEG."""

    name: str
    jpeg: bytes
