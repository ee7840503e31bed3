"""Text of any script becomes the right glyphs in the right order, or says what is missing."""

import random

import pytest
from bidi import get_display

from helpers.sample_documents import FOREIGN_NAMES
from packbench.documents import shaping
from packbench.documents.fonts import REGULAR, font
from packbench.documents.shaping import REPLACEMENT, line, showable

MIXED = "abc 12,.:-+%€()[]/אבגםابجم ١٢ "


def visual_order(text: str) -> str:
    return "".join(
        text[start:end][::-1] if level % 2 else text[start:end]
        for start, end, level in shaping._level_runs(text)
    )


def test_the_visual_order_is_that_of_the_unicode_algorithm() -> None:
    chance = random.Random(9)  # noqa: S311 - test data
    texts = {" ".join("".join(chance.choices(MIXED, k=14)).split()) for _ in range(5000)} - {""}
    assert [text for text in texts if visual_order(text) != get_display(text)] == []


@pytest.mark.parametrize("script", FOREIGN_NAMES)
def test_every_bundled_script_has_glyphs(script: str) -> None:
    shown = line(FOREIGN_NAMES[script])
    assert shown.text == FOREIGN_NAMES[script]
    assert shown.width > 0
    for run in shown.runs:
        glyphs = font(run.font).face.charToGlyph
        assert isinstance(run.glyphs, str)
        assert all(glyphs[ord(character)] != 0 for character in run.glyphs)


def test_arabic_letters_are_joined() -> None:
    alone = sum(line(letter).width for letter in "بيت")
    assert line("بيت").width < alone * 0.9


def test_thai_and_hebrew_marks_take_no_width() -> None:
    assert line("ที่").width == line("ท").width
    assert line("שָׁ").width == pytest.approx(line("ש").width)


def test_right_to_left_text_begins_at_the_right() -> None:
    runs = line("חולצה ABC").runs
    assert runs[0].glyphs == "ABC"
    assert runs[-1].glyphs[-1] == "ח"


def test_brackets_around_latin_in_arabic_stay_a_pair() -> None:
    drawn = "".join(str(run.glyphs) for run in line("قميص (XL) 42").runs)
    assert drawn.startswith("42 (XL)")


def test_a_joiner_chooses_the_form_and_leaves_no_box() -> None:
    joined, apart = line("میخواهم"), line("می\u200cخواهم")
    assert joined.runs[0].glyphs != apart.runs[0].glyphs
    assert REPLACEMENT not in apart.text


def test_latin_text_stays_in_one_run_of_the_text_font() -> None:
    runs = line("Zoë’s “Größe” – 5 €").runs
    assert [run.font for run in runs] == [REGULAR]


def test_combining_marks_are_composed_or_placed() -> None:
    assert line("e\u0301").text == "é"
    assert line("q\u0301").width == pytest.approx(line("q").width)


def test_what_no_font_has_is_replaced_and_never_silent() -> None:
    assert showable("Tasse 🎂 中") == f"Tasse {REPLACEMENT} {REPLACEMENT}"


def test_invisible_characters_are_dropped_and_blanks_are_plain() -> None:
    assert showable("a\u200eb\ufe0f\ufeff c\u00a0d\te\nf\x07g") == "ab c d e f g"


def test_no_text_is_no_width() -> None:
    assert line("").width == 0
    assert line("  ").width == 0
