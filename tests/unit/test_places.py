"""Places in words: nobody reads FLOOR or STAGING where he is told a place."""

import pytest

from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.warehousing import FLOOR_CODE, STAGING_CODE
from packbench.words.places import place_word, places_words
from packbench.words.scanning import meaning_words


@pytest.mark.parametrize(
    ("code", "word"),
    [("A-01", "A-01"), (FLOOR_CODE, "the floor"), (STAGING_CODE, "staging"), (None, "no bin")],
)
def test_a_place_in_words(code: str | None, word: str) -> None:
    assert place_word(code) == word


def test_places_that_have_to_be_named_tell_their_code_as_well() -> None:
    assert places_words([FLOOR_CODE, "A-1"], ["", "L1"]) == "the floor (FLOOR), A-1 (lot L1)"


def test_a_place_that_is_scanned() -> None:
    place = Meaning(ScanKind.LOCATION, 1, STAGING_CODE, STAGING_CODE, warehouse="W1")
    assert meaning_words(place) == "staging of W1"
