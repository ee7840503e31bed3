"""Makes the four sounds of scans: resources/sounds/*.wav, the same bytes each time.

usage: packaging/sounds.py [FOLDER]

Told apart without looking: one high tone is right, two rising ones a line that is done, three an
order, and a low rough one is wrong.
"""

import math
import struct
import sys
import wave
from pathlib import Path

_RATE_HZ = 22_050
_LOUDEST = 0.6 * 32_767
_LOW_HZ = 400
"""Small loudspeakers lose the ground tone of what is lower: it gets overtones."""
_FADE_S = 0.008
"""Without it a tone begins and ends with a click."""

SOUNDS: dict[str, list[tuple[float, float]]] = {
    "accepted": [(1_320, 0.09)],
    "line-done": [(1_047, 0.08), (1_568, 0.12)],
    "order-done": [(1_047, 0.09), (1_319, 0.09), (1_568, 0.2)],
    "wrong": [(196, 0.16), (0, 0.04), (165, 0.26)],
}
"""By the name of the file: tones of (hertz, seconds); 0 Hz is silence."""


def samples(tones: list[tuple[float, float]]) -> bytes:
    """16-bit samples of tones that follow each other; low tones are rough, so they are heard."""
    made = []
    for hertz, seconds in tones:
        count = round(seconds * _RATE_HZ)
        for number in range(count):
            angle = 2 * math.pi * hertz * number / _RATE_HZ
            shape = math.sin(angle)
            if hertz < _LOW_HZ:
                shape = 0.5 * shape + 0.3 * math.sin(3 * angle) + 0.2 * math.sin(5 * angle)
            left_s = min(number, count - 1 - number) / _RATE_HZ
            made.append(round(_LOUDEST * shape * min(1.0, left_s / _FADE_S)))
    return struct.pack(f"<{len(made)}h", *made)


def write(folder: Path) -> None:
    """Writes all of them."""
    for name, tones in SOUNDS.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(_RATE_HZ)
            file.writeframes(samples(tones))


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent / "resources" / "sounds"
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else here)
