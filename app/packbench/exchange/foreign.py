"""Files that are no CSV and no XLSX, named as what they are, with what to do about it.

Told by their first bytes and by what an archive holds, never by the name: shops call a web page
`orders.xls`.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from packbench.domain.refusals import Code, Refusal
from packbench.words.language import mark, tr

_HEAD_BYTES = 512
_DIRECTORY_BYTES = 1 << 24
"""The directory of an OLE file may lie anywhere; tables of orders are far smaller than this."""
_SAVE_AS = mark("Open it in a spreadsheet program and save it as XLSX or CSV.")
_EXPORT = mark("Export the table as CSV or XLSX where it comes from.")
_UNPACK = mark("Unpack it and import the table in it.")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS: Sequence[tuple[str, str, str]] = (
    (
        "EncryptedPackage",
        mark("a workbook protected by a password"),
        mark("Save it without a password."),
    ),
    ("WordDocument", mark("a text document"), _EXPORT),
)
"""By a name in the directory of an OLE file; anything else there is taken for an old workbook."""
_OLD_EXCEL = mark("an old Excel file (.xls)")
_BY_BYTES: Mapping[bytes, tuple[str, str]] = {
    b"\x09\x08": (_OLD_EXCEL, _SAVE_AS),
    b"\x09\x04\x06\x00": (_OLD_EXCEL, _SAVE_AS),
    b"\x09\x02\x06\x00": (_OLD_EXCEL, _SAVE_AS),
    b"%PDF-": (mark("a PDF"), _EXPORT),
    b"{\\rtf": (mark("a text document"), _EXPORT),
    b"7z\xbc\xaf\x27\x1c": (mark("a 7z archive"), _UNPACK),
    b"Rar!\x1a\x07": (mark("a RAR archive"), _UNPACK),
    b"\x28\xb5\x2f\xfd": (mark("a file packed with Zstandard"), _UNPACK),
    b"PK\x03\x04": (mark("a packed file inside another one"), _UNPACK),
    b"ID;P": (mark("a SYLK table (.slk)"), _SAVE_AS),
    b"PAR1": (mark("a Parquet file"), _EXPORT),
}
_BY_MARKUP: Sequence[tuple[re.Pattern[bytes], str, str]] = (
    (
        re.compile(rb"<\?xml[^>]*>.*opendocument\.spreadsheet", re.DOTALL),
        mark("an OpenDocument table (.fods)"),
        _SAVE_AS,
    ),
    (
        re.compile(rb"<\?xml[^>]*>.*(mso-application|office:spreadsheet)", re.DOTALL),
        mark("an old XML workbook"),
        _SAVE_AS,
    ),
    (
        re.compile(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype html|html|head|body|table)\b"),
        mark("a web page that is called a table"),
        _SAVE_AS,
    ),
    (re.compile(rb"<\?xml\b"), mark("an XML file"), _EXPORT),
    (re.compile(rb"[\[{]\s*[\[{\"]"), mark("a JSON file"), _EXPORT),
)
_BY_MEMBER: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"xl/workbook\.bin"), mark("a binary Excel workbook (.xlsb)"), _SAVE_AS),
    (re.compile(r"word/.*"), mark("a text document"), _EXPORT),
    (re.compile(r"ppt/.*"), mark("a presentation"), _EXPORT),
    (re.compile(r"Index/.*\.iwa|Index\.zip"), mark("a Numbers document"), _SAVE_AS),
    (
        re.compile(r".*\.(xlsx|xlsm|xlsb|xls|ods)", re.IGNORECASE),
        mark("an archive of workbooks"),
        _UNPACK,
    ),
)
"""By the names in an archive, the first that any member has."""
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def refuse_bytes(path: Path, file: io.BufferedIOBase) -> None:
    """Refuses (`FILE_KIND`) a file by its first bytes."""
    head = file.read(_HEAD_BYTES)
    if head.startswith(_OLE):
        _refuse_ole(path, head + file.read(_DIRECTORY_BYTES))
    for start, (kind, advice) in _BY_BYTES.items():
        if head.startswith(start):
            raise _refusal(path, kind, advice)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for pattern, kind, advice in _BY_MARKUP:
        if pattern.match(text):
            raise _refusal(path, kind, advice)


def refuse_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses (`FILE_KIND`) a zip that is a document of another program."""
    names = archive.namelist()
    if "mimetype" in names:
        kind = archive.read("mimetype")[:_HEAD_BYTES].decode("ascii", "replace")
        if kind.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
            raise _refusal(path, mark("an OpenDocument table (.ods)"), _SAVE_AS)
        if kind.startswith(_OPEN_DOCUMENT):
            raise _refusal(path, mark("a text document"), _EXPORT)
    for pattern, kind, advice in _BY_MEMBER:
        if any(pattern.fullmatch(name) for name in names):
            raise _refusal(path, kind, advice)


def _refuse_ole(path: Path, whole: bytes) -> None:
    for name, kind, advice in _OLE_KINDS:
        if name.encode("utf-16-le") in whole:
            raise _refusal(path, kind, advice)
    raise _refusal(path, _OLD_EXCEL, _SAVE_AS)


def _refusal(path: Path, kind: str, advice: str) -> Refusal:
    return Refusal(Code.FILE_KIND, file=path.name, kind=tr(kind), advice=tr(advice))
