"""Pictures of products on the command line."""

from pathlib import Path

from PIL import Image

from helpers.command_line import CommandLine


def test_a_picture_is_kept_told_taken_away_and_back(tmp_path: Path) -> None:
    packbench = CommandLine(f"sqlite:///{tmp_path}/shop.db", tmp_path)
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (40, 30), "red").save(tmp_path / "red.png")
    lines = (
        "db init",
        "products new CUP --name Cup",
        "products picture CUP red.png",
        f"settings set pictures.folder {folder}",
        "products picture CUP",
        "products picture CUP red.png --remove",
        "products picture CUP red.png",
        "products picture CUP --remove",
        "undo",
        "products picture CUP",
    )
    documents = packbench("batch", "--keep-going", "-", stdin="\n".join(lines)).documents
    outputs = [one["output"] for one in documents]
    assert [one["exit"] for one in documents] == [0, 0, 1, 0, 0, 2, 0, 0, 0, 0]
    assert outputs[2]["error"]["code"] == "picture"
    assert outputs[4] == {"sku": "CUP", "folder": str(folder), "file": ""}
    kept = {"sku": "CUP", "folder": str(folder), "file": str(folder / "CUP.png")}
    assert outputs[6] == outputs[9] == kept
    assert outputs[7]["file"] == ""
