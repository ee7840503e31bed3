"""Whether a window can be shown here: Qt itself ends the program without a word where none can."""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

from packbench.domain.refusals import EnvironmentFault, FaultCode

_WITHOUT_SCREEN = {"offscreen", "minimal", "vnc"}
_X11, _WAYLAND = "xcb", "wayland"
_PLUGINS = Path("Qt", "plugins", "platforms")


def screen_fault() -> EnvironmentFault | None:
    """Why no window can be seen here; None where one can.

    `no_screen`, `screen_library` (a system library of Qt's is missing), `screen_unreachable`.
    """
    if not sys.platform.startswith("linux"):
        return None
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if chosen in _WITHOUT_SCREEN:
        return EnvironmentFault(FaultCode.NO_SCREEN)
    if chosen not in {"", _X11, _WAYLAND}:
        return None  # whoever names another platform knows why
    wayland = chosen != _X11 and os.environ.get("WAYLAND_DISPLAY")
    return None if wayland and _missing_library(_WAYLAND) is None else _x11_fault()


def _x11_fault() -> EnvironmentFault | None:
    display = os.environ.get("DISPLAY")
    if not display:
        return EnvironmentFault(FaultCode.NO_SCREEN)
    library = _missing_library(_X11)
    if library is not None:
        return EnvironmentFault(FaultCode.SCREEN_LIBRARY, name=library)
    if not _answers():
        return EnvironmentFault(FaultCode.SCREEN_UNREACHABLE, name=display)
    return None


def require_window() -> None:
    """Raises the fault where no window can be made; one that nobody sees can."""
    fault = screen_fault()
    unseen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _WITHOUT_SCREEN
    if fault is not None and not unseen:
        raise fault


def _missing_library(platform: str) -> str | None:
    """The system library that Qt's plug-in lacks; the plug-in itself where that is missing."""
    spec = importlib.util.find_spec("PySide6")
    places = spec.submodule_search_locations if spec is not None else None
    plugin = Path(next(iter(places or [""]))) / _PLUGINS / f"libq{platform}.so"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error).partition(":")[0]
    return None


def _answers() -> bool:
    """Whether the X server of `DISPLAY` lets this program in."""
    xcb = ctypes.CDLL("libxcb.so.1")  # the plug-in has loaded it
    xcb.xcb_connect.restype = ctypes.c_void_p
    line = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = int(xcb.xcb_connection_has_error(line)) == 0
    xcb.xcb_disconnect(line)
    return answers
