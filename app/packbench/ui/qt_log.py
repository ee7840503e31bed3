"""What Qt has to say goes into the log, not to a terminal that nobody looks at."""

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt_messages() -> None:
    """Takes Qt's messages from now on."""
    qInstallMessageHandler(_take)


def leave_qt_messages() -> None:
    """Gives them back to Qt, which writes them to the terminal."""
    qInstallMessageHandler(None)


def _take(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    _log.log(_LEVELS[kind], "qt category=%s %s", context.category or "-", text or "")
