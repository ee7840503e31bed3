"""A window as a process that tells which modules of Qt were imported beside its own thread.

usage: python -m helpers.watched_window URL
"""

import sys
import threading
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_BESIDE: list[str] = []
_LAST = "packbench.ui.daily"


class _Watch(MetaPathFinder):
    """Sees every module that is imported for the first time; finds none."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        with_qt = name.startswith(("PySide6", "packbench.ui."))
        if with_qt and threading.current_thread() is not threading.main_thread():
            _BESIDE.append(name)
        return None


def main() -> None:
    """Opens the window, and closes it when all that it needs later has been imported."""
    sys.meta_path.insert(0, _Watch())
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - watched from here on

    from packbench.bootstrap import _Gateway, open_context  # noqa: PLC0415
    from packbench.ui.app import run_window  # noqa: PLC0415
    from packbench.ui.connect import Connection  # noqa: PLC0415
    from packbench.ui.desk import Desk  # noqa: PLC0415

    gateway = _Gateway(lambda: open_context(sys.argv[1], "Ana", "office"))

    def connect(desk: Desk) -> None:
        connection = Connection(desk, gateway)
        connection.connect_now()
        desk.window.tabs.go_to("orders")
        clock = QTimer(desk.window)

        def look() -> None:
            if _LAST in sys.modules:
                clock.stop()
                connection.close()
                desk.window.close()

        clock.timeout.connect(look)
        clock.start(20)

    run_window(connect, ["window"])
    gateway.close()
    print(_LAST in sys.modules, sorted(_BESIDE))


if __name__ == "__main__":
    main()
