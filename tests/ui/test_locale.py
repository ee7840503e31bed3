"""Dates and numbers are written for people, whatever the machine's locale is."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
from datetime import date
from packbench.ui.app import make_application
from packbench.ui.parts.tables import formats
app = make_application(["packbench"])
print(formats.day(date(2011, 12, 9)).text, formats.number(12_345).text, sep="|")
"""


@pytest.mark.parametrize(
    ("environment", "written"),
    [
        ({"LANG": "C.UTF-8"}, "09/12/2011|12,345"),
        ({"LANG": "C.UTF-8", "LC_TIME": "de_AT.UTF-8"}, "09/12/2011|12,345"),
        ({"LANG": "en_GB.UTF-8", "LC_TIME": "C"}, "09/12/2011|12,345"),
        ({"LANG": "en_GB.UTF-8", "LC_NUMERIC": "POSIX"}, "09/12/2011|12,345"),
        ({"LANG": "de_DE.UTF-8", "LC_TIME": "C.UTF-8"}, "09.12.11|12.345"),
        ({"LANG": "de_DE.UTF-8", "LC_TIME": "en_GB.UTF-8"}, "09/12/2011|12.345"),
    ],
)
def test_the_notation_is_never_that_of_programs(environment: dict[str, str], written: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == written
