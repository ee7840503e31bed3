"""In which encoding a text file is written: as somebody says, or found out by reading it once.

The whole file is looked at, because its first letter beyond ASCII may stand in the last line.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.misreadings import Misreadings
from packbench.exchange.sources import unpacked

_CHUNK_BYTES = 1 << 20
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")
_CONTROLS = 10
_CONTROLS_SHARE = 0.02
"""A text has few control characters and at most this share; a binary file has far more."""
_CUT = ("unexpected end of data", "truncated data")
"""What Python's decoders say of a file that ends inside a letter (UTF-8, UTF-16)."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Python's name of an encoding and the one that people know."""

    codec: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundEncoding:
    """The encoding of a file, and a sentence where it may be another one."""

    encoding: Encoding
    doubt: Note | None = None


UTF_8 = Encoding("utf-8", "UTF-8")
WINDOWS_1252 = Encoding("cp1252", "Windows-1252")
COMMON_ENCODINGS = (
    UTF_8,
    WINDOWS_1252,
    Encoding("cp1250", "Windows-1250"),
    Encoding("cp1251", "Windows-1251"),
    Encoding("cp1253", "Windows-1253"),
    Encoding("cp1254", "Windows-1254"),
    Encoding("cp1257", "Windows-1257"),
    Encoding("iso8859-2", "ISO-8859-2"),
    Encoding("iso8859-15", "ISO-8859-15"),
    Encoding("cp850", "CP850"),
    Encoding("cp852", "CP852"),
    Encoding("mac-roman", "Mac Roman"),
    Encoding("utf-16", "UTF-16"),
)
"""Those that are offered to choose from; any other that Python knows is understood as well."""
_NOT_OF_FILES = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})
"""Python calls these encodings of text; no table is written in one."""
_MARKED = (
    (codecs.BOM_UTF32_LE, Encoding("utf-32", "UTF-32")),
    (codecs.BOM_UTF32_BE, Encoding("utf-32", "UTF-32")),
    (codecs.BOM_UTF8, Encoding("utf-8-sig", "UTF-8")),
    (codecs.BOM_UTF16_LE, Encoding("utf-16", "UTF-16")),
    (codecs.BOM_UTF16_BE, Encoding("utf-16", "UTF-16")),
)


def named_encoding(name: str) -> Encoding:
    """The encoding of that name, as people or programs write it: `Windows-1250`, `latin2`.

    Refuses (`ENCODING_UNKNOWN`) what is none, and what is no encoding of text.
    """
    plain = name.strip().casefold().replace(" ", "-")
    for known in COMMON_ENCODINGS:
        if plain in {known.name.casefold().replace(" ", "-"), known.codec}:
            return known
    try:
        "a".encode(plain)  # refuses codecs that are no encodings of text
        codec = codecs.lookup(plain).name
    except (LookupError, ValueError):
        codec = ""
    if not codec or codec in _NOT_OF_FILES:
        available = ", ".join(encoding.name for encoding in COMMON_ENCODINGS)
        raise Refusal(Code.ENCODING_UNKNOWN, encoding=name, available=available)
    return next((known for known in COMMON_ENCODINGS if known.codec == codec), None) or Encoding(
        codec, name.strip()
    )


def find_encoding(path: Path, wanted: Sequence[Encoding] = ()) -> FoundEncoding:
    """By its byte order mark, else the first of `wanted` that fits all of it, and nothing else.

    Where none is wanted: UTF-8 where all of the file is, else Windows-1252.

    Refuses an empty file, a binary one (a NUL character, many control characters), one that ends
    in the middle of a UTF-8 letter, and one that no encoding, or not the wanted one, fits.
    """
    with unpacked(path) as source:
        head = source.plain.read(4)
    if not head:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    marked = [encoding for mark, encoding in _MARKED if head.startswith(mark)]
    tried = marked[:1] or wanted or (UTF_8, WINDOWS_1252)
    for encoding in tried:
        trial = _EncodingTrial(path, encoding)
        if trial.fits():
            return FoundEncoding(encoding, _doubt(path, trial, chosen=bool(wanted and not marked)))
    line = _EncodingTrial(path, tried[-1]).first_bad_line()
    raise Refusal(Code.FILE_ENCODING, file=path.name, encoding=tried[-1].name, line=line)


def _doubt(path: Path, trial: "_EncodingTrial", *, chosen: bool) -> Note | None:
    """What speaks against an encoding that fits.

    Bytes beyond ASCII that are sound UTF-8 are hardly ever anything else, whatever was chosen.
    """
    if not chosen or trial.encoding.codec.startswith("utf"):
        return trial.misreadings.doubt()
    other = _EncodingTrial(path, UTF_8)
    try:
        is_utf_8 = other.fits() and other.beyond_ascii
    except Refusal:  # it ends inside a letter
        is_utf_8 = False
    return note(Said.LOOKS_LIKE_UTF_8, encoding=trial.encoding.name) if is_utf_8 else None


class _EncodingTrial:
    """Reads a file through in one encoding, and refuses what is no text."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path = path
        self.encoding = encoding
        self._line = 1
        self.beyond_ascii = False
        self.misreadings = Misreadings(encoding.codec)

    def fits(self) -> bool:
        """Whether all of the file can be decoded."""
        try:
            for text in self._decoded():
                self._look_at(text)
        except UnicodeDecodeError as error:
            sure = self.encoding is not UTF_8 or self.beyond_ascii
            if sure and error.reason in _CUT:
                raise Refusal(Code.FILE_TRUNCATED, file=self._path.name, line=self._line) from error
            return False
        return True

    def first_bad_line(self) -> int:
        """The line (1 is the header) near the first bytes that can't be decoded."""
        try:
            for text in self._decoded():
                self._line += text.count("\n")
        except UnicodeDecodeError as error:
            self._line += error.object[: error.start].count(b"\n")
        return self._line

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding.codec)()
        with unpacked(self._path) as source:
            while chunk := source.plain.read(_CHUNK_BYTES):
                yield decoder.decode(chunk)
            yield decoder.decode(b"", final=True)

    def _look_at(self, text: str) -> None:
        nul = text.find("\0")
        if nul >= 0:
            line = self._line + text.count("\n", 0, nul)
            raise Refusal(Code.FILE_BINARY, file=self._path.name, line=line)
        controls = len(_CONTROL.findall(text)) if self._line == 1 else 0
        if controls > max(_CONTROLS, len(text) * _CONTROLS_SHARE):
            raise Refusal(Code.FILE_BINARY, file=self._path.name, line=1)
        self._line += text.count("\n")
        if not text.isascii():
            self.beyond_ascii = True
            self.misreadings.look_at(text)
