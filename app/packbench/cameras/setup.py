"""Keeps how this computer's camera is reached, in a file of the computer.

A database never says which program a computer runs (decision 0120).
"""

import json
from dataclasses import asdict
from pathlib import Path

from packbench.domain.camera import CameraSetup

_KEPT_AS = "camera.json"


def read_camera(folder: Path) -> CameraSetup:
    """The camera that is kept in a folder of settings; none where none can be read."""
    try:
        kept = json.loads((folder / _KEPT_AS).read_text(encoding="utf-8"))
        return CameraSetup(str(kept["command"]), str(kept["folder"]), float(kept["seconds"]))
    except (OSError, ValueError, KeyError, TypeError):
        return CameraSetup()


def keep_camera(folder: Path, setup: CameraSetup) -> None:
    """Keeps it, whole or not at all; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{_KEPT_AS}.new"
    draft.write_text(json.dumps(asdict(setup), indent=1), encoding="utf-8")
    draft.replace(folder / _KEPT_AS)
