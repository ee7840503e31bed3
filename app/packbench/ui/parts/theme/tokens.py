"""Every colour, size and distance of the window; nothing else may name one.

Colours are semantic: a state has a tone, a tone has a colour for text and icon and one for its
ground. All pairs have a contrast of 4.5 or more (tests/ui/test_theme.py).
"""

import enum
from dataclasses import dataclass

FONT_FAMILY = "Noto Sans"
FONT_BASE_PT = 10.5
SCALE_MUTED, SCALE_TEXT, SCALE_HEADING, SCALE_NUMBER = 0.85, 1.0, 1.25, 1.6
SCALE_STATION, SCALE_STATION_WANTED = 28 / 10.5, 40 / 10.5  # read from two metres away
SCALE_STATION_REST = 18 / 10.5
SCALE_SLOT = 20  # a slot's letter: fills the screen

SPACE = 4  # every distance is a multiple of it
SPACE_INSIDE = 8
SPACE_GROUPS = 16
RADIUS = 6
BORDER = 1
ROW_HEIGHT = 1.9  # of a table's row, in line heights
ICON_SMALL, ICON_LARGE, ICON_STATION = 16, 20, 44
TARGET_STATION = 44  # the least height of what is touched with gloves


class Scheme(enum.StrEnum):
    """The looks that a person can choose."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class Tone(enum.StrEnum):
    """What a state means to the person who reads it."""

    READY = "ready"  # ready, done
    WAITING = "waiting"  # back order
    ATTENTION = "attention"
    WRONG = "wrong"  # short, wrong, late
    MOVING = "moving"  # picking, on order
    NEUTRAL = "neutral"  # new, closed


class Band(enum.StrEnum):
    """The verdict on a scan, as the bench shows it over the full width."""

    RIGHT = "right"
    WRONG = "wrong"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour for text and icons, and the ground it stands on."""

    text: str
    ground: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme.

    Attributes:
        window: the ground of the window; `surface` that of tables, fields and panels.
        border: lines between and around things.
        text, muted, accent: read on `window` and `surface`.
        selection: selected text and rows.
        tones: the colours of the states.
        focus: the ring around what has the keyboard, `focus_width_px` wide.
        pill_border: whether pills need a line around them to be seen.
    """

    window: str
    surface: str
    border: str
    text: str
    muted: str
    accent: str
    selection: Pair
    tones: dict[Tone, Pair]
    focus: str
    focus_width_px: int = 2
    pill_border: bool = False

    @property
    def on_accent(self) -> str:
        """The colour of words and icons on a ground of the accent's colour."""
        return self.surface

    def on_surface(self, tone: Tone) -> str:
        """A tone's colour for words and icons that stand on `surface` or `window`."""
        return self.text if self.pill_border else self.tones[tone].text


BANDS = {
    Band.RIGHT: Pair("#FFFFFF", "#1A7F37"),
    Band.WRONG: Pair("#FFFFFF", "#C0182B"),
    Band.LOOK: Pair("#1B1F24", "#FFC107"),
}

LIGHT = Tokens(
    window="#F6F7F9",
    surface="#FFFFFF",
    border="#C4CCD4",
    text="#1B1F24",
    muted="#57606A",
    accent="#0B63CE",
    selection=Pair("#0A2540", "#CFE4FF"),
    tones={
        Tone.READY: Pair("#116329", "#DAFBE1"),
        Tone.WAITING: Pair("#5B2BA8", "#EFE5FF"),
        Tone.ATTENTION: Pair("#7D4E00", "#FFF3C4"),
        Tone.WRONG: Pair("#A40E26", "#FFE5E7"),
        Tone.MOVING: Pair("#0B4F9E", "#DDF0FF"),
        Tone.NEUTRAL: Pair("#424A53", "#EAEEF2"),
    },
    focus="#0B63CE",
)

DARK = Tokens(
    window="#14181D",
    surface="#1B2027",
    border="#3A434E",
    text="#E6EAEF",
    muted="#9AA4AF",
    accent="#6CB2FF",
    selection=Pair("#F0F6FF", "#1F3A5F"),
    tones={
        Tone.READY: Pair("#7EE2A0", "#12331F"),
        Tone.WAITING: Pair("#CDB4FF", "#2E2150"),
        Tone.ATTENTION: Pair("#F2CC60", "#3A2E05"),
        Tone.WRONG: Pair("#FF9BA3", "#44151B"),
        Tone.MOVING: Pair("#8CC8FF", "#12304D"),
        Tone.NEUTRAL: Pair("#C3CBD4", "#2A313A"),
    },
    focus="#6CB2FF",
)

_BLACK, _WHITE, _YELLOW = "#000000", "#FFFFFF", "#FFFF00"
_PLAIN, _LOUD = Pair(_WHITE, _BLACK), Pair(_BLACK, _WHITE)

HIGH_CONTRAST = Tokens(
    window=_BLACK,
    surface=_BLACK,
    border=_WHITE,
    text=_WHITE,
    muted=_WHITE,
    accent=_WHITE,
    selection=_LOUD,
    tones={
        Tone.READY: _PLAIN,
        Tone.WAITING: _PLAIN,
        Tone.ATTENTION: _LOUD,
        Tone.WRONG: _LOUD,
        Tone.MOVING: _PLAIN,
        Tone.NEUTRAL: _PLAIN,
    },
    focus=_YELLOW,
    focus_width_px=3,
    pill_border=True,
)

SCHEMES = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.HIGH_CONTRAST: HIGH_CONTRAST}
