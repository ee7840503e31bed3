"""The log of a computer: incidents are found in it, no customer is."""

import csv
import os
import sqlite3
import time
from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from packbench.paths import log_dir

PEOPLE = [
    ("Ana-Maria Huber", "ana.huber@example.org", "Annenstraße 12", "Huber & Söhne"),
    ("Zoltán Kiss", "zoltan+shop@example.net", "Kossuth tér 7", "Kiss Bt."),
    ("O'Neil", "oneil@example.com", "1 Quay St", ""),
]
COLUMNS = ("order_number", "sku", "quantity", "customer_name", "customer_email", "street")
MORE = ("company", "city", "postal_code", "country", "phone", "note")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def write_shop(folder: Path) -> None:
    (folder / "w.csv").write_text("code,name,countries\nW1,Graz,*\n")
    (folder / "p.csv").write_text("sku,name\nA,Apple\n")
    (folder / "s.csv").write_text("warehouse,sku,quantity\nW1,A,50\n")
    with (folder / "o.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*COLUMNS, *MORE])
        for number, (name, e_mail, street, company) in enumerate(PEOPLE):
            place = [company, "Grätz-Stadt", f"80{number}0", "AT", "+43 660 1234567", f"für {name}"]
            rows.writerow([f"O{number}", "A", 2, name, e_mail, street, *place])
            rows.writerow([f"X{number}", "A", name, name, e_mail, street, *place])  # rejected


def whole_log() -> str:
    return "".join(path.read_text() for path in log_dir().glob("*"))


def test_no_customer_is_in_the_log(packbench: CommandLine, tmp_path: Path) -> None:
    write_shop(tmp_path)
    email = PEOPLE[0][1]
    work = f"""
        import warehouses w.csv
        import products p.csv
        import stock s.csv
        import orders o.csv
        import orders o.csv.rejected.csv
        allocate
        orders hold O0 --reason 'Ana-Maria Huber called'
        orders resume O0
        pick create --warehouse W1
        documents packing-slip O0-1 O1-1 --out slips
        orders list --email {email}
        orders show '{email}'
        orders show 'Ana-Maria Huber'
        import products '{email}.csv'
        stock receive '{PEOPLE[2][0].replace("'", "")} x' A 1
        stock receive W1 A many
        orders priority O0 5
    """
    packbench("batch", "-", "--keep-going", stdin=work)
    told = whole_log()
    assert "command name=import.orders" in told
    assert "command name=print.packing_slip" in told
    names = [word for person in PEOPLE for word in person if word]
    secrets = [*names, "Huber", "Zoltán", "Quay", "Grätz", "1234567", "example.org", "called"]
    assert [word for word in secrets if word in told] == []
    assert packbench("log", "--lines", "3").document["lines"][-1]["text"].startswith("command ")


def test_the_start_line_and_every_command_are_told(packbench: CommandLine, tmp_path: Path) -> None:
    write_shop(tmp_path)
    packbench("batch", "-", stdin="import warehouses w.csv\nstock list")
    told = [line["text"] for line in packbench("log").document["lines"]]
    (start,) = [text for text in told if text.startswith("start ")]
    for name in ("version", "python", "platform", "database", "schema"):
        assert f" {name}=" in start
    assert [text.split(" ms=")[0] for text in told if text.startswith("command ")] == [
        "command name=import.warehouses id=1"
    ]


def test_a_bug_is_found_by_its_incident(packbench_file: CommandLine, tmp_path: Path) -> None:
    assert packbench_file("db", "init").exit == 0
    with sqlite3.connect(tmp_path / "packbench.db") as connection:
        connection.execute("DROP TABLE setting")
    answer = packbench_file("settings", "list")
    code, message = answer.error
    assert (answer.exit, code) == (1, "bug")
    incident = message.split("incident ")[1][:8]
    lines = packbench_file.bare("--json", "log", "--incident", incident).document["lines"]
    assert lines[0]["text"].startswith("start version=")
    assert lines[-1]["text"] == f"incident id={incident}"
    assert lines[-1]["level"] == "ERROR"
    assert any("sqlite=SQLITE_ERROR" in line for line in lines[-1]["more"])
    shown = packbench_file.bare("log", "--incident", incident, "--lines", "1")
    assert shown.out.splitlines()[0].endswith(f"incident id={incident}")
    missing = packbench_file.bare("--json", "log", "--incident", "0" * 8)
    assert (missing.exit, missing.error[0]) == (1, "not_found")


def test_a_password_is_in_nobody_s_log(tmp_path: Path) -> None:
    packbench = CommandLine("postgresql+psycopg://ana:ge%3Ahe%40im@127.0.0.1:1/x", tmp_path)
    assert packbench("stock", "list").exit == 4
    assert "database=postgresql+psycopg://ana:***@127.0.0.1:1/x schema=unknown" in whole_log()
    assert "im@127" not in whole_log()
    assert "fault code=database_unreachable" in whole_log()
    assert (
        CommandLine("postgresql://ana:ge:he@im@127.0.0.1:1/x", tmp_path)("stock", "list").exit == 4
    )
    assert "fault code=database_address" in whole_log()
    assert "im@127" not in whole_log()


def test_a_log_that_cannot_be_written_stops_nobody(
    packbench_file: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shop(tmp_path)
    (tmp_path / "in the way").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "in the way"))
    answer = packbench_file("batch", "-", stdin="import warehouses w.csv\nimport products p.csv")
    assert (answer.exit, [one["exit"] for one in answer.documents]) == (0, [0, 0])
    assert answer.err.count("The log can't be written") == 1
    assert packbench_file.bare("--json", "log").document["lines"] == []


def test_a_home_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, os.devnull)
    packbench = CommandLine("", tmp_path)
    assert packbench.bare("--version").exit == 0
    answer = packbench.bare("--json", "stock", "list")
    assert (answer.exit, answer.error[0]) == (1, "folder_read_only")


def test_the_last_file_is_enough_for_the_last_lines(packbench_file: CommandLine) -> None:
    folder = log_dir()
    folder.mkdir(parents=True)
    day = time.strftime("%Y%m%d", time.gmtime())
    old = "2026-01-01T00:00:00.000Z INFO 1 old\n    more of it\n"
    (folder / "packbench-20260101.1.log").write_text(old)
    (folder / f"packbench-{day}.1.log").write_text("2026-11-26T00:00:00.000Z INFO 2 new\n" * 3)
    shown = packbench_file.bare("log", "--lines", "2")
    assert shown.out == "2026-11-26T00:00:00.000Z INFO 2 new\n" * 2
    assert packbench_file.bare("log").out.startswith(old)
    assert packbench_file.bare("log", "--lines", "0").exit == 2
