"""The sounds of scans, played by the player of the system; where there is none the screen beeps.

Nothing waits for a sound: each is a process of its own that ends by itself, and is ended when it
hangs or the screen goes. How loud it is, is the system's.
"""

import enum
import shutil
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer
from PySide6.QtWidgets import QApplication

from packbench.paths import resource

_PLAYERS: Sequence[tuple[str, ...]] = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
)
"""PipeWire, PulseAudio, ALSA, macOS; the first that is there."""

_AT_ONCE = 2
_HANGS_AFTER_MS = 2_000
_END_WITHIN_MS = 200


class Sound(enum.StrEnum):
    """What is heard; the value is the file's name."""

    ACCEPTED = "accepted"
    LINE_DONE = "line-done"
    ORDER_DONE = "order-done"
    WRONG = "wrong"


class SoundPlayer(QObject):
    """Plays sounds for one screen.

    Args:
        parent: the screen; with it goes what still plays.

    Attributes:
        is_on: whether anything is heard.
        played: the last sound that was asked for while it is on.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_on = False
        self.played: Sound | None = None
        self._player = _player()
        self._playing: list[QProcess] = []

    def play(self, sound: Sound) -> None:
        """Plays a sound; returns at once."""
        if not self.is_on:
            return
        self.played = sound
        path = str(resource(f"sounds/{sound.value}.wav"))
        if self._player is not None:
            self._start([*self._player, path])
        elif not _play_itself(path):
            QApplication.beep()

    def stop(self) -> None:
        """Ends what plays and waits until it has ended; nothing is left behind."""
        self._playing.clear()
        for process in self.findChildren(QProcess):
            process.kill()
            process.waitForFinished(_END_WITHIN_MS)

    def _start(self, command: Sequence[str]) -> None:
        while len(self._playing) >= _AT_ONCE:
            self._playing.pop(0).kill()
        process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(lambda code, _: self._end(process, heard=code == 0))
        process.errorOccurred.connect(lambda error: self._fail(process, error))
        hangs = QTimer(process)
        hangs.setSingleShot(True)
        hangs.timeout.connect(process.kill)
        hangs.start(_HANGS_AFTER_MS)
        self._playing.append(process)
        process.start(command[0], list(command[1:]))

    def _fail(self, process: QProcess, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # which `finished` does not tell
            self._end(process, heard=False)

    def _end(self, process: QProcess, *, heard: bool) -> None:
        if process in self._playing:  # otherwise it was ended for a newer one
            self._playing.remove(process)
            if not heard:
                QApplication.beep()
        process.deleteLater()


def _player() -> tuple[str, ...] | None:
    """The command that plays a file."""
    for name, *options in _PLAYERS:
        found = shutil.which(name)
        if found:
            return (found, *options)
    return None


if sys.platform == "win32":
    import winsound

    def _play_itself(path: str) -> bool:
        """Windows plays beside the program; False where it can't."""
        flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
        try:
            winsound.PlaySound(path, flags)
        except RuntimeError:  # there is no loudspeaker
            return False
        return True
else:

    def _play_itself(_path: str) -> bool:
        """Other systems have no player inside the program."""
        return False
