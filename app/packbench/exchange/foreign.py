"""Files that are no CSV and no XLSX, named as what they are, with what to do about it.

Told by their first bytes and by what an archive holds, never by the name: shops call a web page
`orders.xls`.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from packbench.domain.files import ForeignKind
from packbench.domain.refusals import Code, Refusal

_HEAD_BYTES = 512
_DIRECTORY_BYTES = 1 << 24
"""The directory of an OLE file may lie anywhere; tables of orders are far smaller than this."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS: Sequence[tuple[str, ForeignKind]] = (
    (
        "EncryptedPackage",
        ForeignKind.LOCKED_WORKBOOK,
    ),
    ("WordDocument", ForeignKind.TEXT_DOCUMENT),
)
"""By a name in the directory of an OLE file; anything else there is taken for an old workbook."""
_BY_BYTES: Mapping[bytes, ForeignKind] = {
    b"\x09\x08": ForeignKind.OLD_EXCEL,
    b"\x09\x04\x06\x00": ForeignKind.OLD_EXCEL,
    b"\x09\x02\x06\x00": ForeignKind.OLD_EXCEL,
    b"%PDF-": ForeignKind.PDF,
    b"{\\rtf": ForeignKind.TEXT_DOCUMENT,
    b"7z\xbc\xaf\x27\x1c": ForeignKind.SEVEN_ZIP,
    b"Rar!\x1a\x07": ForeignKind.RAR,
    b"\x28\xb5\x2f\xfd": ForeignKind.ZSTANDARD,
    b"PK\x03\x04": ForeignKind.NESTED_ARCHIVE,
    b"ID;P": ForeignKind.SYLK,
    b"PAR1": ForeignKind.PARQUET,
}
_BY_MARKUP: Sequence[tuple[re.Pattern[bytes], ForeignKind]] = (
    (
        re.compile(rb"<\?xml[^>]*>.*opendocument\.spreadsheet", re.DOTALL),
        ForeignKind.FLAT_OPEN_DOCUMENT,
    ),
    (
        re.compile(rb"<\?xml[^>]*>.*(mso-application|office:spreadsheet)", re.DOTALL),
        ForeignKind.OLD_XML_WORKBOOK,
    ),
    (
        re.compile(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype html|html|head|body|table)\b"),
        ForeignKind.WEB_PAGE,
    ),
    (re.compile(rb"<\?xml\b"), ForeignKind.XML),
    (re.compile(rb"[\[{]\s*[\[{\"]"), ForeignKind.JSON),
)
_BY_MEMBER: Sequence[tuple[re.Pattern[str], ForeignKind]] = (
    (re.compile(r"xl/workbook\.bin"), ForeignKind.BINARY_WORKBOOK),
    (re.compile(r"word/.*"), ForeignKind.TEXT_DOCUMENT),
    (re.compile(r"ppt/.*"), ForeignKind.PRESENTATION),
    (re.compile(r"Index/.*\.iwa|Index\.zip"), ForeignKind.NUMBERS_DOCUMENT),
    (
        re.compile(r".*\.(xlsx|xlsm|xlsb|xls|ods)", re.IGNORECASE),
        ForeignKind.ARCHIVE_OF_WORKBOOKS,
    ),
)
"""By the names in an archive, the first that any member has."""
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def refuse_bytes(path: Path, file: io.BufferedIOBase) -> None:
    """Refuses (`FILE_KIND`) a file by its first bytes."""
    head = file.read(_HEAD_BYTES)
    if head.startswith(_OLE):
        _refuse_ole(path, head + file.read(_DIRECTORY_BYTES))
    for start, kind in _BY_BYTES.items():
        if head.startswith(start):
            raise _refusal(path, kind)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for pattern, kind in _BY_MARKUP:
        if pattern.match(text):
            raise _refusal(path, kind)


def refuse_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses (`FILE_KIND`) a zip that is a document of another program."""
    names = archive.namelist()
    if "mimetype" in names:
        kind = archive.read("mimetype")[:_HEAD_BYTES].decode("ascii", "replace")
        if kind.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
            raise _refusal(path, ForeignKind.OPEN_DOCUMENT_TABLE)
        if kind.startswith(_OPEN_DOCUMENT):
            raise _refusal(path, ForeignKind.TEXT_DOCUMENT)
    for pattern, kind in _BY_MEMBER:
        if any(pattern.fullmatch(name) for name in names):
            raise _refusal(path, kind)


def _refuse_ole(path: Path, whole: bytes) -> None:
    for name, kind in _OLE_KINDS:
        if name.encode("utf-16-le") in whole:
            raise _refusal(path, kind)
    raise _refusal(path, ForeignKind.OLD_EXCEL)


def _refusal(path: Path, kind: ForeignKind) -> Refusal:
    return Refusal(Code.FILE_KIND, file=path.name, kind=kind)
