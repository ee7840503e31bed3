"""What the window remembers on this computer: looks, sizes, filters; never business data."""

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from packbench.paths import user_config_dir

FILE_NAME = "window.ini"


class Memory:
    """Remembers by key in an INI file.

    Args:
        folder: where the file lies; the user's configuration folder when not given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_config_dir()
        path = self.folder / FILE_NAME
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """The text remembered."""
        value = self._settings.value(key)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: float) -> float:
        """The number remembered."""
        try:
            return float(self.text(key))
        except ValueError:
            return default

    def flag(self, key: str, *, default: bool) -> bool:
        """The yes or no remembered."""
        return self.text(key, "yes" if default else "no") == "yes"

    def state(self, key: str) -> QByteArray:
        """The state that Qt made of a window, header or splitter; empty when none is known."""
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def data(self, key: str) -> object:
        """The lists and dictionaries remembered; None when there are none or they are damaged."""
        try:
            return json.loads(self.text(key, "null"))
        except ValueError:
            return None

    def keep_text(self, key: str, value: object) -> None:
        """Remembers a text or a number."""
        self._settings.setValue(key, str(value))

    def keep_flag(self, key: str, *, value: bool) -> None:
        """Remembers a yes or no."""
        self._settings.setValue(key, "yes" if value else "no")

    def keep_state(self, key: str, value: QByteArray) -> None:
        """Remembers what Qt made."""
        self._settings.setValue(key, value)

    def keep_data(self, key: str, value: object) -> None:
        """Remembers lists and dictionaries of texts and numbers."""
        self._settings.setValue(key, json.dumps(value))

    def write(self) -> None:
        """Writes to the file now."""
        self._settings.sync()
