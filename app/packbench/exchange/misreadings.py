"""Words that look as if a text had been read in the wrong encoding.

Every byte is some letter in Windows-1252, so a file in another encoding of one byte a letter is
read without an error, and names come out as "£ucja ¯ak". What gives it away are signs inside words,
runs of accented letters, and letters where Western languages have none.
"""

import re

from packbench.domain.outcomes import Note, Said, note

_MOST_WORDS = 200
_MOST_LOOKED_AT = 20_000
_LONGEST_WORD = 40
_MOST_SHOWN = 3
_SIGNS = "¡-©«¬¯±-³¶¸¹»-¿×÷ƒ„…†‡ˆ‰‹“”•˜›€‚"
_WORD = re.compile(rf"[\w{_SIGNS}\ufffd'’-]*[^\W\d_][\w{_SIGNS}\ufffd'’-]*")
_SUSPICIOUS = re.compile(
    rf"""
    (?<=[^\W\d_]) [{_SIGNS}] (?=[^\W\d_])       # a sign between letters: du¿y
    | ^[£¥¤¦¯¹³¼¾¬] (?=[^\W\d_])                  # or before one: £ucja
    | (?<=[^\W\d_]{{3}}) [¹³¿‚]$                   # or behind a word: Micha³
    | (?<=[a-zß-öø-ÿ]) [À-ÖØ-ÞŠŒŽŸ]              # a capital behind a small letter: GrŸn
    | (?<=^[A-ZÀ-ÖØ-Þ]) [À-ÖØ-ÞŠŒŽŸ] (?=[a-zß-ÿ])  # or as the second one: MŸller
    | [À-ÖØ-öø-ÿŠŒŽšœžŸ]{{3}}                     # three accented letters: Èâàí
    | [ìò] (?=[a-z]) | ù (?=[a-z])               # Nìmec
    | ø (?=\w*[áíýìùè]) | [áíýìùè] (?=\w*ø)      # Dvoøák
    | Þ | þ | ð | Ý (?=[a-z])                    # Þahin
    """,
    re.VERBOSE,
)
_STILL_WRONG = re.compile(
    rf"{_SUSPICIOUS.pattern} | [\u00c0-\u024f]{{3}} | ^[›ﬁﬂ‹] | ç(?=[b-df-hj-np-tv-z])",
    re.VERBOSE,
)
"""The same of a candidate, which has other letters."""
_LOST = "\ufffd"
"""What programs write for a letter that they could not read."""
_TWICE = re.compile(r"Ã[\x80-¿‚-›€™]|[ÂÄÅ][¡-¿](?=\w)")
"""The two bytes of a UTF-8 letter, each read as a letter of its own."""
_WRONG_IN_UNICODE = re.compile(rf"{_TWICE.pattern}|{_LOST}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_CANDIDATES = (
    ("cp1250", "Windows-1250"),
    ("cp850", "CP850"),
    ("mac-roman", "Mac Roman"),
    ("cp1254", "Windows-1254"),
    ("cp1257", "Windows-1257"),
    ("cp1251", "Windows-1251"),
    ("cp1253", "Windows-1253"),
)


class Misreadings:
    """Gathers the suspicious words of a text that was read with `codec`."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._is_unicode = codec.startswith("utf")
        self._words: dict[str, None] = {}
        self._twice: dict[str, None] = {}
        self._lost: dict[str, None] = {}
        self._left = _MOST_LOOKED_AT

    def look_at(self, text: str) -> None:
        """Takes the next part of the text."""
        wanted = _WRONG_IN_UNICODE if self._is_unicode else _BEYOND_ASCII
        for match in wanted.finditer(text):
            self._left -= 1
            if self._left < 0 or len(self._words) >= _MOST_WORDS:
                return
            self._take(_word_at(text, match.start()))

    def _take(self, word: str) -> None:
        if _LOST in word:
            self._lost[word] = None
        elif _TWICE.search(word):
            self._twice[word] = None
        elif not self._is_unicode and _SUSPICIOUS.search(word):
            self._words[word] = None

    def doubt(self) -> Note | None:
        """What is to be told of the text; None where nothing is."""
        if self._lost:
            return note(Said.LETTERS_LOST, words=_shown(list(self._lost)))
        if self._twice:
            return note(Said.LETTERS_AS_TWO, words=_shown(list(self._twice)))
        if not self._words:
            return None
        words = list(self._words)
        name, better = _better(words, self._codec)
        if name:
            return note(
                Said.LETTERS_BETTER_AS,
                words=_shown(words),
                better=_shown(better),
                encoding=name,
                option=name.replace(" ", "-").lower(),
            )
        return note(Said.LETTERS_DOUBTED, words=_shown(words))


def _word_at(text: str, place: int) -> str:
    """The word that goes over a place."""
    start = max(0, place - _LONGEST_WORD)
    near = text[start : place + _LONGEST_WORD]
    words = _WORD.finditer(near)
    here = place - start
    return next((word[0] for word in words if word.start() <= here < word.end()), near[here])


def _better(words: list[str], codec: str) -> tuple[str, list[str]]:
    """The encoding in which fewest of the words are suspicious, and the words in it."""
    raw = [word.encode(codec, "replace") for word in words]
    best, fewest = ("", list[str]()), len(words)
    for candidate, name in _CANDIDATES:
        read = [one.decode(candidate, "replace") for one in raw]
        wrong = sum(_LOST in word or bool(_STILL_WRONG.search(word)) for word in read)
        if wrong < fewest:
            best, fewest = (name, read), wrong
    return best


def _shown(words: list[str]) -> list[str]:
    return [f"“{word}”" for word in words[:_MOST_SHOWN]]
