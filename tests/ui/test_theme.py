import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

import packbench.ui
from packbench.paths import resources_dir
from packbench.ui.parts.theme import fonts, icons
from packbench.ui.parts.theme.palette import palette, style_sheet
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import BANDS, SCHEMES, Pair, Scheme, Tokens, Tone

UI = Path(packbench.ui.__file__).parent


def luminance(colour: QColor) -> float:
    """Relative luminance by WCAG 2.1."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(pair: Pair) -> float:
    lights = sorted([luminance(QColor(pair.text)), luminance(QColor(pair.ground))])
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def pairs(colours: Tokens) -> Iterator[Pair]:
    for ground in (colours.window, colours.surface):
        for text in (colours.text, colours.muted, colours.accent):
            yield Pair(text, ground)
        for tone in Tone:
            yield Pair(colours.on_surface(tone), ground)
    yield colours.selection
    yield Pair(colours.surface, colours.accent)  # the main button
    yield from colours.tones.values()


@pytest.mark.parametrize("scheme", Scheme)
def test_all_text_has_a_contrast_of_at_least_four_and_a_half(scheme: Scheme) -> None:
    for pair in pairs(SCHEMES[scheme]):
        assert contrast(pair) >= 4.5, pair


def test_the_bench_bands_can_be_read() -> None:
    assert {band: contrast(pair) >= 4.5 for band, pair in BANDS.items()} == dict.fromkeys(
        BANDS, True
    )


@pytest.mark.parametrize("scheme", Scheme)
def test_the_focus_ring_stands_out(scheme: Scheme) -> None:
    colours = SCHEMES[scheme]
    assert contrast(Pair(colours.focus, colours.surface)) >= 3


@pytest.mark.parametrize("scheme", Scheme)
def test_every_scheme_gives_palette_and_style_sheet(scheme: Scheme, qapp: QApplication) -> None:
    colours = SCHEMES[scheme]
    assert palette(colours).color(QPalette.ColorRole.Base) == QColor(colours.surface)
    assert "$" not in style_sheet(colours)
    Theme(scheme).apply(qapp)
    assert qapp.palette().color(QPalette.ColorRole.Text) == QColor(colours.text)


def test_no_colour_is_named_outside_the_tokens() -> None:
    named = [
        path.name
        for path in UI.rglob("*.py")
        if re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert named == ["tokens.py"]


def test_every_icon_that_is_named_is_there_and_no_other() -> None:
    there = {path.stem for path in (resources_dir() / "icons").glob("*.svg")}
    rooms = (UI, UI.parent / "services" / "commands")  # commands are declared with their icons
    source = "\n".join(
        path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py")
    )
    named = {name for name in there if f'"{name}"' in source}
    assert there - named == set()


@pytest.mark.usefixtures("qapp")
def test_icons_are_drawn_in_the_colour_asked_for() -> None:
    image = icons.pixmap("circle-check", "#A40E26", 64).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(64)
        for y in range(64)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#a40e26"}


@pytest.mark.usefixtures("qapp")
def test_figures_are_of_equal_width() -> None:
    metrics = QFontMetricsF(fonts.font(tabular=True))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


@pytest.mark.usefixtures("qapp")
def test_the_text_scale_changes_every_font() -> None:
    assert Theme(Scheme.LIGHT, 1.5).font().pointSizeF() == pytest.approx(10.5 * 1.5)
