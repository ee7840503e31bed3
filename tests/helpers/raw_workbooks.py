"""Workbooks put together from their XML, as no spreadsheet program would write them."""

import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """The rows of each sheet as XML, and what is inside the element of shared texts."""

    sheets: tuple[Iterable[str], ...]
    texts: Iterable[str] = ()

    def write(self, path: Path) -> Path:
        """Writes it; rows and texts are packed as they come."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            numbers = range(1, len(self.sheets) + 1)
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("_rels/.rels", _rels([("officeDocument", "xl/workbook.xml")]))
            named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
            archive.writestr(
                "xl/workbook.xml",
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>',
            )
            parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
            parts.append(("sharedStrings", "sharedStrings.xml"))
            archive.writestr("xl/_rels/workbook.xml.rels", _rels(parts))
            for n, rows in zip(numbers, self.sheets, strict=True):
                head = f'<worksheet xmlns="{_MAIN}"><sheetData>'
                _pack(archive, parts[n - 1][1], head, rows, "</sheetData></worksheet>")
            _pack(archive, "sharedStrings.xml", f'<sst xmlns="{_MAIN}">', self.texts, "</sst>")
        return path


def _pack(archive: zipfile.ZipFile, name: str, head: str, pieces: Iterable[str], tail: str) -> None:
    with archive.open(f"xl/{name}", "w") as part:
        part.write(head.encode())
        for piece in pieces:
            part.write(piece.encode())
        part.write(tail.encode())


def _rels(parts: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'


def text_cell(place: str, text: str) -> str:
    """A cell with a text of its own."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def lie_about_sizes(path: Path, part: str, unpacked_bytes: int) -> None:
    """Makes the archive say that a part unpacks to so much."""
    data = bytearray(path.read_bytes())
    place = data.rindex(part.encode()) - 46  # in the directory, at the end of the archive
    assert data[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, place + 24, unpacked_bytes)
    path.write_bytes(data)
