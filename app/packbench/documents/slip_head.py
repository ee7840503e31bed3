"""Where a parcel goes and what it is: address and facts on top of a packing slip.

An address stands whole: in smaller type where it is long, then on more lines, then on a further
page. No line of it is ever cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from packbench.documents.address import Address, address_lines
from packbench.documents.blocks import LABEL, Block, Facts, leading_mm
from packbench.documents.lines import Style, StyledText, described, shrunk, whole, wrap
from packbench.documents.slip_lines import Look
from packbench.documents.surface import Surface
from packbench.words.language import tr

_SMALLER = (1.0, 0.85, 0.7)
_ENOUGH_LINES = 12
_SHARE_OF_WIDTH = 0.8  # how high an address may be on the first page
_FACT_LINES = 8
_LINES_A_PART = 8
_LEAST_PT = 5
_LABEL_MM = 4.0
_ABOVE_RULE_MM, _BELOW_RULE_MM = 1.3, 0.2


def head_blocks(
    ship_to: Address, sender: Address | str | None, facts: Facts, look: Look, language: str
) -> Iterator[Block]:
    """The blocks of sender, recipient and facts; what of a long address is left, follows.

    A sender is an address, or its lines as somebody wrote them.
    """
    lines = _recipient_lines(ship_to, look, language)
    above = whole(_on_one_line(sender, language), look.small, look.ship_to.width_mm, _LEAST_PT)
    room_mm = look.width_mm * _SHARE_OF_WIDTH - len(above) * _sender_step_mm(above)
    count = max(_LINES_A_PART, int(room_mm / _step_mm(look, lines)))
    first, rest = lines[:count], lines[count:]
    top = _Top(look, sender=above, recipient=first, facts=_fact_lines(facts, look))
    yield Block(top.height_mm, top.draw)
    for start in range(0, len(rest), _LINES_A_PART):
        part = rest[start : start + _LINES_A_PART]
        height_mm = _LABEL_MM + len(part) * _step_mm(look, part) + 2
        yield Block(height_mm, partial(_draw_more, look, part))


def _on_one_line(sender: Address | str | None, language: str) -> str:
    if isinstance(sender, str):
        return " · ".join(line.strip() for line in sender.splitlines() if line.strip())
    fields = address_lines(sender, language) if sender else []
    return " · ".join(", ".join(field.splitlines()) for field in fields)


def _recipient_lines(ship_to: Address, look: Look, language: str) -> list[StyledText]:
    """The address in the largest type in which it is not too long, else in the smallest."""
    lines: list[StyledText] = []
    for part in _SMALLER:
        lines = _lines_in(ship_to, look, language, part)
        if len(lines) <= _ENOUGH_LINES:
            break
    return lines


def _lines_in(ship_to: Address, look: Look, language: str, part: float) -> list[StyledText]:
    name, *rest = address_lines(ship_to, language) or [""]
    styled = [(name, _smaller(look.strong, part))]
    styled += [(text, _smaller(look.text, part)) for text in rest]
    return [
        (piece, style)
        for text, style in styled
        for piece in wrap(text, style, look.ship_to.width_mm)
    ]


def _smaller(style: Style, part: float) -> Style:
    return replace(style, size_pt=style.size_pt * part)


def _fact_lines(facts: Facts, look: Look) -> list[tuple[str, StyledText]]:
    """Values beside their names; a value that is too long goes on below, without a name.

    The longest number of an order that there may be stands whole.
    """
    return [
        (name if index == 0 else "", line)
        for name, value in facts
        for index, line in enumerate(
            described(value, look.strong, look.fact.width_mm, _LEAST_PT, _FACT_LINES)
        )
    ]


@dataclass(frozen=True, slots=True)
class _Top:
    """Sender and recipient at the left, as in the window of an envelope; facts at the right."""

    look: Look
    sender: list[StyledText]
    recipient: list[StyledText]
    facts: list[tuple[str, StyledText]]

    @property
    def height_mm(self) -> float:
        """The height of the longer side."""
        lines_mm = _step_mm(self.look, self.recipient) * len(self.recipient)
        left_mm = self._rule_mm + lines_mm + 4.4
        return max(left_mm, self.look.leading_mm * len(self.facts) + 5)

    @property
    def _rule_mm(self) -> float:
        """Where the rule below the sender is; there is room for one line where there is none."""
        more_mm = _sender_step_mm(self.sender) * max(0, len(self.sender) - 1)
        return 3 + more_mm + _ABOVE_RULE_MM

    def draw(self, surface: Surface, y_mm: float) -> None:
        """Draws both sides, their top at `y_mm`."""
        look = self.look
        step_mm = _sender_step_mm(self.sender)
        for index, (text, style) in enumerate(self.sender):
            look.ship_to.write(surface, y_mm + 3 + index * step_mm, text, style)
        if self.sender:
            surface.rule(look.ship_to.x_mm, y_mm + self._rule_mm, look.ship_to.width_mm)
        top_mm = y_mm + self._rule_mm + _BELOW_RULE_MM
        _draw_lines(look, self.recipient, surface, top_mm)
        for index, (name, (text, style)) in enumerate(self.facts):
            baseline_mm = y_mm + 3 + index * look.leading_mm
            named = shrunk(name, look.small, look.fact_name.width_mm, _LEAST_PT)
            look.fact_name.write(surface, baseline_mm, name, named)
            look.fact.write(surface, baseline_mm, text, style)


def _draw_more(look: Look, lines: list[StyledText], surface: Surface, y_mm: float) -> None:
    look.ship_to.write(surface, y_mm + 3, tr("Address, continued"), LABEL)
    _draw_lines(look, lines, surface, y_mm + _LABEL_MM)


def _draw_lines(look: Look, lines: list[StyledText], surface: Surface, top_mm: float) -> None:
    step_mm = _step_mm(look, lines)
    for index, (text, style) in enumerate(lines, start=1):
        look.ship_to.write(surface, top_mm + index * step_mm, text, style)


def _sender_step_mm(lines: list[StyledText]) -> float:
    """A little more than elsewhere: small type of any script is set close here."""
    return leading_mm(lines) * 1.25


def _step_mm(look: Look, lines: list[StyledText]) -> float:
    """The distance of the lines of an address, which is less where they are set smaller."""
    return look.leading_mm * lines[0][1].size_pt / look.text.size_pt
