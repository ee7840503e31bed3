"""Text is made to fit without losing more than it says."""

from hypothesis import given
from hypothesis import strategies as st

from packbench.documents.lines import ELLIPSIS, Style, fit, shrunk, whole, wrap

BODY = Style(8)
texts = st.text(st.sampled_from("abcWi -é日قميצ ที่"), max_size=120)
widths = st.floats(10, 90)


@given(texts, widths)
def test_a_fitted_text_is_never_wider_than_its_field(text: str, width_mm: float) -> None:
    assert BODY.width_mm(fit(text, BODY, width_mm)) <= width_mm + 1e-6


@given(texts, widths, st.integers(1, 4))
def test_wrapped_lines_fit_and_are_no_more_than_allowed(
    text: str, width_mm: float, most: int
) -> None:
    lines = wrap(text, BODY, width_mm, most)
    assert len(lines) <= most
    assert all(BODY.width_mm(line) <= width_mm + 1e-6 for line in lines)


@given(texts, widths)
def test_wrapping_loses_nothing_where_there_is_room(text: str, width_mm: float) -> None:
    lines = wrap(text, BODY, width_mm, 1000)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_cut_is_shown_by_an_ellipsis() -> None:
    long = "GLASS STAR FROSTED T-LIGHT HOLDER"
    assert fit(long, BODY, 30).endswith(ELLIPSIS)
    assert wrap(long, BODY, 20, 2)[1].endswith(ELLIPSIS)
    assert fit("short", BODY, 30) == "short"


def test_lines_break_between_words_and_at_line_ends() -> None:
    assert wrap("one two\nthree", Style(9), 100, 9) == ["one two", "three"]
    assert wrap("one two", Style(9), 8, 9) == ["one", "two"]


def test_a_mark_is_not_cut_off_its_letter() -> None:
    pieces = wrap("ที่ที่ที่ที่ที่ที่", Style(20), 12, 9)
    assert len(pieces) > 1
    assert all(piece.startswith("ท") for piece in pieces)


def test_type_is_set_smaller_down_to_a_least_size() -> None:
    style = Style(14, bold=True)
    assert shrunk("A-1", style, 50, 7) == style
    assert 7 < shrunk("A-01-02-03-04", style, 28, 7).size_pt < 14
    assert shrunk("A" * 60, style, 28, 7).size_pt == 7


def test_a_long_code_stands_whole_on_as_many_lines_as_it_takes() -> None:
    for code, count in (("A-01-02-03-04-05-06-07-08", 2), ("ABCDEFGHIJ" * 10, 6)):
        lines = whole(code, Style(14, bold=True), 28, 7)
        assert {style.size_pt for _, style in lines} == {7}
        assert "".join(text for text, _ in lines) == code
        assert len(lines) >= count


@given(texts, widths)
def test_what_stands_whole_loses_nothing(text: str, width_mm: float) -> None:
    lines = whole(text, Style(12), width_mm, 6)
    assert "".join("".join(piece for piece, _ in lines).split()) == "".join(text.split())
    assert all(style.width_mm(piece) <= width_mm + 1e-6 for piece, style in lines)
