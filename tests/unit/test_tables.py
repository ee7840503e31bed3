import io

from rich.console import Console

from packbench.cli.session import table


def test_a_table_that_fits_is_written_as_the_library_lays_it_out() -> None:
    rows = [
        ("A-1", 12, "Größe", None, True),
        ("日本 :cat:", 3_456, "a \u2713 [b]", "x", False),
        ("", 0, "e\u0301", "line\nbreak", True),
    ]
    for made in (table(("sku", "units", "name", "", "yes"), rows), table(("nothing", "here"), [])):
        written = io.StringIO()
        console = Console(file=written, width=60, emoji=False)
        console.print(made.laid_out(), highlight=False, markup=False)
        fitting = made.fitting(60)
        assert fitting is not None
        heading, lines = fitting
        assert [heading, *lines] == written.getvalue().splitlines()
    assert table(("sku", "units"), [("A" * 60, 1)]).fitting(60) is None
