"""Keys of commands that come before there are any: kept until there are, or answered.

While a window starts, its commands come one after the other; Qt is silent about keys of which it
knows nothing. Who presses them then means a command: it is run as soon as all are there. A start
that takes longer than anybody remembers what they pressed answers instead.
"""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from packbench.ui.parts.commands.registry import CommandRegistry
from packbench.ui.parts.commands.spec import is_scan_safe
from packbench.words.language import tr

KEPT_MS = 1_500
_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALONE = {
    *(Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta),
    *(Qt.Key.Key_unknown, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock),
}


class EarlyKeys(QObject):
    """Keeps keys of commands while the window starts.

    Args:
        registry: whose commands are meant.
        window: gets the keys that nothing else took.

    Signals:
        unanswered: what is told of keys for which no command came in time.
    """

    unanswered = Signal(str)

    def __init__(self, registry: CommandRegistry, window: QWidget) -> None:
        super().__init__(window)
        self._registry, self._window = registry, window
        self._kept: list[QKeyEvent] = []
        self._starting = True
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(KEPT_MS)
        self._patience.timeout.connect(self._give_up)

    def take(self, event: QKeyEvent) -> bool:
        """Keeps the key where a command that is not there yet may be meant; else False."""
        if not self._starting or not _may_mean_a_command(event):
            return False
        if not event.isAutoRepeat():
            # Who presses the same again, since nothing comes, means it once: one form, not two.
            if _sequences(event) not in map(_sequences, self._kept):
                self._kept.append(event.clone())
            self._patience.start()
        return True

    def end_start(self) -> None:
        """All commands are there: those that were meant are run, in the order of their keys."""
        self._starting = False
        self._patience.stop()
        # A turn later, when scans are heard: a command may open a file dialog, which waits within.
        QTimer.singleShot(0, self, self._run_next)

    def forget(self) -> None:
        """The window closes: nothing that was pressed is run or answered any more."""
        self._kept.clear()
        self._patience.stop()

    def _run_next(self) -> None:
        if not self._window.isVisible():  # it was closed meanwhile
            self._kept.clear()
        if not self._kept:
            return
        if QApplication.activeModalWidget() is not None:  # of a command before: it has the keyboard
            self._give_up()
            return
        keys = self._kept.pop(0)
        QTimer.singleShot(0, self, self._run_next)
        for sequence in _sequences(keys):
            if self._registry.press(sequence):
                return

    def _give_up(self) -> None:
        pressed = [_sequences(one)[0] for one in self._kept]
        self._kept.clear()
        shown = [one.toString(QKeySequence.SequenceFormat.NativeText) for one in pressed]
        words = tr("{keys}: nothing was done, the window was not ready for it. Press it again.")
        self.unanswered.emit(words.format(keys=", ".join(dict.fromkeys(shown))))


def _may_mean_a_command(event: QKeyEvent) -> bool:
    closes = event.key() == Qt.Key.Key_F4 and event.modifiers() & Qt.KeyboardModifier.AltModifier
    if closes or Qt.Key(event.key()) in _ALONE:  # Windows closes by what nobody took
        return False
    return is_scan_safe(_sequences(event)[0].toString(QKeySequence.SequenceFormat.PortableText))


def _sequences(event: QKeyEvent) -> list[QKeySequence]:
    """What the keys may be called: a sign that needs Shift is named with it or without."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    plain = modifiers & (_WITH | _SHIFT | Qt.KeyboardModifier.MetaModifier)
    return [QKeySequence(one | key) for one in (plain, plain & ~_SHIFT)]
