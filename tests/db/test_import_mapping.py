"""Foreign columns: guessed by names and contents, mapped by hand, kept for the same layout."""

from pathlib import Path

import pytest

from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.exchange.forms import DateForm, DecimalMark
from packbench.exchange.mapping import ColumnMap
from packbench.services.importing.files import ImportRequest, ImportResult, import_file
from packbench.services.importing.mapping import MappingLook, look_at_columns
from packbench.services.importing.mappings_kept import forget_mapping, list_mappings
from packbench.services.office.undo import undo
from packbench.services.orders.looking import OrderFilter, find_orders, get_order

HEADERS = {
    "en": "Order no.,SKU,Qty,Customer,E-mail,Shipping address,Zip,City,Country,Unit price,"
    "Order date",
    "de": "Bestellnummer,Artikelnr,Menge,Kunde,E-Mail,Lieferstraße,PLZ,Ort,Land,Einzelpreis,"
    "Bestelldatum",
    "fr": "N° de commande,Référence,Quantité,Destinataire,Courriel,Adresse,Code postal,Ville,Pays,"
    "Prix unitaire,Date de commande",
    "es": "Número de pedido,Código,Cantidad,Cliente,Correo electrónico,Dirección,Código postal,"
    "Ciudad,País,Precio unitario,Fecha de pedido",
    "it": "Numero ordine,Codice articolo,Quantità,Destinatario,E-mail,Indirizzo,CAP,Città,Paese,"
    "Prezzo unitario,Data ordine",
    "nl": "Bestelnummer,Artikelcode,Aantal,Klant,E-mailadres,Straat,Postcode,Plaats,Land,Prijs,"
    "Besteldatum",
    "pl": "Numer zamówienia,Kod produktu,Ilość,Klient,Adres e-mail,Ulica,Kod pocztowy,Miasto,Kraj,"
    "Cena jednostkowa,Data zamówienia",
}
OURS = (
    *("order_number", "sku", "quantity", "customer_name", "customer_email", "street"),
    *("postal_code", "city", "country", "unit_price", "ordered_at"),
)
ROW = 'B-1,A-1,2,Ann,a@x.com,Str. 1,08010,Graz,Österreich,"1.234,50 €",27.11.2026\n'


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def looked(context: Context, path: Path, text: str, **options: object) -> MappingLook:
    path.write_text(text, encoding="utf-8")
    return look_at_columns(context, "orders", path, **options)  # type: ignore[arg-type]


def load(context: Context, path: Path, look: MappingLook, **options: object) -> ImportResult:
    request = ImportRequest("orders", path, mapping=look.mapping, **options)  # type: ignore[arg-type]
    return import_file(context, request)


@pytest.mark.parametrize("language", HEADERS)
def test_columns_are_guessed_in_many_languages(
    context: Context, table: Path, language: str
) -> None:
    look = looked(context, table, f"{HEADERS[language]}\n{ROW}")
    assert tuple(look.mapping.columns.values()) == OURS
    result = load(context, table, look)
    assert (result.imported, result.rejects) == (1, [])
    order = get_order(context, "B-1")
    assert (order.country, order.postal_code) == ("AT", "08010")
    assert f"{order.ordered_at:%Y-%m-%d}" in {"2026-11-26", "2026-11-27"}
    samples = {one.column: one.samples[0].becomes for one in look.columns}
    assert samples["unit_price"] == "1234.50"


def test_contents_tell_what_names_do_not(context: Context, table: Path) -> None:
    products = table.with_name("products.csv")
    products.write_text("sku,name\nA-1,Mug\nA-2,Tee\n", encoding="utf-8")
    import_file(context, ImportRequest("products", products))
    rows = "X-1,A-1,3,a@x.com,Austria,5\nX-2,A-2,1,b@x.com,DE,7\n"
    look = looked(context, table, f"Order,what,how many,to,where,other\n{rows}")
    assert look.mapping.columns == {
        "Order": "order_number",
        "what": "sku",
        "how many": "quantity",
        "to": "customer_email",
        "where": "country",
    }
    assert look.missing == []


def test_a_bill_is_sent_elsewhere(context: Context, table: Path) -> None:
    head = "Order ID,SKU,Quantity,Billing City,Billing Country,Shipping City,Shipping Country"
    look = looked(context, table, f"{head}\n1,A,1,Wien,AT,Graz,DE\n")
    taken = {ours: theirs for theirs, ours in look.mapping.columns.items()}
    assert (taken["city"], taken["country"]) == ("Shipping City", "Shipping Country")
    assert "Billing City" not in look.mapping.columns


@pytest.mark.parametrize(
    ("dates", "form", "said"),
    [
        (("27/11/2026", "01/12/2026"), DateForm.DAY_FIRST, None),
        (("11/27/2026", "12/01/2026"), DateForm.MONTH_FIRST, None),
        (("2026-11-27", "2026-12-01 10:00"), DateForm.ISO, None),
        (("01/12/2026", "02/12/2026"), DateForm.DAY_FIRST, Said.DATES_DOUBTFUL),
        (("27/11/2026", "11/28/2026"), DateForm.DAY_FIRST, Said.DATES_MIXED),
        (("27/11/2026", "soon"), DateForm.DAY_FIRST, Said.DATES_UNREAD),
    ],
)
def test_the_form_of_dates_is_found_out_and_told(
    context: Context, table: Path, dates: tuple[str, str], form: DateForm, said: Said | None
) -> None:
    rows = "".join(f"{number},A,1,{date}\n" for number, date in enumerate(dates, 1))
    look = looked(context, table, f"Order ID,SKU,Qty,Order date\n{rows}")
    assert look.mapping.dates == {"Order date": form}
    assert [one.code for one in look.notes] == ([said] if said else [])
    result = load(context, table, look)
    bad = [2] if said in {Said.DATES_MIXED, Said.DATES_UNREAD} else []
    assert [(one.row, one.column) for one in result.rejects] == [(row, "Order date") for row in bad]
    assert result.imported == 2 - len(bad)


def test_a_form_that_is_chosen_counts(context: Context, table: Path) -> None:
    text = "Order ID,SKU,Qty,Price,Order date\n1,A,1,1.234,01/12/2026\n"
    look = looked(context, table, text)
    mapping = ColumnMap(
        "orders",
        look.mapping.columns,
        {"Order date": DateForm.MONTH_FIRST},
        dict.fromkeys(look.mapping.numbers, DecimalMark.COMMA),
    )
    chosen = look_at_columns(context, "orders", table, wanted=mapping)
    becomes = {one.column: one.samples[0].becomes for one in chosen.columns}
    assert (becomes["ordered_at"], becomes["unit_price"]) == ("2026-01-12", "1234")


@pytest.mark.parametrize(
    ("also", "code"),
    [
        ({"a": "sku", "b": "sku"}, Code.COLUMN_MAPPED_TWICE),
        ({"a": "skuu"}, Code.COLUMN_NOT_OURS),
        ({"z": "sku"}, Code.COLUMN_NOT_THERE),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_by_name(
    context: Context, table: Path, also: dict[str, str], code: Code
) -> None:
    with pytest.raises(Refusal) as refused:
        looked(context, table, "a,b,c\n1,2,3\n", also=also)
    assert refused.value.code is code


def test_without_a_required_column_nothing_comes_in(context: Context, table: Path) -> None:
    look = looked(context, table, "a,b,c\nX-1,B-1,c\n", also={"a": "order_number", "b": "sku"})
    assert look.missing == ["quantity"]
    with pytest.raises(Refusal) as refused:
        load(context, table, look)
    assert (refused.value.code, refused.value.params["columns"]) == (
        Code.COLUMN_NOT_MAPPED,
        "quantity",
    )
    assert find_orders(context, OrderFilter()) == []


def test_a_mapping_is_kept_for_the_same_layout_until_it_is_forgotten(
    context: Context, table: Path
) -> None:
    also = {"a": "order_number", "b": "sku", "c": "quantity"}
    look = looked(context, table, "a,b,c\n1,X,3\n", also=also)
    load(context, table, look, remember=True)
    later = table.with_name("later.csv")
    again = looked(context, later, "c;A;b\n4;2;Y\n")
    assert (again.kept_as, again.missing) == ("table.csv", [])
    assert load(context, later, again).imported == 1
    [kept] = list_mappings(context)
    forget_mapping(context, kept.layout)
    assert list_mappings(context) == []
    undo(context)
    assert list_mappings(context) == [kept]


@pytest.mark.parametrize(
    ("text", "code"), [("", Code.FILE_EMPTY), ("x" * 10_000_000, Code.FIELD_TOO_LONG)]
)
def test_a_file_that_holds_nothing_or_too_much_is_told(
    context: Context, table: Path, text: str, code: Code
) -> None:
    with pytest.raises(Refusal) as refused:
        looked(context, table, text)
    assert refused.value.code is code


def test_a_file_of_headers_only_maps_and_brings_nothing(context: Context, table: Path) -> None:
    look = looked(context, table, "Order ID,SKU,Qty\n")
    assert (look.missing, [one.samples for one in look.columns]) == ([], [[], [], []])
    assert load(context, table, look).imported == 0
