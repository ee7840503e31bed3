"""From the bytes of a serial port to scans: a code ends with CR, LF or Tab."""

import re

from packbench.domain.scanning.assembler import Scan

MOST_BYTES = 8_000
"""More than any symbol holds: what goes on longer without an end is noise."""

_END = re.compile(rb"[\r\n\t]+")
_FRAME = "\x02\x03"  # STX and ETX, which some scanners put around a code


class SerialCodes:
    """Collects what comes until a code has ended."""

    def __init__(self) -> None:
        self._begun = b""

    @property
    def begun(self) -> str:
        """What came of a code that has not ended yet."""
        return _decoded(self._begun)

    def feed(self, data: bytes) -> list[Scan]:
        """Takes what came; gives the codes that ended with it, in order."""
        *ended, self._begun = _END.split(self._begun + data)
        self._begun = self._begun[-MOST_BYTES:]
        texts = (_decoded(one) for one in ended)
        return [Scan(text, keys=f"{text}\r") for text in texts if text]

    def cut(self) -> str:
        """The line broke: what came of a code, which is dropped."""
        begun, self._begun = self.begun, b""
        return begun


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8").strip(_FRAME)
    except UnicodeDecodeError:
        return data.decode("latin-1").strip(_FRAME)
