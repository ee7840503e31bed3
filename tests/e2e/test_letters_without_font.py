"""Slips with letters that no font has: refused before anything is written, unless forced."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from helpers.printed_pages import page_texts
from helpers.tiny_fonts import write_font

FILES = {
    "warehouses": "code,name,kind,countries\nW1,Graz,physical,*\n",
    "products": "sku,name\nMUG,Mug\n",
    "stock": "warehouse,sku,quantity\nW1,MUG,9\n",
    "orders": "order_number,sku,quantity,customer_name,street,city,country,gift_message\n"
    "KR1,MUG,1,김민수,강남대로 12,서울,KR,\n"
    "AT1,MUG,1,Ann,Gasse 1,Graz,AT,\n"
    "GE1,MUG,1,Ann,Gasse 1,Graz,AT,გილოცავ\n",
}
SHIPMENTS = ("KR1-1", "AT1-1", "GE1-1")


@pytest.fixture
def packbench(packbench_file: CommandLine) -> CommandLine:
    commands = []
    for kind, text in FILES.items():
        (packbench_file.folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        commands.append(f"import {kind} {kind}.csv")
    done = packbench_file("batch", "-", stdin="\n".join([*commands, "allocate"])).documents
    assert {one["exit"] for one in done} == {0}
    return packbench_file


def test_nothing_is_written_and_the_slips_are_named(packbench: CommandLine) -> None:
    before = sorted(packbench.folder.iterdir())
    answer = packbench("documents", "packing-slip", *SHIPMENTS, "--out", "slips.pdf")
    assert answer.exit == 1
    code, message = answer.error
    assert code == "letters_without_font"
    assert "KR1-1: 김 민 수 강 남 대 로 서 울 (Hangul)" in message
    assert "GE1-1: გ ი ლ ო ც ა ვ (Georgian)" in message
    assert "AT1-1" not in message
    assert "--force" in message
    assert sorted(packbench.folder.iterdir()) == before


def test_force_prints_and_says_which(packbench: CommandLine) -> None:
    packbench("documents", "packing-slip", *SHIPMENTS, "--out", "refused.pdf")
    answer = packbench("documents", "packing-slip", *SHIPMENTS, "--out", "slips.pdf", "--force")
    assert answer.exit == 0
    unprintable = answer.document["unprintable"]
    assert [(one["number"], one["scripts"]) for one in unprintable] == [
        ("KR1-1", ["Hangul"]),
        ("GE1-1", ["Georgian"]),
    ]
    texts = page_texts((packbench.folder / "slips.pdf").read_bytes())
    assert len(texts) == 3
    assert "Ann" in texts[1]
    assert not any("REPRINT" in text for text in texts)  # what was refused was not printed


def test_a_font_that_is_installed_is_found(
    packbench: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    write_font(fonts / "tiny.otf", "김민수강남대로서울გილოცავ", cff=True)
    monkeypatch.setenv("PACKBENCH_FONTS", str(fonts))
    answer = packbench("documents", "packing-slip", *SHIPMENTS, "--out", "slips.pdf")
    assert answer.document["unprintable"] == []
    text = "".join(page_texts((packbench.folder / "slips.pdf").read_bytes()))
    assert "김민수" in text
    assert "გილოცავ" in text


def test_a_pick_list_is_refused_alike(packbench: CommandLine) -> None:
    (packbench.folder / "more.csv").write_text("sku,name\nMUG,머그잔\n", encoding="utf-8")
    packbench("import", "products", "more.csv", "--update")
    wave = packbench("pick", "create", "--warehouse", "W1").document["number"]
    refused = packbench("documents", "pick-list", wave, "--out", "list.pdf")
    assert refused.exit == 1
    assert f"{wave}: 김 민 수 머 그 잔 (Hangul)" in refused.error[1]
    assert not (packbench.folder / "list.pdf").exists()
    forced = packbench("documents", "pick-list", wave, "--out", "list.pdf", "--force")
    assert forced.document["unprintable"][0]["letters"] == "김민수머그잔"
