"""No word of the command line is outside of the catalogue."""

import re
from pathlib import Path
from typing import NoReturn

import pytest
from typer import Context

from helpers.command_tree import commands, names
from helpers.pseudo import TAG, literals
from packbench.cli.app import command_tree, run
from packbench.cli.session import Session
from packbench.cli.tree import ALL, GROUPS, Commands, listed
from packbench.words.choosing import VARIABLE, remember_language, remembered_language, speak
from packbench.words.language import tr, use_language

VALUES = re.compile(r"<[^<>]*>|\[[^][]*\]")
"""What may be typed for an option."""


def no_database(*_: object) -> NoReturn:
    raise AssertionError


@pytest.fixture
def session() -> Session:
    return Session(no_database, no_database, no_database, no_database, "sqlite:///nowhere.db")


@pytest.mark.usefixtures("pseudo")
def test_all_help_is_translated(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    tree = command_tree()
    known = names(tree)
    wrong = {}
    for path, _ in commands(tree):
        assert run(session, [*path, "--help"]) == 0
        told = VALUES.sub("", capsys.readouterr().out)
        if found := literals(told, known):
            wrong[" ".join(path)] = found
    assert wrong == {}


def test_what_the_list_of_all_tells_is_what_each_tells_itself() -> None:
    listed, whole = command_tree(whole=False), command_tree()
    assert isinstance(listed, Commands)
    assert isinstance(whole, Commands)
    assert list(listed.commands) == list(whole.commands)
    for name in ALL:
        assert listed.commands[name] is not whole.commands[name]
        assert listed.commands[name].help == whole.commands[name].help, name


def test_the_help_of_a_group_is_told_without_loading_it_as_it_tells_itself() -> None:
    whole = command_tree()
    assert isinstance(whole, Commands)
    for name in GROUPS:
        real, told = whole.commands[name], listed(name)
        with Context(whole, info_name="packbench") as root:
            given, stood_in = (Context(one, info_name=name, parent=root) for one in (real, told))
            words = "packaging/commands.py writes resources/commands.json anew"
            assert told.get_help(stood_in) == real.get_help(given), words


@pytest.mark.usefixtures("pseudo")
def test_the_language_is_chosen_by_option_variable_setting_and_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in (VARIABLE, "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def spoken(*arguments: str) -> bool:
        speak(arguments)
        monkeypatch.delenv(VARIABLE, raising=False)
        return tr("Options") != "Options"

    assert not spoken("orders", "list")
    assert spoken("--language", TAG, "orders", "list")
    assert spoken(f"--language={TAG}")
    monkeypatch.setenv("LANG", "en_XA.UTF-8@euro")
    assert spoken()
    assert not spoken("--language", "en-GB")
    assert not spoken("--language", "fr")  # it has no catalogue
    assert not spoken("--language", "../../en-XA")
    remember_language("en-GB")
    assert not spoken()
    remember_language(TAG)
    monkeypatch.setenv("LANG", "C")
    assert spoken()
    monkeypatch.setenv(VARIABLE, "en")
    assert not spoken()


def test_a_damaged_setting_or_catalogue_is_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own_catalogues: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for text in ("", "[]", '{"language": 7}', "{"):
        (tmp_path / "packbench").mkdir(exist_ok=True)
        (tmp_path / "packbench" / "user.json").write_text(text)
        assert remembered_language() == ""
    damaged = own_catalogues / "fr" / "LC_MESSAGES" / "packbench.mo"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"no catalogue")
    use_language("fr")
    assert tr("Options") == "Options"
