"""`packbench fields`, and `--field` of orders and products: what programs get."""

from helpers.command_line import CommandLine


def test_fields_are_defined_filled_in_switched_and_deleted(packbench: CommandLine) -> None:
    (packbench.folder / "p.csv").write_text("sku,name\nA,Apple\n", encoding="utf-8")
    assert packbench("import", "products", packbench.folder / "p.csv").exit == 0
    made = packbench("fields", "new", "colour", "--kind", "choice", "--choices", "Red;Green")
    assert made.document["field"]["choices"] == "Red;Green"
    season = packbench("fields", "new", "season", "--of", "product", "--label", "Season")
    assert season.document["results"][0]["outcome"] == "done"
    new = ("orders", "new", "--line", "A:1", "--number", "N1", "--country", "DE")
    assert packbench(*new, "--field", "colour=red").document["fields"] == {"colour": "Red"}
    wrong = packbench("orders", "edit", "N1", "--field", "colour=pink")
    words = "colour: “pink” is none of Red, Green. Nothing was changed."
    assert (wrong.exit, wrong.error) == (1, ("bad_fields", words))
    edited = packbench("orders", "edit", "N1", "--field", "colour=green")
    assert edited.document["changed"] == ["field:colour"]
    assert packbench("orders", "edit", "N1", "--field", "colour").exit == 2
    product = packbench("products", "edit", "A", "--field", "season=Spring").document["product"]
    assert product["fields"] == {"season": "Spring"}
    assert packbench("products", "list").document["products"][0]["fields"] == {"season": "Spring"}
    assert packbench("fields", "delete", "colour").error[0] == "field_in_use"
    assert packbench("fields", "off", "colour").exit == 0
    assert packbench("orders", "show", "N1").document["fields"] == {}
    assert packbench("fields", "on", "colour").exit == 0
    assert packbench("undo").exit == 0
    found = packbench("fields", "list", "--of", "order").document["fields"]
    assert [(one["name"], one["active"]) for one in found] == [("colour", "no")]
