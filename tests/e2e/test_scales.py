"""A station's scale, checks and camera on the command line; the scale is a pseudo-terminal."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.command_line import CommandLine


@pytest.fixture
def scale() -> Iterator[str]:
    """A scale that is asked by SCP-01 and shows half a pound."""
    end, port = os.openpty()

    def answer() -> None:
        try:
            while b"W" in os.read(end, 100):
                os.write(end, b"\n00.50LB\r\nS00\r\x03")
        except OSError:
            return  # it was switched off

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield os.ttyname(port)
    os.close(port)
    os.close(end)


def test_scale_checks_and_camera_are_said_tried_and_taken_back(tmp_path: Path, scale: str) -> None:
    packbench = CommandLine(f"sqlite:///{tmp_path}/bench.db", tmp_path)
    lines = (
        "db init",
        "station scale",
        f"station scale --port {scale} --protocol scp-01",
        "station scale --test",
        "station scale --port /dev/no-such-scale",
        "station scale --test",
        "undo",
        "station scale --none",
        "station scale --test",
        "station rule weight_tolerance_g 30 --channel shop",
        "station rule weight_tolerance_g -- -1",
        "station rule no_such yes",
        "station rule photo needed",
        "station camera --command 'no-such-camera'",
        "station camera --command 'no-such-camera {file}' --seconds 2",
        "station camera --test",
        "pack photo O1-1 no-such-picture.jpg",
    )
    documents = packbench("batch", "--keep-going", "-", stdin="\n".join(lines)).documents
    outputs = [one["output"] for one in documents]
    assert [one["exit"] for one in documents] == [0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 2, 0, 1, 0, 1, 1]
    assert outputs[1] == {"scale": None}
    assert outputs[2]["scale"]["protocol"] == "scp-01"
    assert outputs[3] == {"weight_g": 227, "exact_g": "226.796185", "said": "00.50LB S00"}
    assert outputs[5]["error"]["code"] == "scale_gone"
    said = outputs[5]["error"]["message"]
    assert ("could not open" in said, said.count("Errno")) == (False, 0)
    assert outputs[8]["error"]["code"] == "not_found"
    assert outputs[9]["rules"]["weight_tolerance_g"] == 30
    assert outputs[12]["rules"]["photo"] == "needed"
    assert outputs[12]["rules"]["weight_tolerance_g"] is None
    assert outputs[13]["error"]["code"] == "invalid"
    assert outputs[15]["error"]["code"] == "camera_failed"
    assert outputs[16]["error"]["code"] == "file_missing"
