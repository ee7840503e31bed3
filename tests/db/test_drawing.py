"""Layouts that are drawn, on both engines: bins by their codes, what changes, saved and undone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpers.sample import add_location, warehouse_id_of
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Location
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.batching import CartSize
from packbench.domain.walking.drawing import LayoutForm
from packbench.domain.walking.layout import Way
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.picking.drawing import (
    first_form,
    floor_facts,
    preview_drawing,
    save_drawing,
)
from packbench.services.picking.layouts import (
    draw_layout,
    export_layout,
    floor_plan,
    forget_layout,
    read_layout,
)
from packbench.services.picking.proposing import preview_release
from packbench.services.picking.walking import start_wave
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.stock.changes import move
from packbench.words.layouts import preview_words
from packbench.words.refusals import sentence

CODES = [f"{a}-{bay:02}-{level}" for a in "AB" for bay in range(1, 5) for level in (1, 2)]
FORM = LayoutForm(aisles=2, length_m=8.0, bays=2, levels=2, rule="{aisle}-{bay}-{level}")


@pytest.fixture
def room(context: Context) -> Stockroom:
    made = Stockroom(context)
    made.fill({"W1": {"S1": 5, "S2": 5}})
    with context.database.write.begin() as connection:
        place = warehouse_id_of(connection, "W1")
        for code in [*CODES, "PACK", "C-01-1"]:
            add_location(connection, place, code)
    move(context, "W1", "S1", 5, source="FLOOR", target="A-04-1")
    move(context, "W1", "S2", 5, source="FLOOR", target="B-01-2")
    return made


def coordinates(room: Stockroom) -> dict[str, tuple[float | None, float | None]]:
    with room.context.database.read.connect() as connection:
        rows = connection.execute(select(Location.code, Location.x, Location.y)).all()
    return {row[0]: (row[1], row[2]) for row in rows if row[1] is not None}


def test_codes_tell_the_places_of_bins(room: Stockroom) -> None:
    first = first_form(room.context, "W1")
    assert (first.aisles, first.bays, first.levels, first.rule) == (3, 2, 2, FORM.rule)
    preview = preview_drawing(room.context, "W1", FORM)
    assert (preview.placed, preview.moved, preview.trouble) == (16, 16, None)
    assert preview.not_placed == ["C-01-1", "PACK"]
    assert "2 bins fit no place: C-01-1, PACK." in preview_words(preview, replan=False)
    assert coordinates(room) == {}
    save_drawing(room.context, "W1", FORM)
    placed = coordinates(room)
    assert placed["A-01-1"] == placed["A-01-2"] == (-0.75, 2.5)
    assert placed["A-02-1"] == (0.75, 2.5)
    assert placed["B-04-1"] == (3.75, 5.5)
    plan = floor_plan(room.context, "W1")
    assert (plan.drawn, len(plan.bins), plan.without_place) == (True, 16, ["PACK", "C-01-1"])
    refuse(room, Code.NOTHING_TO_DO, lambda: save_drawing(room.context, "W1", FORM))
    undo(room.context)
    assert coordinates(room) == {}
    assert not floor_plan(room.context, "W1").drawn
    room.check()


def test_waves_walk_anew_only_when_nobody_walks_them(room: Stockroom) -> None:
    save_drawing(room.context, "W1", FORM)
    room.order("O1", ("S1", 1), ("S2", 1))
    room.order("O2", ("S1", 1))
    room.allocate()
    idle = create_wave(room.context, WaveRequest(orders=("O1",)))
    walked = create_wave(room.context, WaveRequest(orders=("O2",)))
    start_wave(room.context, walked.number)
    assert floor_facts(room.context, "").waves == [idle.number, walked.number]
    longer = replace(FORM, length_m=80.0)
    preview = preview_drawing(room.context, "W1", longer)
    assert (preview.waves, preview.kept) == ([idle.number], [walked.number])
    saved = save_drawing(room.context, "W1", longer, replan=True)
    assert saved.replanned == [idle.number]
    now = get_wave(room.context, idle.number)
    assert (now.distance or 0) > (idle.distance or 0)
    assert now.revision == idle.revision + 1
    assert get_wave(room.context, walked.number).distance == walked.distance
    undo(room.context)
    assert get_wave(room.context, idle.number).distance == idle.distance
    room.check()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"one_way": {1: Way.UP, 2: Way.UP}}, Code.AISLE_NOT_REACHED),
        ({"rule": "{aisle}-{bay}-{any}"}, Code.BINS_IN_ONE_PLACE),
        ({"moved_m": {2: -3.0}, "rule": ""}, Code.AISLES_IN_ONE_PLACE),
        ({"moved_m": {2: -3.0}}, Code.BINS_IN_ONE_PLACE),
        ({"rule": "{aisle}-{shelf}"}, Code.LAYOUT_RULE),
        ({"rule": "A-{bay}"}, Code.LAYOUT_RULE),
        ({"aisles": 0}, Code.LAYOUT_NUMBER),
        ({"one_way": {7: Way.UP}}, Code.LAYOUT_NUMBER),
        ({"length_m": float("nan")}, Code.LAYOUT_NUMBER),
        ({"blocks": 4, "length_m": 8.0}, Code.LAYOUT_NUMBER),
    ],
)
def test_what_can_not_be_walked_is_told_before_it_is_saved(
    room: Stockroom, changed: dict[str, Any], code: Code
) -> None:
    form = replace(FORM, **changed)
    refuse(room, code, lambda: save_drawing(room.context, "W1", form))
    if code in {Code.LAYOUT_RULE, Code.LAYOUT_NUMBER}:
        refuse(room, code, lambda: preview_drawing(room.context, "W1", form))
    else:
        trouble = preview_drawing(room.context, "W1", form).trouble
        assert trouble is not None
        assert trouble.code is code


def test_export_and_import_are_a_round_trip(room: Stockroom, tmp_path: Path) -> None:
    form = replace(FORM, blocks=2, length_m=12.5, one_way={2: Way.UP}, depot_m=(1.5, -0.25))
    save_drawing(room.context, "W1", form)
    drawn = floor_plan(room.context, "W1")
    path = export_layout(room.context, "W1", tmp_path)
    forget_layout(room.context, "W1")
    assert draw_layout(room.context, "W1", read_layout(path)).ways == drawn.ways
    with pytest.raises(Refusal) as refusal:
        export_layout(room.context, "W1", path)
    assert refusal.value.code is Code.FILE_EXISTS
    assert first_form(room.context, "W1").one_way == {2: Way.UP}


def test_racks_along_x_come_back_as_they_were(room: Stockroom, tmp_path: Path) -> None:
    with room.context.database.write.begin() as connection:
        place = warehouse_id_of(connection, "W1")
        for number in range(1, 6):
            code = f"Q-{number}"
            add_location(connection, place, code, x=number * 2.0, y=0.0, aisle="Q")
    read = floor_plan(room.context, "W1")
    assert read.ways is not None
    assert read.ways.turned
    path = export_layout(room.context, "W1", tmp_path / "layout.json")
    assert draw_layout(room.context, "W1", read_layout(path)).ways == read.ways


def test_a_demo_like_code_has_its_zone(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"S1": 1}})
    with context.database.write.begin() as connection:
        place = warehouse_id_of(connection, "W1")
        for zone in "AB":
            for bay in range(1, 4):
                code = f"{zone}-01-{bay:02}-1"
                add_location(connection, place, code, zone=zone, aisle="01")
    form = first_form(context, "W1")
    assert (form.aisles, form.rule) == (2, "{zone}-{aisle}-{bay}-{level}")
    save_drawing(context, "W1", form)
    plan = floor_plan(context, "W1")
    assert plan.ways is not None
    assert [one.name for one in plan.ways.aisles] == ["A 01", "B 01"]
    assert {one.code[0]: one.x_m for one in plan.bins} == {"A": 0.0, "B": 3.0}


def test_a_cart_has_no_more_slots_than_there_are_codes(room: Stockroom) -> None:
    room.order("O1", ("S1", 1))
    room.allocate()
    with pytest.raises(Refusal) as refusal:
        preview_release(room.context, size=CartSize(100))
    words = "A cart can't have 100 slots: the codes of slots end at 99. Nothing was changed."
    assert (refusal.value.code, sentence(refusal.value)) == (Code.TOO_MANY, words)
    assert preview_release(room.context, size=CartSize(99)).stay == []


def test_a_rule_that_tells_no_place_says_how(room: Stockroom) -> None:
    with pytest.raises(Refusal) as refusal:
        preview_drawing(room.context, "W1", replace(FORM, rule="{aisle}"))
    assert sentence(refusal.value) == (
        "The rule “{aisle}” does not tell where bins are. Name aisle and bay once each, as in"
        " {aisle}-{bay}-{level}."
    )
