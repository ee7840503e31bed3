"""Files that are refused as a whole: one code each, which says where, and nothing is read."""

import gzip
import lzma
import os
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS, PRODUCTS
from packbench.exchange.reading import read_records
from packbench.words.refusals import sentence

GOOD = "sku,name\nA,Apple\n"


def refused(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_records(PRODUCTS, path)
    told = sentence(caught.value)
    assert path.name in told
    assert "{" not in told
    return caught.value


BAD_FILES: dict[str, tuple[bytes, Code, int | None]] = {
    "nothing": (b"", Code.FILE_EMPTY, None),
    "blanks": (b"\n \n", Code.FILE_EMPTY, None),
    "byte order mark": (b"\xef\xbb\xbf", Code.FILE_EMPTY, None),
    "NUL": (b"sku,name\nA,Ap\0ple\n", Code.FILE_BINARY, 2),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Code.FILE_BINARY, 3),
    "binary without NUL": (bytes(range(1, 32)) * 20, Code.FILE_BINARY, 1),
    "UTF-16 without mark": ("sku,name\nA,Äpfel\n".encode("utf-16-le"), Code.FILE_BINARY, 1),
    "no known encoding": (b"sku,name\nA,\x81pfel\n", Code.FILE_ENCODING, 2),
    "half a line": (b"sku,name\nA,Apple\nB", Code.FILE_TRUNCATED, 3),
    "half a quoted cell": (b'sku,name\nA,"Apple\n', Code.FILE_TRUNCATED, 2),
    "half a letter": ("sku,name\nA,Äpfel\nB,Ä".encode()[:-1], Code.FILE_TRUNCATED, 3),
    "half a UTF-16 unit": ("sku,name\nA,B\n".encode("utf-16")[:-1], Code.FILE_TRUNCATED, None),
    "text after a quote": (b'sku,name\nA,"Apple" x\n', Code.FILE_QUOTES, 2),
    "10 MB in a cell": (b"sku,name\nA," + b"x" * 10_000_000 + b"\n", Code.FIELD_TOO_LONG, 2),
    "10 MB of lines in a cell": (
        b'sku,name\nA,"' + b"x\n" * 5_000_000 + b'"\n',
        Code.FIELD_TOO_LONG,
        None,
    ),
    "wrong delimiter": (b"sku|name\nA|Apple\n", Code.DELIMITER_UNKNOWN, None),
    "column twice": (b"sku,name,SKU \nA,Apple,B\n", Code.COLUMN_TWICE, None),
    "no header": (b"A,Apple\nB,Pear\n", Code.COLUMN_MISSING, None),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused(make_file: MakeFile, case: str) -> None:
    content, code, line = BAD_FILES[case]
    refusal = refused(make_file(content))
    assert refusal.code is code
    if line is not None:
        assert refusal.params["line"] == line


def test_the_missing_columns_are_named(make_file: MakeFile) -> None:
    path = make_file("SKU,qty,barcode\nA,1,\n")
    with pytest.raises(Refusal) as caught:
        read_records(ORDERS, path)
    assert caught.value.code is Code.COLUMN_MISSING
    assert caught.value.params["columns"] == "order_number, quantity"
    assert caught.value.params["found"] == "SKU, qty, barcode"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.csv").code is Code.FILE_MISSING


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path).code is Code.FILE_UNREADABLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read_is_refused(make_file: MakeFile) -> None:
    path = make_file(GOOD)
    path.chmod(0)
    assert refused(path).code is Code.FILE_UNREADABLE


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_half_copied_archive_is_refused(make_file: MakeFile, pack: object) -> None:
    assert callable(pack)
    packed = pack(GOOD.encode() * 50)
    assert refused(make_file(packed[: len(packed) // 2])).code is Code.FILE_DAMAGED


def test_a_zip_of_two_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", GOOD)
        archive.writestr("b.csv", GOOD)
    assert refused(path).code is Code.FILE_UNREADABLE


def test_an_empty_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.zip"
    zipfile.ZipFile(path, "w").close()
    assert refused(path).code is Code.FILE_EMPTY


def test_a_broken_zip_is_refused(make_file: MakeFile) -> None:
    assert refused(make_file(b"PK\x03\x04 and no more", "a.xlsx")).code is Code.FILE_DAMAGED


PIECES = [b"sku", b"name", b",", b";", b'"', b"'", b"\n", b"\r", b"\xe4", b"=", b"A", b"\0"]
BYTES = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES)).map(b"".join)


@given(content=BYTES, with_header=st.booleans())
@example(content=b"PK\x03\x04", with_header=False)
@example(content=b"BZh91AY&SY", with_header=False)
@example(content=b"\x1f\x8b\x08", with_header=False)
@settings(deadline=None, max_examples=300)
def test_no_file_ends_in_anything_but_records_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, with_header: bool
) -> None:
    path = tmp_path_factory.mktemp("files") / "any.csv"
    path.write_bytes(b"sku,name\n" + content if with_header else content)
    with suppress(Refusal):
        parsed = read_records(PRODUCTS, path)
        rejected = sum(len(record.rows) for record in parsed.rejected)
        assert parsed.rows == parsed.taken_rows + parsed.repeated_rows + rejected
