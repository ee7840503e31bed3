"""File names of codes: no two codes share one."""

import itertools

from packbench.domain.file_names import file_name_for

CODES = ["A-1", "A/1", "A:1", "A 1", "A\\1", "Ä-1", "Ö-1", "A-1.", ".A-1", "CON", "nul", "con.x"]
CODES += ["COM1", "A" * 100, "語" * 100, "語" * 99, "#1", "?1", "A-1~x", "", "-", "..", "A\0"]


def test_no_two_codes_have_one_name_on_any_file_system() -> None:
    names = [file_name_for(code).casefold() for code in CODES]
    assert len(set(names)) == len(CODES)


def test_every_name_can_be_written_everywhere() -> None:
    for name in map(file_name_for, CODES):
        assert name
        assert name.isascii()
        assert not set(name) & set('<>:"/\\|?*\0 ')
        assert name[0] != "."
        assert name[-1] not in ". "
        assert len(name) < 200
        assert name.split(".")[0].casefold() not in {"con", "nul", "com1"}


def test_a_plain_code_is_its_own_name() -> None:
    for code in ("SO-1001-1", "P1", "2026_5.b"):
        assert file_name_for(code) == code
    assert all(a != b for a, b in itertools.pairwise(map(file_name_for, CODES)))
