"""One and the same day on lists, documents and files: that of the company's time zone."""

import zoneinfo
from datetime import datetime, timedelta, timezone

import pytest

from helpers.command_line import CommandLine
from helpers.printed_pages import page_texts

# The two are never on the same day: 25 hours lie between them.
EARLIEST, LATEST = "Pacific/Kiritimati", "Pacific/Niue"
ZONES = {"Pacific/Auckland": "1 Mar 2024", "America/New_York": "29 Feb 2024"}
FILES = {
    "warehouses": "code,name,kind,countries\nW1,Graz,physical,*\n",
    "products": "sku,name\nMUG,Mug\nLOT,Lot\n",
    "stock": "warehouse,sku,quantity\nW1,MUG,9\n",
    "orders": "order_number,sku,quantity,customer_name,street,city,country,ordered_at\n"
    "T1,MUG,1,Ann,S,Auckland,NZ,2024-03-01T00:30:00+13:00\n"
    "T2,MUG,1,Ann,S,Auckland,NZ,2024-02-29\n",
}


@pytest.fixture
def packbench(packbench_file: CommandLine) -> CommandLine:
    for kind, text in FILES.items():
        (packbench_file.folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    return packbench_file


def today_in(zone: str) -> datetime:
    return datetime.now(zoneinfo.ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
def test_list_slip_and_file_tell_one_day(packbench: CommandLine, zone: str) -> None:
    run(packbench, "db init", f"settings set company.time_zone {zone}")
    run(packbench, *(f"import {kind} {kind}.csv" for kind in FILES), "allocate")
    (day,) = [datetime.strptime(ZONES[zone], "%d %b %Y").date()]  # noqa: DTZ007 - a day
    listed = packbench.for_people("orders", "list").out.splitlines()
    assert next(line for line in listed if line.startswith("T1")).split()[1] == str(day)
    assert next(line for line in listed if line.startswith("T2")).split()[1] == "2024-02-29"
    packbench("documents", "packing-slip", "T1-1", "T2-1", "--out", "s.pdf")
    first, second = page_texts((packbench.folder / "s.pdf").read_bytes())
    assert f"Ordered on {ZONES[zone]}" in first
    assert "Ordered on 29 Feb 2024" in second
    assert f"Printed {today_in(zone):%d/%m/%Y}" in first


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_is_the_same_when_it_comes_back(
    packbench: CommandLine, zone: str, form: str
) -> None:
    run(packbench, "db init", f"settings set company.time_zone {zone}")
    twice = "T3,MUG,1,Ann,S,Graz,AT,2024-11-03T{hour}:30:00Z\n"  # half past 1 comes twice there
    text = FILES["orders"] + twice.format(hour="05")
    text += twice.format(hour="06").replace("T3", "T4")
    (packbench.folder / "orders.csv").write_text(text, encoding="utf-8")
    run(packbench, *(f"import {kind} {kind}.csv" for kind in FILES))
    run(packbench, f"export orders out.{form}")
    again = packbench("import", "orders", f"out.{form}").document
    assert (again["unchanged"], again["rejected"]) == (4, 0)


def test_the_zone_of_the_computer_is_taken_and_told(
    packbench: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    made = packbench("db", "init").document
    assert made["time_zone"] == "Pacific/Auckland"
    monkeypatch.setenv("TZ", "Europe/Vienna")  # another station
    (told,) = [
        one
        for one in packbench("settings", "list").document["settings"]
        if one["key"] == "company.time_zone"
    ]
    assert told["value"] == "Pacific/Auckland"
    refused = packbench("settings", "set", "company.time_zone", "Mars/Olympus")
    assert refused.exit == 2
    assert refused.error[0] == "bad_setting"


def test_a_file_that_made_itself_goes_by_its_computer(
    packbench: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    run(packbench, *(f"import {kind} {kind}.csv" for kind in FILES))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    listed = packbench.for_people("orders", "list").out.splitlines()
    assert next(line for line in listed if line.startswith("T1")).split()[1] == "2024-03-01"
    run(packbench, "settings set company.time_zone America/New_York")
    listed = packbench.for_people("orders", "list").out.splitlines()
    assert next(line for line in listed if line.startswith("T1")).split()[1] == "2024-02-29"


def test_a_lot_is_out_of_the_list_from_the_first_moment_of_the_day_on(
    packbench: CommandLine,
) -> None:
    run(packbench, "db init", f"settings set company.time_zone {LATEST}")
    run(packbench, *(f"import {kind} {kind}.csv" for kind in ("warehouses", "products")))
    last = today_in(LATEST).date()
    run(packbench, f"stock receive W1 LOT 5 --lot L1 --expires {last}")
    assert available(packbench) == 5
    run(packbench, f"settings set company.time_zone {EARLIEST}")  # where it is the next day
    assert available(packbench) == 0
    assert packbench("db", "check").exit == 0


def available(packbench: CommandLine) -> int:
    (row,) = packbench("stock", "list", "--sku", "LOT").document["stock"]
    return int(row["available"])


def run(packbench: CommandLine, *commands: str) -> None:
    done = packbench("batch", "-", stdin="\n".join(commands)).documents
    assert [one["exit"] for one in done] == [0] * len(commands), done


def test_the_two_zones_are_never_on_the_same_day() -> None:
    moments = (datetime(2026, 1, 1, hour, tzinfo=timezone.utc) for hour in range(24))  # noqa: UP017
    for moment in moments:
        days = {moment.astimezone(zoneinfo.ZoneInfo(zone)).date() for zone in (EARLIEST, LATEST)}
        assert max(days) - min(days) >= timedelta(days=1)
