"""Takes a picture: by a command with a time limit, or the newest one that comes into a folder."""

import os
import shlex
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

from packbench.cameras.shrinking import small_picture
from packbench.domain.camera import PLACE, CameraSetup, CameraTrouble, Picture
from packbench.domain.refusals import EnvironmentFault, FaultCode

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
_AGAIN_S = 0.2
_MOST_TOLD = 200


def take_picture(setup: CameraSetup, since_s: float) -> Picture:
    """A picture of now.

    Args:
        setup: how the camera is reached.
        since_s: a picture in the folder counts when it is not older, by the computer's clock.

    Raises the fault `camera_failed`, which tells why.
    """
    try:
        if setup.command:
            return _by_command(setup)
        if setup.folder:
            return _from_folder(setup, since_s)
    except OSError as error:
        raise trouble(CameraTrouble.DISK, error.strerror or str(error)) from error
    raise trouble(CameraTrouble.NOT_SET)


def now_s() -> float:
    """This moment by the computer's own clock, as the times of its files are."""
    return time.time()


def trouble(kind: CameraTrouble, told: str = "", place: str = "") -> EnvironmentFault:
    """The fault that tells why there is no picture."""
    return EnvironmentFault(FaultCode.CAMERA_FAILED, trouble=kind.value, told=told, place=place)


def _by_command(setup: CameraSetup) -> Picture:
    with tempfile.TemporaryDirectory(prefix="packbench-") as folder:
        file = Path(folder) / "picture.jpg"
        words = [word.replace(PLACE, str(file)) for word in shlex.split(setup.command)]
        with (Path(folder) / "told").open("w+b") as told:
            _run(words, setup.seconds, told)
        if not file.is_file():
            raise trouble(CameraTrouble.NO_PICTURE, place=words[0])
        return small_picture(file, name="camera.jpg")


def _run(words: list[str], seconds: float, told: IO[bytes]) -> None:
    """Runs the command; all that it started ends with it, at the latest when the time is over."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the computer's own settings name it, no shell
            words, stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        raise trouble(CameraTrouble.COMMAND_MISSING, place=words[0]) from error
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise trouble(CameraTrouble.TOO_SLOW, f"{seconds:g}", words[0]) from error
    if code:
        told.seek(0)
        last = told.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise trouble(CameraTrouble.COMMAND_FAILED, last[:_MOST_TOLD] or str(code), words[0])


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a command that we started, with what it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _from_folder(setup: CameraSetup, since_s: float) -> Picture:
    folder = Path(setup.folder)
    end_s = time.monotonic() + setup.seconds
    fault = trouble(CameraTrouble.NO_PICTURE, place=setup.folder)
    while True:
        if not folder.is_dir():
            raise trouble(CameraTrouble.FOLDER_GONE, place=setup.folder)
        found = _newest(folder, since_s)
        if found is not None:
            try:
                return small_picture(found, name=found.name)
            except EnvironmentFault as error:
                fault = error  # it may still be written
        if time.monotonic() >= end_s:
            raise fault
        time.sleep(_AGAIN_S)


def _newest(folder: Path, since_s: float) -> Path | None:
    files = [one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and one.is_file()]
    new = [(one.stat().st_mtime, one) for one in files]
    return max((one for one in new if one[0] >= since_s), default=(0.0, None))[1]
