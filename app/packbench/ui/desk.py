"""An open window with what its screens need."""

from dataclasses import dataclass

from packbench.ui.parts.bridge.change_bus import ChangeBus
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.scanner.event_filter import ScanFilter
from packbench.ui.parts.shell.main_window import MainWindow
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Desk:
    """An open window with what its screens need.

    Attributes:
        window: the main window.
        runner: runs work on the lanes.
        bus: tells of changes; its `post` may be called from any thread.
        theme: colours, fonts, icons.
        memory: what the window remembers on this computer.
        scans: catches scans.
    """

    window: MainWindow
    runner: Runner
    bus: ChangeBus
    theme: Theme
    memory: Memory
    scans: ScanFilter
