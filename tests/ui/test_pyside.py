import sys

from PySide6.QtCore import QObject, Signal


def test_emitting_a_signal_does_not_lose_references() -> None:
    """PySide6 6.12.0 loses one to True at each emit and so aborts Python 3.11."""

    class Emitter(QObject):
        emitted = Signal(str)

    emitter = Emitter()
    emitter.emitted.emit("x")
    before = sys.getrefcount(True)
    for _ in range(50):
        emitter.emitted.emit("x")
    assert abs(sys.getrefcount(True) - before) < 25
