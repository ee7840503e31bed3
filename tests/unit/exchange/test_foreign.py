"""Files of other kinds are named as what they are, whatever their name ends in."""

import gzip
import zipfile
from pathlib import Path

import pytest

from helpers.tables import MakeFile
from packbench.domain.files import ForeignKind
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.reader import open_table
from packbench.words.refusals import sentence

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
KINDS: dict[str, tuple[bytes, str]] = {
    "old workbook": (OLE + "Workbook".encode("utf-16-le"), "an old Excel file (.xls)"),
    "workbook with a password": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "a workbook protected by a password",
    ),
    "old text document": (OLE + "WordDocument".encode("utf-16-le"), "a text document"),
    "very old workbook": (b"\x09\x08\x10\x00\x00\x06\x05\x00", "an old Excel file (.xls)"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    "RTF": (b"{\\rtf1\\ansi}", "a text document"),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
    "Parquet": (b"PAR1\x15\x04", "a Parquet file"),
    "web page": (b"\xef\xbb\xbf\n<html><table><tr><td>sku", "a web page that is called a table"),
    "bare table": (b"<TABLE border=1><tr>", "a web page that is called a table"),
    "web page with a type": (b"<!DOCTYPE html>\n<html>", "a web page that is called a table"),
    "XML workbook": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>',
        "an old XML workbook",
    ),
    "XML": (b'<?xml version="1.0"?>\n<orders/>', "an XML file"),
    "flat OpenDocument": (
        b'<?xml version="1.0"?>\n<x type="application/vnd.oasis.opendocument.spreadsheet">',
        "an OpenDocument table (.fods)",
    ),
    "SYLK": (b"ID;PWXL;N;E\r\nC;Y1;X1;K1", "a SYLK table (.slk)"),
    "JSON": (b'[{"sku": "A"}]', "a JSON file"),
}


def refused(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        open_table(path)
    assert path.name in sentence(caught.value)
    return caught.value


@pytest.mark.parametrize("case", KINDS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_named_by_its_bytes(make_file: MakeFile, case: str, packed: bool) -> None:
    content, kind = KINDS[case]
    refusal = refused(make_file(gzip.compress(content) if packed else content, "orders.xls"))
    assert refusal.code is Code.FILE_KIND
    assert f" is {kind}. " in sentence(refusal)


ARCHIVES: dict[str, tuple[dict[str, str], str]] = {
    "OpenDocument": (
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""},
        "an OpenDocument table (.ods)",
    ),
    "text": ({"mimetype": "application/vnd.oasis.opendocument.text"}, "a text document"),
    "xlsb": (
        {"xl/workbook.bin": "", "xl/worksheets/sheet1.bin": ""},
        "a binary Excel workbook (.xlsb)",
    ),
    "docx": ({"word/document.xml": ""}, "a text document"),
    "numbers": ({"Index/Document.iwa": ""}, "a Numbers document"),
    "a workbook in a zip": ({"orders.xlsx": ""}, "an archive of workbooks"),
}


@pytest.mark.parametrize("case", ARCHIVES)
def test_an_archive_is_named_by_what_it_holds(tmp_path: Path, case: str) -> None:
    members, kind = ARCHIVES[case]
    path = tmp_path / "orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    refusal = refused(path)
    assert refusal.code is Code.FILE_KIND
    assert f" is {kind}. " in sentence(refusal)


def test_what_systems_add_to_an_archive_is_no_file_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders/", "")
        archive.writestr("__MACOSX/orders/._orders.csv", "\0\5\x16\7")
        archive.writestr("orders/.DS_Store", "x")
        archive.writestr("orders/Thumbs.db", "x")
        archive.writestr("orders/orders.csv", "sku,name\nA,Apple\n")
    assert list(open_table(path).rows()) == [(1, ["A", "Apple"])]


def test_an_archive_of_litter_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._x", "x")
    assert refused(path).code is Code.FILE_EMPTY


def test_a_packed_file_inside_another_one_is_named(tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("orders.csv", "sku,name\nA,Cup\n")
    outer = tmp_path / "orders.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "inner.zip")
    packed = tmp_path / "orders.zip.gz"
    packed.write_bytes(gzip.compress(inner.read_bytes()))
    for path in (outer, packed):
        refusal = refused(path)
        assert refusal.code is Code.FILE_KIND
        assert refusal.params["kind"] == ForeignKind.NESTED_ARCHIVE
