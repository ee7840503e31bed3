"""Catches scans before any widget sees a key of them.

One filter on the application looks at keys when they reach a QWindow: once each, first as
ShortcutOverride (so that no shortcut fires), then as KeyPress. The assembler decides; keys that
were typed after all are sent to their window again, in order.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from packbench.domain.scanning.assembler import USB, Assembler, Key, Scan, ScannerProfile, Verdict
from packbench.ui.parts.scanner.characters import typed_character, us_character
from packbench.ui.parts.scanner.fields import FOR_CODES, TYPED_ONLY, TakesScans, editor_of, remember

_log = logging.getLogger(__name__)

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_WATCHED = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
_HELD_AFTER_MS = 100  # keyboards wait for 200 and more until a key repeats
_ENDING = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut})


class ScanFilter(QObject):
    """The application's event filter for scans.

    Signals:
        scanned: a Scan for the screen in front.
        refused: a Scan that came while a modal dialog was open that takes none.
        taken: a Scan that a field or a dialog takes or refuses, and that one's name.
        disarmed: the filter failed and took itself out; scans are typed from now on.
    """

    scanned = Signal(object)
    refused = Signal(object)
    taken = Signal(object, str)
    disarmed = Signal()

    def __init__(self, app: QCoreApplication, profile: ScannerProfile = USB) -> None:
        super().__init__(app)
        self._app = app
        self._us_layout = self._armed = False
        self._listener: Callable[[QKeyEvent], bool] | None = None
        self._assembler = Assembler(profile)
        self._window: QWindow | None = None
        self._restore: Callable[[], None] | None = None
        self._judged: tuple[int, int, bool] | None = None  # time, key, swallowed
        self._pressed: tuple[int, int, bool] = (0, 0, False)  # key, time, held down
        self._sending: tuple[int, int] | None = None  # time and key of the event sent again
        self._silence = self._make_timer(self._settle)
        self._settling = self._make_timer(self._give_back_in_silence)

    def use(self, profile: ScannerProfile, *, us_layout: bool = False) -> None:
        """Takes scans of another scanner from now on.

        Args:
            profile: how it types.
            us_layout: it takes the computer's keyboard for a US one.
        """
        self._send_again(self._assembler.interrupt())
        self._assembler = Assembler(profile)
        self._us_layout = us_layout

    def listen(self, listener: Callable[[QKeyEvent], bool] | None) -> None:
        """Lets somebody have every key instead, who tells whether it is swallowed; None: no more.

        For who looks at how a scanner types, whatever it is set up as.
        """
        self._send_again(self._assembler.interrupt())
        self._listener = listener

    def arm(self) -> None:
        """Begins to watch the application's keys."""
        self._armed = True
        self._app.installEventFilter(self)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Inside nothing is watched: no key comes while widgets are made in one go.

        Each of them sends dozens of events, and to look at those took a good part of the time.
        """
        self._app.removeEventFilter(self)
        try:
            yield
        finally:
            if self._armed:
                self._app.installEventFilter(self)

    def disarm(self) -> None:
        """Stops watching; keys that are held go to their window."""
        self._armed = False
        self._app.removeEventFilter(self)
        self._silence.stop()
        self._settling.stop()
        self._send_again(self._assembler.interrupt())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallows the keys of scans; takes itself out when it fails, so that typing goes on."""
        kind = event.type()
        if kind not in _WATCHED and kind not in _ENDING:
            return False
        if not isinstance(watched, QWindow):
            return False
        try:
            return self._watch(watched, event)
        except Exception:  # noqa: BLE001 - whatever it is: a broken filter must not swallow the keyboard
            _log.exception("the scan filter failed and was taken out")
            self.disarm()
            self.disarmed.emit()
            return False

    def _make_timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one may fire early
        timer.timeout.connect(slot)
        return timer

    def _watch(self, window: QWindow, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.MouseButtonPress or _has_left():
                self._send_again(self._assembler.interrupt())
            return False
        if self._is_sent_again(event):
            return False
        if self._is_held(event):
            return self._assembler.collecting
        return self._judge_once(window, event)

    def _is_held(self, event: QKeyEvent) -> bool:
        """Whether a key comes again because it is held down.

        X11 calls a key so as well that was let go and pressed again within a millisecond, which a
        fast scanner does with the same characters in a row. Who holds a key down waits longer.
        """
        code, time_ms = event.key(), event.timestamp()
        code_before, time_before_ms, held_before = self._pressed
        if (code, time_ms) == (code_before, time_before_ms):
            return held_before  # its second event
        slow = code != code_before or time_ms - time_before_ms > _HELD_AFTER_MS
        held = event.isAutoRepeat() and (slow or held_before)
        self._pressed = (code, time_ms, held)
        return held

    def _is_sent_again(self, event: QKeyEvent) -> bool:
        """Whether this is the key just given back; told once, at its first receiver."""
        if self._sending != (event.timestamp(), event.key()):
            return False
        self._sending = None
        return True

    def _judge_once(self, window: QWindow, event: QKeyEvent) -> bool:
        """Judges a key when it is first seen, and treats its second event alike."""
        if event.type() == QEvent.Type.KeyPress and self._judged is not None:
            time_ms, code, swallowed = self._judged
            self._judged = None
            if (time_ms, code) == (event.timestamp(), event.key()):
                return swallowed
        swallow = self._judge(window, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            self._judged = (event.timestamp(), event.key(), swallow)
            if swallow:
                event.accept()
        return swallow

    def _judge(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS:
            return False
        if self._listener is not None:
            return self._listener(event)
        if _is_typed_only(QApplication.activeModalWidget()):
            self._send_again(self._assembler.interrupt())
            return False
        text = (self._us_layout and us_character(event)) or typed_character(event)
        if text is None:
            self._send_again(self._assembler.interrupt())
            return False
        return self._press(window, Key(text, event.timestamp(), event.clone()))

    def _press(self, window: QWindow, key: Key) -> bool:
        editor = editor_of(QApplication.focusWidget())
        before = self._window
        for_codes = editor is not None and bool(editor.property(FOR_CODES))
        verdict = self._assembler.press(key, editing=editor is not None, for_codes=for_codes)
        self._send_again(verdict.give_back, before)
        if verdict.starts:
            self._window = window
            self._restore = remember(editor) if editor is not None else None
        self._wait()
        self._finish(verdict)
        return verdict.swallow

    def _finish(self, verdict: Verdict) -> None:
        if verdict.scan is None:
            return
        if self._restore is not None:
            self._restore()
            self._restore = None
        self.hand_over(verdict.scan)

    def hand_over(self, scan: Scan) -> None:
        """Brings a scan, of a serial port as well, to the field, dialog or screen that takes it."""
        modal = QApplication.activeModalWidget()
        receivers: tuple[object, ...] = (QApplication.focusWidget(), modal)
        for receiver in receivers:
            if isinstance(receiver, TakesScans):
                self.taken.emit(scan, _name_of(receiver))
                receiver.take_scan(scan)
                return
        if modal is not None:
            self.taken.emit(scan, _name_of(modal))
        (self.scanned if modal is None else self.refused).emit(scan)

    def _wait(self) -> None:
        self._settling.stop()
        wait_ms = self._assembler.wait_ms
        if wait_ms is None:
            self._silence.stop()
        else:
            self._silence.start(wait_ms + 1)  # a key that comes after it belongs to no scan

    def _settle(self) -> None:
        """Lets keys that came while the window was busy be handled before the silence counts."""
        self._settling.start(0)

    def _give_back_in_silence(self) -> None:
        self._send_again(self._assembler.pause())

    def _send_again(self, keys: tuple[Key, ...], window: QWindow | None = None) -> None:
        for key in keys:
            target = _in_view(window or self._window)
            if target is not None:
                self._type_into(target, key)

    def _type_into(self, window: QWindow, key: Key) -> None:
        """Sends a key again as it came, with its release, which may have come long ago."""
        pressed = key.source
        if not isinstance(pressed, QKeyEvent):
            return
        self._sending = (pressed.timestamp(), pressed.key())
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            again = QKeyEvent(kind, pressed.key(), pressed.modifiers(), pressed.text())
            again.setTimestamp(pressed.timestamp())
            QCoreApplication.sendEvent(window, again)
        self._sending = None


def _name_of(receiver: object) -> str:
    """How people know a field or a dialog."""
    if not isinstance(receiver, QWidget):
        return ""
    return receiver.accessibleName() or receiver.window().windowTitle()


def _is_typed_only(modal: QWidget | None) -> bool:
    """Whether the dialog in front takes no scans, a path for one."""
    return modal is not None and bool(modal.property(TYPED_ONLY))


def _has_left() -> bool:
    """Whether no window of ours has the keyboard any more.

    A list of suggestions or a dialog that opens meanwhile takes the keyboard too; a scan that is
    under way is still one.
    """
    return QGuiApplication.focusWindow() is None


def _in_view(window: QWindow | None) -> QWindow | None:
    """The window itself; the one with the keyboard when it is closed, as suggestions are."""
    if window is not None and shiboken6.isValid(window) and window.isVisible():
        return window
    return QGuiApplication.focusWindow()
