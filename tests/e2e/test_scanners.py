"""A station's scanner and taught codes on the command line."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine


@pytest.fixture
def packbench(tmp_path: Path) -> CommandLine:
    text = "sku,name,barcode\nMUG,Mug,4006381333931\nCUP,Cup,\n"
    (tmp_path / "products.csv").write_text(text, encoding="utf-8")
    command_line = CommandLine(f"sqlite:///{tmp_path}/bench.db", tmp_path)
    assert command_line("import", "products", "products.csv").exit == 0
    return command_line


def test_scanner_and_codes_are_said_told_and_taken_back(packbench: CommandLine) -> None:
    lines = (
        "station scanner",
        "station scanner --prefix ~ --us-layout yes",
        "station scanner --port /dev/ttyACM0 --baud 115200",
        "station scanner --port none --profile usb",
        "station scanner --profile prefix --prefix ''",
        "station scanner --baud 9601",
        "station scanner --us-layout maybe",
        "products teach X-77 cup --dry-run",
        "products teach X-77 cup",
        "products teach 4006381333931 CUP",
        "products teach 4006381333931 CUP --also",
        "undo",
        "documents scanner-test --out symbol.pdf",
    )
    documents = packbench("batch", "--keep-going", "-", stdin="\n".join(lines)).documents
    assert [one["exit"] for one in documents] == [0, 0, 0, 0, 1, 1, 2, 0, 0, 1, 0, 0, 0]
    outputs = [one["output"] for one in documents]
    default = {"kind": "usb", "prefix": "", "us_layout": False, "port": None, "baud": 9600}
    assert outputs[0] == {"scanner": default}
    assert outputs[2]["scanner"] == {
        "kind": "prefix",
        "prefix": "~",
        "us_layout": True,
        "port": "/dev/ttyACM0",
        "baud": 115_200,
    }
    assert outputs[3]["scanner"] == {**default, "us_layout": True, "baud": 115_200}
    assert [outputs[place]["error"]["code"] for place in (4, 5, 9)] == [
        *("invalid", "invalid"),
        "code_in_use",
    ]
    assert outputs[8] == {"code": "X-77", "sku": "CUP", "name": "Cup", "also": ""}
    assert outputs[10]["also"] == "product MUG"
    assert outputs[11]["undone"]["name"] == "products.teach"
    assert (outputs[12]["files"], outputs[12]["pages"]) == (["symbol.pdf"], 1)
