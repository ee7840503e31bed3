"""Sounds: the same each time, played by the system's player; nothing waits, nothing stays."""

import os
import runpy
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QApplication

from helpers.shop import wait_for
from packbench.paths import resource
from packbench.ui.parts.widgets.sounds import Sound, SoundPlayer

MAKER = Path(__file__).parents[2] / "packaging" / "sounds.py"


@pytest.fixture
def screen(qapp: QApplication) -> QObject:  # noqa: ARG001 - a player needs an application
    return QObject()


def put_player(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A player that is the only one on this computer."""
    player = folder / "pw-play"
    player.write_text(f"#!/bin/sh\n{script}\n")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def playing(player: SoundPlayer) -> list[int]:
    return [one.processId() for one in player.findChildren(QProcess)]


def test_the_files_are_those_that_the_script_makes(tmp_path: Path) -> None:
    runpy.run_path(str(MAKER))["write"](tmp_path)
    made = {path.stem: path.read_bytes() for path in tmp_path.iterdir()}
    assert {sound.value for sound in Sound} == set(made)
    assert len(set(made.values())) == len(made)
    for name, content in made.items():
        assert resource(f"sounds/{name}.wav").read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="Windows plays by itself")
def test_a_sound_is_handed_to_the_player(
    screen: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    put_player(tmp_path, f'echo "$1" >> "{heard}"', monkeypatch)
    player = SoundPlayer(screen)
    player.play(Sound.WRONG)
    assert player.played is None  # it is off
    player.is_on = True
    player.play(Sound.WRONG)
    wait_for(lambda: heard.exists() and "wrong.wav" in heard.read_text())
    wait_for(lambda: playing(player) == [])


@pytest.mark.skipif(os.name == "nt", reason="Windows plays by itself")
@pytest.mark.parametrize("script", ["exit 1", "exec /bin/sleep 60", "none"])
def test_a_player_that_fails_or_hangs_leaves_nothing_behind(
    screen: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    put_player(tmp_path, script, monkeypatch)
    player = SoundPlayer(screen)
    player.is_on = True
    for _ in range(5):
        player.play(Sound.ACCEPTED)
    (tmp_path / "pw-play").unlink()
    player.play(Sound.ACCEPTED)  # it was there a moment ago
    pids = [one for one in playing(player) if one]
    player.stop()
    wait_for(lambda: playing(player) == [])
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_without_a_player_the_screen_beeps(
    screen: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    beeps: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(None))
    player = SoundPlayer(screen)
    player.is_on = True
    player.play(Sound.LINE_DONE)
    assert len(beeps) == 1
    player.stop()
