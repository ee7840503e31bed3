"""Printers and labels on the command line, against a CUPS of the tests' own."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from helpers.cups_server import Cups
from helpers.printed_pages import page_texts, scanned
from helpers.zpl_labels import read_zpl

STOCK = {
    "warehouses": "code,name\nW1,Graz\n",
    "locations": "warehouse,code,zone\n"
    + "".join(f"W1,A-{aisle:02}-{bay},Z{aisle}\n" for aisle in (1, 2, 10) for bay in (1, 2)),
    "products": "sku,name,barcode\nMUG,Tasse für Öl,4006381333931\n",
    "stock": "warehouse,sku,quantity,location\nW1,MUG,10,A-01-1\n",
    "orders": "order_number,sku,quantity,customer_name,street,city,postal_code,country,payment\n"
    "1001,MUG,2,Ana,Gasse 1,Graz,8010,AT,paid\n",
}


@pytest.fixture
def packbench(tmp_path: Path) -> CommandLine:
    for kind, text in STOCK.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    command_line = CommandLine(f"sqlite:///{tmp_path}/bench.db", tmp_path)
    lines = "\n".join([*(f"import {kind} {kind}.csv" for kind in STOCK), "allocate"])
    assert command_line("batch", "-", stdin=lines).exit == 0
    return command_line


def test_labels_are_chosen_by_range_zone_and_name(packbench: CommandLine) -> None:
    lines = (
        "documents labels locations --from A-02 --to A-10 --size 3x8 --out range.pdf",
        "documents labels locations --to a-01 --out first.pdf",
        "documents labels locations --zone z1 --dpi 300 --out zone.zpl",
        "documents labels products mug --out mug.pdf",
        "documents labels totes --from 5 --to 6 --out totes.pdf",
        "documents labels carts --slots 2 --out carts.pdf",
        "documents labels badges --out badges.pdf",
        "documents labels control --out control.pdf",
        "documents labels control --out control.pdf",
        "documents labels locations --zone Z9",
        "documents labels locations A-99-1",
        "documents labels products MUG --size 2x7",
        "documents labels totes --format pdf --dpi 203",
        "documents labels totes --out totes.txt",
    )
    answer = packbench("batch", "--keep-going", "-", stdin="\n".join(lines))
    documents = answer.documents
    assert [one["exit"] for one in documents] == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 1]
    codes = [one["output"]["error"]["code"] for one in documents if one["exit"] == 1]
    assert codes == ["file_exists", "nothing_to_do", "not_found", "cannot_write"]
    assert documents[1]["output"]["labels"] == 2  # A-01-1 and A-01-2
    first = documents[0]["output"]
    assert (first["files"], first["pages"], first["labels"]) == (["range.pdf"], 1, 4)
    [text] = page_texts((packbench.folder / "range.pdf").read_bytes())
    assert [line.strip() for line in text.splitlines() if line.startswith("A-")] == [
        "A-02-1",
        "A-02-2",
        "A-10-1",
        "A-10-2",
    ]
    zone = read_zpl((packbench.folder / "zone.zpl").read_bytes())
    assert [label.texts[-1].text for label in zone] == ["A-01-1", "A-01-2"]
    assert scanned((packbench.folder / "mug.pdf").read_bytes(), 200) == [["04006381333931"]]
    assert scanned((packbench.folder / "carts.pdf").read_bytes(), 200) == [
        ["C000100A"],
        ["C0001018"],
        ["C0001026"],
    ]


def test_a_station_prints_on_the_printers_that_were_chosen(
    packbench: CommandLine, cups: Cups
) -> None:
    office = cups.add("Büro-Ö", said="Drucker im Büro (2. Stock)", papers=True)
    zebra = cups.add("ZEBRA")
    lines = (
        "printers use pick-list 'drucker im büro (2. stock)' --paper a4 --automatic",
        "printers use labels zebra --format zpl --dpi 203",
        "printers use packing-slip Nirgends",
        "printers use packing-slip Büro-Ö --paper Legal",
        "documents labels totes --print",
        "pick create",
        "documents pick-list P1 --print",
        "documents packing-slip 1001-1 --printer ZEBRA --out x.pdf",
        "printers queue",
        "printers list",
    )
    answer = packbench("batch", "--keep-going", "-", stdin="\n".join(lines))
    documents = answer.documents
    assert [one["exit"] for one in documents] == [0, 0, 1, 1, 0, 0, 0, 2, 0, 0]
    refused = [one["output"]["error"]["code"] for one in documents[2:4]]
    assert refused == ["printer_gone", "paper_missing"]
    assert read_zpl(zebra.wait_for()[0])[0].payloads == ["T000001N"]
    by_itself, again = office.wait_for(2)
    assert "P1" in page_texts(by_itself)[0]
    assert "REPRINT 2" in page_texts(again)[0]  # the second printing
    assert "pick-list-P1 went to Büro-Ö (print job 2)." in answer.err
    jobs = documents[8]["output"]["jobs"]
    assert [(one["job"], one["kind"], one["printer"]) for one in jobs] == [
        (3, "pick-list", "Büro-Ö"),
        (2, "pick-list", "Büro-Ö"),
        (1, "labels", "ZEBRA"),
    ]
    kinds = {one["name"]: one["kinds"] for one in documents[9]["output"]["printers"]}
    assert kinds == {"Büro-Ö": ["pick-list"], "ZEBRA": ["labels"]}


def test_a_printer_that_is_gone_is_told_with_the_way_out(
    packbench: CommandLine, cups: Cups
) -> None:
    cups.add("SLIPS")
    other = cups.add("OTHER")
    assert packbench("printers", "use", "packing-slip", "SLIPS").exit == 0
    cups.remove("SLIPS")
    answer = packbench("documents", "packing-slip", "1001-1", "--print")
    code, message = answer.error
    assert (answer.exit, code) == (1, "printer_gone")
    assert "packbench printers again 1 --printer NAME" in message
    lines = "printers save 1 --out slip.pdf\nprinters again 1 --printer other\nprinters again 9"
    done = packbench("batch", "--keep-going", "-", stdin=lines).documents
    assert [one["exit"] for one in done] == [0, 0, 1]
    saved = (packbench.folder / "slip.pdf").read_bytes()
    assert other.wait_for() == [saved]
    assert "1001-1" in page_texts(saved)[0]
