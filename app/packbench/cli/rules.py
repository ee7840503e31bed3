"""`packbench rules …`: what is done by itself to orders that come in, are paid, or wait."""

import enum
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.domain.order_rules import Rule, RuleBody, RuleEvent
from packbench.domain.rule_texts import read_action, read_condition
from packbench.services.documents.writing import Writing
from packbench.services.rules import keeping
from packbench.services.rules.files import document, read_rules_file, rules_text
from packbench.services.rules.keeping import RulesChanged
from packbench.services.rules.trying import LAST, OrderTried, RulesTried, try_rules
from packbench.words.history import change_words
from packbench.words.language import mark, tr, tr_count
from packbench.words.order_rules import (
    EVENTS,
    do_words,
    if_words,
    missing_words,
    rule_words,
    tried_words,
)
from packbench.words.refusals import told

app = typer.Typer(no_args_is_help=True)

_MOST_SHOWN = 50
_Name = Annotated[str, typer.Argument(help=mark("The rule's name."))]
_Names = Annotated[list[str], typer.Argument(help=mark("The rules' names."))]
_When = Annotated[RuleEvent | None, typer.Option("--when", help=mark("When it acts."))]
_If = Annotated[
    list[str] | None,
    typer.Option("--if", help=mark("Such as country=AT,CH · value>=100 · postal_code=80*.")),
]
_Do = Annotated[
    list[str] | None,
    typer.Option("--do", help=mark("Such as shipping=EXPRESS · hold=Call first · add=2*GIFT.")),
]
_HoldsAll = Annotated[
    bool, typer.Option("--holds-all", help=mark("Also one that holds every order."))
]
_Stop = Annotated[
    bool | None,
    typer.Option("--stop/--go-on", help=mark("No later rule sees the orders that it met.")),
]


class ListPlace(enum.StrEnum):
    """Where a rule is moved to, beside a number."""

    UP = "up"
    DOWN = "down"
    FIRST = "first"
    LAST = "last"


@app.callback()
def group() -> None:
    """What is done by itself to orders that come in, are paid, or wait."""


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the rules in the order in which they act."""
    session: Session = context.obj
    found = keeping.rules(session.context())
    rows = [
        (str(one.position), one.name, _on(one), tr(EVENTS[one.body.event]), *_both(one.body))
        for one in found
    ]
    heads = (tr("place"), tr("rule"), tr("on"), tr("when"), tr("if"), tr("then"))
    shown = table(heads, rows) if rows else tr("There is no rule. `rules new` makes one.")
    told = [f"{one.name}: {missing_words(one)}" for one in found if one.missing]
    session.emit({"rules": [_document(one) for one in found]}, shown, *told)


def _both(body: RuleBody) -> tuple[str, str]:
    return if_words(body), do_words(body)


def _on(one: Rule) -> str:
    return tr("on") if one.active else tr("off")


def _document(one: Rule) -> dict[str, object]:
    told = {"sentence": rule_words(one.body), "missing_field": one.missing or None}
    return {"place": one.position, **document(one), **told}


@app.command("show")
def show(context: typer.Context, name: _Name) -> None:
    """Show a rule."""
    session: Session = context.obj
    _emit_rule(session, keeping.rule(session.context(), name))


def _emit_rule(session: Session, one: Rule, *more: str) -> None:
    told = tr("Place {place}, “{name}”, {on}: {sentence}")
    sentence = rule_words(one.body)
    words = told.format(place=one.position, name=one.name, on=_on(one), sentence=sentence)
    session.emit({"rule": _document(one), "told": list(more)}, words, *more)


@app.command("new")
def new(
    context: typer.Context,
    name: _Name,
    when: _When = RuleEvent.IMPORT,
    if_: _If = None,
    do: _Do = None,
    stop: _Stop = None,
) -> None:
    """Make a rule behind all others; it is off until it is switched on."""
    session: Session = context.obj
    body = _body(RuleBody(name, RuleEvent.IMPORT), None, when, if_, do, stop)
    _tell_one(session, keeping.create(session.context(), body))


@app.command("edit")
def edit(
    context: typer.Context,
    name: _Name,
    new_name: Annotated[str | None, typer.Option("--name", help=mark("What it is called."))] = None,
    when: _When = None,
    if_: _If = None,
    do: _Do = None,
    stop: _Stop = None,
    holds_all: _HoldsAll = False,
) -> None:
    """Change what is said of a rule; conditions and actions that are said replace all of them."""
    session: Session = context.obj
    before = keeping.rule(session.context(), name).body
    body = _body(before, new_name, when, if_, do, stop)
    done = keeping.edit(session.context(), name, body, seen=before, holds_all=holds_all)
    _tell_one(session, done)


def _body(
    before: RuleBody,
    name: str | None,
    when: RuleEvent | None,
    if_: list[str] | None,
    do: list[str] | None,
    stop: bool | None,
) -> RuleBody:
    """A rule with what was said of it; an empty condition takes all of them away."""
    changes: dict[str, object] = {"name": name, "event": when, "stop": stop}
    if if_ is not None:
        changes["conditions"] = tuple(read_condition(one) for one in if_ if one.strip())
    if do is not None:
        changes["actions"] = tuple(map(read_action, do))
    told_ = {key: value for key, value in changes.items() if value is not None}
    return replace(before, **told_)  # type: ignore[arg-type]  # each has its field's type


@app.command("on")
def on(
    context: typer.Context,
    names: _Names,
    holds_all: _HoldsAll = False,
) -> None:
    """Switch rules on. Try them first."""
    session: Session = context.obj
    done = keeping.switch(session.context(), names, on=True, holds_all=holds_all)
    _tell(session, done, tr("Switched on: {rules}."))


@app.command("off")
def off(context: typer.Context, names: _Names) -> None:
    """Switch rules off; what they did stays."""
    session: Session = context.obj
    _tell(session, keeping.switch(session.context(), names, on=False), tr("Switched off: {rules}."))


@app.command("move")
def move(
    context: typer.Context,
    name: _Name,
    place: Annotated[str, typer.Argument(help=mark("A number from 1, up, down, first or last."))],
) -> None:
    """Move a rule to another place: rules act in their order."""
    session: Session = context.obj
    one = keeping.rule(session.context(), name)
    last = len(keeping.rules(session.context()))
    places = {
        ListPlace.UP.value: max(one.position - 1, 1),
        ListPlace.DOWN.value: min(one.position + 1, last),
        ListPlace.FIRST.value: 1,
        ListPlace.LAST.value: last,
    }
    wanted = places.get(place) or (int(place) if place.isascii() and place.isdigit() else 0)
    if not 1 <= wanted <= last:
        words = tr("give a number from 1 to {last}, up, down, first or last")
        raise typer.BadParameter(words.format(last=last))
    _tell_one(session, keeping.move(session.context(), name, wanted))


@app.command("delete")
def delete(context: typer.Context, names: _Names) -> None:
    """Delete rules; what they did stays, and histories go on naming them."""
    session: Session = context.obj
    _tell(session, keeping.remove(session.context(), names), tr("Deleted: {rules}."))


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=mark("Ends with .toml or .json."))],
    force: Annotated[bool, typer.Option("--force", help=mark("Replace a file."))] = False,
) -> None:
    """Write all rules to a file, for another shop."""
    session: Session = context.obj
    found = keeping.rules(session.context())
    text = rules_text(found, as_json=file.suffix.lower() == ".json")
    path = Writing(session.context(), file, force).write("rules.toml", text.encode())
    words = tr_count(
        "{count} rule written to {file}.", "{count} rules written to {file}.", len(found)
    )
    told_ = words.format(count=len(found), file=path)
    session.emit({"file": str(path), "rules": len(found)}, told_)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=mark("A file of rules, TOML or JSON."))],
    holds_all: _HoldsAll = False,
) -> None:
    """Take rules in from a file: known ones are written anew, others added, switched off."""
    session: Session = context.obj
    done = keeping.take_in(session.context(), read_rules_file(file), holds_all=holds_all)
    _tell(session, done, tr("Taken in: {rules}."))


@app.command("try")
def try_(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help=mark("One rule; else all that are on."))
    ] = None,
    last: Annotated[int, typer.Option(min=1, max=20_000, help=mark("So many orders."))] = LAST,
) -> None:
    """Tell what rules would have done with the last orders; nothing is changed."""
    session: Session = context.obj
    tried = try_rules(session.context(), name, last=last)
    shown = [_order_row(one) for one in tried.orders[:_MOST_SHOWN]]
    heads = (tr("order"), tr("rules"), tr("would be"))
    people: list[object] = [table(heads, shown)] if shown else []
    more = len(tried.orders) - _MOST_SHOWN
    if more > 0:
        words = tr_count("{count} more order.", "{count} more orders.", more)
        people.append(words.format(count=more))
    session.emit(tried, *people, *_tried(tried))


def _tried(tried: RulesTried) -> list[str]:
    counts = [(one.rule, one.orders, one.holds) for one in tried.rules]
    words = tried_words(counts, tried.looked_at, tried.untouched)
    return [*map(told, tried.told), *words] if tried.told else words


def _order_row(one: OrderTried) -> tuple[str, str, str]:
    return one.order_number, ", ".join(one.rules), " · ".join(map(change_words, one.changes))


def _tell_one(session: Session, done: RulesChanged) -> None:
    one = keeping.rule(session.context(), done.rules[0])
    _emit_rule(session, one, *map(told, done.notes))


def _tell(session: Session, done: RulesChanged, words: str) -> None:
    notes = [told(one) for one in done.notes]
    session.emit(
        {"rules": done.rules, "told": notes}, words.format(rules=", ".join(done.rules)), *notes
    )
