"""What an order was charged beside its lines: imported, compared, taken back, never doubled."""

from decimal import Decimal
from pathlib import Path

import pytest

from helpers.importing import Files, causes, counts
from packbench.domain.outcomes import Said
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.orders import splitting
from packbench.services.orders.looking import get_order

HEAD = "order_number,sku,quantity,country,currency,shipping_method,shipping_charged,discount,tax\n"
ORDER = "O1,A,3,AT,EUR,Express,4.90,1,2.0875\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("products", "sku,name\nA,Apple\n")
    made.load("orders", HEAD + ORDER)
    return made


def amounts(context: Context, number: str) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    order = get_order(context, number)
    return order.shipping_charged, order.discount, order.tax


def test_amounts_are_kept_and_compared_when_the_file_comes_again(
    context: Context, files: Files
) -> None:
    first = (Decimal("4.9"), Decimal(1), Decimal("2.0875"))
    assert amounts(context, "O1") == first
    assert get_order(context, "O1").ship_method == "Express"
    assert counts(files.load("orders", HEAD + ORDER)) == (0, 0, 1, 0)
    changed = HEAD + ORDER.replace(",1,", ",2.50,")
    assert causes(files.load("orders", changed)) == [(1, "order_number", "already_exists")]
    assert counts(files.load("orders", changed, update=True)) == (0, 1, 0, 0)
    assert amounts(context, "O1") == (first[0], Decimal("2.5"), first[2])
    undo(context)
    assert amounts(context, "O1") == first


@pytest.mark.parametrize(
    ("amount", "code"), [("-1", "negative"), ("free", "not_a_number"), ("1,50", "not_a_number")]
)
def test_an_amount_that_is_none_rejects_the_order(files: Files, amount: str, code: str) -> None:
    row = f'O2,A,1,AT,EUR,,"{amount}",,\n'
    assert causes(files.load("orders", HEAD + row)) == [(1, "shipping_charged", code)]


@pytest.mark.usefixtures("files")
def test_a_part_that_is_split_off_was_charged_nothing(context: Context) -> None:
    splitting.split(context, [Chosen("O1", 1, 1)])
    assert amounts(context, "O1/2") == (None, None, None)
    assert amounts(context, "O1") == (Decimal("4.9"), Decimal(1), Decimal("2.0875"))


def test_the_old_name_of_the_shipping_method_is_read(context: Context, files: Files) -> None:
    files.load("orders", "order_number,sku,quantity,ship_method\nO3,A,1,Post\n")
    assert get_order(context, "O3").ship_method == "Post"


def test_a_phone_that_looks_like_a_formula_is_told(files: Files) -> None:
    result = files.load("orders", "order_number,sku,quantity,phone\nO4,A,1,=1+1\n")
    assert [one.code for one in result.told] == [Said.LIKE_A_FORMULA]
    result = files.load("orders", "order_number,sku,quantity,phone\nO5,A,1,+49 30 123\n")
    assert result.told == []
