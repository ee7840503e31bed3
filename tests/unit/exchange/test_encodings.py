"""Encodings: chosen, found out, and doubted where words look misread."""

import pytest

from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.encodings import named_encoding
from packbench.exchange.kinds import PRODUCTS
from packbench.exchange.profiles import Profile
from packbench.exchange.reader import Reading, open_table
from packbench.exchange.reading import read_records
from packbench.exchange.reject_file import write_rejects
from packbench.words.refusals import told

WORDS = {
    "cp1250": ("Łucja Żak, Łódź", "Windows-1250"),
    "cp1251": ("Иван Петров", "Windows-1251"),
    "cp1254": ("Şahin, İstanbul", "Windows-1254"),
    "mac-roman": ("Café Größe", "Mac Roman"),
    "mac_roman": ("Müller Bäcker", "Mac Roman"),  # accents as second letters only
}


@pytest.mark.parametrize("codec", WORDS)
def test_words_that_look_misread_are_told(make_file: MakeFile, codec: str) -> None:
    words, name = WORDS[codec]
    path = make_file(f'sku,name\nA,"{words}"\n'.encode(codec))
    first, doubt = map(told, open_table(path).notes)
    assert first == "The file was read as Windows-1252."
    option = name.lower().replace(" ", "-")
    assert f"(--encoding {option})" in doubt
    chosen = open_table(path, Reading(encoding=named_encoding(option)))
    assert [cells for _, cells in chosen.rows()] == [["A", words]]
    assert tuple(map(told, chosen.notes)) == (f"The file was read as {name}.",)


WESTERN = (
    "Jürgen Müller, Bjørn Ærø, Ålborg, façade naïve, Œuvre cœur, L'Haÿ, O´Neil, ½ €5 £12, señor,"
    " ¿Qué? ¡Hola!, Où più così, 3ª planta, m² m³, Žižek, groß–klein, O’Brien, 20°C, Lego®, 5×7"
)


@pytest.mark.parametrize("codec", ["cp1252", "utf-8"])
def test_western_words_are_not_doubted(make_file: MakeFile, codec: str) -> None:
    table = open_table(make_file(f'sku,name\nA,"{WESTERN}"\n'.encode(codec)))
    assert not any("letters" in told(note) for note in table.notes)


def test_letters_that_were_written_as_two_are_told(make_file: MakeFile) -> None:
    text = "sku,name\nA,Müller Köln\n".encode().decode("cp1252")
    (doubt,) = map(told, open_table(make_file(text)).notes)
    assert "“MÃ¼ller”, “KÃ¶ln”" in doubt


def test_letters_that_were_lost_are_told(make_file: MakeFile) -> None:
    (doubt,) = map(told, open_table(make_file("sku,name\nA,M\ufffdller\n")).notes)
    assert doubt.startswith("Some letters were lost before the file came here (“M\ufffdller”)")


def test_utf_8_that_is_read_as_chosen_is_told(make_file: MakeFile) -> None:
    chosen = Reading(encoding=named_encoding("windows-1252"))
    path = make_file("sku,name\nA,Müller\n".encode())
    first, doubt = map(told, open_table(path, chosen).notes)
    assert first == "The file was read as Windows-1252."
    assert doubt.startswith(
        "The file was read as Windows-1252, as chosen, but by its bytes it is UTF-8."
    )
    plain = make_file(b"sku,name\nA,Muller\n")
    assert len(open_table(plain, chosen).notes) == 1


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_wide_letters_need_no_choice(make_file: MakeFile, codec: str) -> None:
    table = open_table(make_file("sku,name\nA,Łucja\n".encode(codec)))
    assert [cells for _, cells in table.rows()] == [["A", "Łucja"]]


def test_a_mark_at_the_beginning_is_believed_more_than_a_choice(make_file: MakeFile) -> None:
    path = make_file("sku,name\nA,Äpfel\n".encode("utf-8-sig"))
    table = open_table(path, Reading(encoding=named_encoding("windows-1250")))
    assert [cells for _, cells in table.rows()] == [["A", "Äpfel"]]


def test_an_encoding_that_does_not_fit_is_refused(make_file: MakeFile) -> None:
    path = make_file("sku,name\nA,Äpfel\n".encode("cp1252"))
    with pytest.raises(Refusal) as caught:
        open_table(path, Reading(encoding=named_encoding("utf-8")))
    assert caught.value.code is Code.FILE_ENCODING
    assert (caught.value.params["line"], caught.value.params["encoding"]) == (2, "UTF-8")


@pytest.mark.parametrize("name", ["Windows-1250", "windows-1250", "cp1250", " CP1250 ", "win-1250"])
def test_an_encoding_has_many_names(name: str) -> None:
    if name == "win-1250":
        with pytest.raises(Refusal) as caught:
            named_encoding(name)
        assert caught.value.code is Code.ENCODING_UNKNOWN
    else:
        assert named_encoding(name).codec == "cp1250"


@pytest.mark.parametrize(
    "name", ["base64", "rot13", "idna", "unicode_escape", "", "nonsense", "a" * 500, "ä"]
)
def test_what_is_no_encoding_of_text_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        named_encoding(name)
    assert caught.value.code is Code.ENCODING_UNKNOWN


def test_a_profile_sets_the_encoding_and_rejected_rows_stay_readable(make_file: MakeFile) -> None:
    profile = Profile.model_validate(
        {
            "title": "Poland",
            "encoding": "windows-1250",
            "quoting": "none",
            "kinds": {
                "products": {"columns": {"sku": "sku", "name": "name", "weight_g": "weight_g"}}
            },
        }
    )
    path = make_file('sku;name;weight_g\nA;Świeca 12";x\n'.encode("cp1250"))
    parsed = read_records(PRODUCTS, path, profile=profile)
    written = write_rejects(parsed.table, parsed.rejected)
    written.write_text(written.read_text(encoding="utf-8").replace(",x", ",5"), encoding="utf-8")
    (record,) = read_records(PRODUCTS, written, profile=profile).records
    assert (record.fields.name, record.fields.weight_g) == ('Świeca 12"', 5)
