"""No word that a command answers is outside of the catalogue: tables, sentences, refusals."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from helpers.command_tree import names
from helpers.cups_server import Cups
from helpers.databases import sqlite_database
from helpers.pseudo import literals
from packbench.cli.app import command_tree, run
from packbench.cli.session import Session
from packbench.domain.orders import OrderStatus
from packbench.domain.printers import PrintKind
from packbench.engine.command.context import Context
from packbench.services.importing.files import IMPORTABLE
from packbench.services.office.exporting import EXPORTABLE
from packbench.settings import SHARED

FILES = {
    "w.csv": "code,name,countries,kind\nW1,N1,*,physical\nW2,N2,DE,physical\nV1,N3,*,virtual\n",
    "p.csv": "sku,name,backorder,available_from,supplier\nA1,N4,backorder,,S1\nB1,N5,no,,\n"
    "C1,N6,preorder,2099-01-01,\nK1,N7,backorder,,\n",
    "k.csv": "kit_sku,component_sku,quantity\nK1,A1,2\n",
    "sup.csv": "code,name\nS1,N8\n",
    "sp.csv": "supplier,sku,supplier_sku,unit_cost\nS1,A1,X1,2.50\n",
    "s.csv": "warehouse,sku,quantity\nW1,A1,20\nW1,B1,1\nW2,A1,3\n",
    "o.csv": "order_number,sku,quantity,country,customer_name\n"
    + "".join(f"O{n},A1,{n},AT,N9\n" for n in range(1, 8))
    + "O8,B1,4,AT,N9\nO9,X9,1,AT,N9\nO10,A1,1,,N9\nO11,C1,2,DE,N9\nO12,K1,1,DE,N9\n",
    "bad.csv": "order_number,sku,quantity,country,ordered_at,unknown_column\n"
    "Q1,A1,x,AT,,\nQ2,A1,1,Nowhere,,\nQ3,A1,1,AT,yesterday,\n,A1,1,AT,,\n",
    "worse.csv": "order_number,sku\nQ1,A1\n",
    "empty.csv": "",
}
WORK = """
import warehouses w.csv
import suppliers sup.csv
import products p.csv
import kits k.csv
import supplier-products sp.csv
import stock s.csv
import orders o.csv
import orders o.csv
import orders bad.csv
import orders worse.csv
import orders empty.csv
import orders nowhere.csv
import dreams o.csv
allocate --dry-run
allocate
orders list
orders list --status ready
orders show O1
orders show O8
orders show O12
orders explain O1
orders explain O8
orders show NOBODY
orders hold O1 --reason R1
orders hold O1 --reason R1
orders resume O1
orders priority O2 5
orders cancel O3
orders cancel O3
orders restore O3
orders split O4 --line 1 --quantity 1
orders clone O5
orders merge O6 O7
orders merge O6 O8
orders deallocate O2
orders deallocate O2
orders reallocate O5
orders reallocate O5 --dry-run
orders reroute O5 W2
orders reroute O1 V1
orders replan
views save Late --tab orders --filter status=ready --sort units --column number --column units
views save Late --tab orders
views list
views show Late --tab orders
views share Late --tab orders
views rename Late --tab orders Overdue
views rename Overdue --tab orders Late
views share Late --tab orders --stop
views export Late --tab orders --out late.csv
views export None --tab orders --out late.csv
views delete Late --tab orders
orders pay O1
orders edit O10 --country AT --street N7 --add A1:1 --dry-run
orders edit O10 --country Nowhere --add A1:1:x
orders edit O10 --line 1 --sku A9
orders edit O10 --line 1
orders edit O10 --remove 1
orders edit O3 --street N7
orders new --line A1:1 --line B1:99 --country AT --dry-run
orders new --line A1:1 --number O1
backorders list
backorders substitute B1 --order O5 --sku A1
backorders release
backorders mark O1 --line 1
backorders release --order O1
backorders purchase
backorders drop-ship --order O1 --dry-run
stock list
stock receive W1 A1 5
stock receive W1 A1 0
stock receive W9 A1 5
stock receive V1 A1 5
stock receive W1 K1 5
stock receive W1 A1 many
stock adjust W1 A1 -1 --reason gone --dry-run
stock quarantine W1 A1 1 --reason X7
stock quarantine W1 A1 9999 --reason X7
stock release W1 A1 9999
stock release W1 A1 1
stock sheet bad.csv
stock levels W1 A1
stock levels W1 A1 --safety 1
stock levels W1 A1 --safety x
stock levels W2 B1 --safety 1
orders max-warehouses O5 --limit 1
orders max-warehouses O5 --limit 1
orders exclude O5 --warehouse W1
orders exclude O5 --warehouse W1
orders include O5 --warehouse W1
orders include O5 --warehouse W1
orders field O5 --name none --value x
products picture A1
products picture A1 bad.csv
orders shipping O5 no-such
channels new N11 --name N12 --ship-partial no --exclusions W2:A1 --listings X7=A1
channels edit N11 --listings X7
channels rules new N11 A1 --rule max --value 3 --min-rule percent --min-value 50
channels rules edit N11 A1 --value 2
channels why A1
channels why A1 --rule percent:40
channels exclude W1 --channel N11 --sku A1
channels exclusions
channels include W1 --channel N11 --sku A1
channels stock N11
channels history N11 --sku A1
channels rules delete N11 A1
channels token N11
channels tokens
channels arrivals
channels shipments N11 --peek
channels deactivate N11
channels list
shipping methods new N13 --name N14
shipping methods deactivate N13
supplier-products list
supplier-products edit S1 A1 --pack-size 6
po suggest
po suggest --why A1
po suggest --all
po auto --dry-run
pick-bins new W1 FLOOR A1 --minimum 1 --maximum 9
pick-bins list
replenish plan W1
replenish plan W9
replenish list
replenish done RP1
replenish cancel RP1
replenish paper
replenish advice W1
reorder-rules new W1 A1 --point 5000
reorder-rules list
po suggest --draft
suppliers deactivate S1
suppliers activate S1
stock packs A1
stock packs A1 12*BOX-1 --picked-in 12
stock packs A1 12
stock packs A1 6*X1 --none
stock adjust W1 A1 -1 --reason R1
stock adjust W1 A1 -1000 --reason R1
stock adjust W1 A1 0 --reason R1
stock count W1 A1 9
stock damage W1 A1 1
stock damage W1 A1 1000
stock move W1 A1 1 --from FLOOR --to NOWHERE
stock transfer A1 1 --from W1 --to W2
stock transfer A1 1 --from W1 --to W1
stock history A1
whatif --receive W1:A1:5
whatif --rule allocation.queue_policy=complete_first
dashboard --warehouse W1
dashboard --days 90
sweep
clock
clock --confirm
po create --supplier S1 --warehouse W1 --line A1:5:2.50
po create --supplier S1 --warehouse W1 --line A1:5 --expected 2031-01-01 --dry-run
po create --supplier S1 --warehouse W1 --line A1:5:1,2,3
po edit PO1 --line A1:7 --dry-run
po edit PO1 --remove B1
po list
po list --overdue --milestone shipped
po show PO1
po receive PO1
po authorize PO1
po milestone PO1 --milestone shipped --day 2031-01-01
po attach PO1 --path nowhere.pdf
po send PO1 --out sent
po confirm PO1 --expected 2031-01-01 --dry-run
po cancel PO1 PO9
po shipped PO1 --tracking JD1
po clone PO1 --dry-run
documents purchase-order PO1 --out po.pdf
po receive PO1 --line A1:2
po receive PO1 --line A1:100
receiving expected
receiving expected --item A1
receiving open PO1 --note N77
receiving scan RC2 A1
receiving scan RC2 A1 --damaged R1
receiving scan RC2 NOWHERE
receiving take-back RC2
receiving note RC2 N78
receiving take-over RC2
receiving show RC2
receiving book RC2
receiving list
receiving correct RC2 A1:0 --preview
receiving costs RC2 --freight 1 --by quantity --preview
stock value
stock shipped-costs
rates list
rates set USD 0.5
suppliers facts S1
transfers send A1=2 --from W1 --to W2 --note R1
transfers send A1=2 --from W1 --to W1
transfers list
transfers show T-1
transfers receive T-1 A1=9
transfers receive T-1 A1=1
transfers close T-1 --dry-run
transfers cancel T-1
transfers close T-1
stock transfer A1 1 --from W1 --to W2 --in-transit --dry-run
counts new W1 random 3 --blind
counts new W1 zone NOWHERE
counts new W1 abc R1
counts list
counts show CS1
counts enter CS1 FLOOR A1 R1
counts enter CS1 FLOOR A1 9
counts recount CS1 FLOOR
counts post CS1 --preview
counts post CS1
counts cancel CS1
counts accuracy
lots near-expiry
lots trace N99
lots of-order O1
lots serials
receiving put-away
receiving put-away A1 NOWHERE
receiving sheet PO1 --out out.pdf
receiving open PO1
receiving leave RC3
receiving open --warehouse W1
po suggest
po auto
po cancel PO1
po close PO1
pick create --warehouse W1 --max-orders 2
pick list
pick show P1
pick show P9
slips list
slips set N10 --footer N9 --gift slip_too --paper a4
slips set N10 --paper papyrus
slips set N10 --logo nowhere.png
slips set N10 --logo o.csv
slips set N10 --language klingon
slips show N10
slips show N99
slips assign N10 --channel N8
slips rename N10 N11
slips copy N11 N11
slips list
slips export N11 --out out
slips import nowhere.toml
slips import o.csv
slips remove N11
fields new n15 --label N15 --kind choice --choices N16;N17 --required
fields new n15
fields new n18 --of product --kind choice
fields new n19 --of product --label N19 --on-slip --dry-run
fields list
fields list --of product
fields show n15
fields edit n15 --label N20 --listed
fields edit n15 --choices N16
orders edit O10 --field n15=N21
orders edit O10 --field n15=N16
orders edit O10 --field nobody=1
orders show O10
fields delete n15
fields off n15
fields on n15
fields delete n22
products set A1
products set A1 --hs-code 12
products set A1 --origin Nowhere --weight 0
products set A1 --customs-value 0
products set A1 --hs-code 610910 --origin PT
documents gift-slip O1-1
documents customs O1-1
documents customs O1-1 --form cn22
documents customs O1-1 --form cn22 --paper papyrus
documents pick-list P1 --out out
documents packing-slip O1-1 --out out
boxes set BX1 --inside 200x100x50 --material A1 --weight 80
boxes set BX2 --inside 1x2
boxes list
boxes remove BX9
pack show O1-1
documents packing-slip O99-1 --out out
documents packing-slip O1-1 --out out --print
documents packing-slip O1-1 --print
documents labels products A1 --out out
documents labels products A1 --out out
documents labels products A1 --size 2x7
documents labels totes --dpi 100
documents labels locations --zone Z9
documents labels badges X9
printers list
printers use labels X1 --format zpl --dpi 203
printers use labels X9
printers use labels X1 --copies 100
printers use pick-list X1 --format zpl
printers list
printers test X1
documents labels totes --print
printers queue
printers again 1
printers again 99
printers save 1 --out out
printers cancel 1
printers forget labels
settings list
settings get allocation.ratings
settings set documents.paper letter
settings set documents.paper papyrus
settings set nothing x
undo
undo --command 99999
undo --command 1
db info
db check
db upgrade
db backup copy.db
db backup copy.db
db backup --daily
db backup --daily
db backup
db verify copy.db
db verify o.csv
db verify nowhere.db
db restore o.csv
language
language fr
log --incident 12345678
export orders out.csv
export dreams out.csv
export orders nowhere/x/out.csv
orders
orders fly
orders show
orders show O1 O2
orders list --nothing
orders list --limit x
orders list --status dreaming
orders show --
batch batch
"""
# A document is called by its file's name, which is the same in every language.
DATA = {"Nowhere", "yesterday", "nothing", "sqlite", "tote-labels", "Late"}
COLUMNS = {"quantity", "country", "units"}
VALUES = {choice for setting in SHARED for choice in setting.choices} | {"off"}


@pytest.fixture
def session(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    def never(*_: object) -> NoReturn:
        raise AssertionError

    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    with sqlite_database(sqlite_template, tmp_path) as database:

        def open_context(_url: str, _operator: str, _station: str) -> Context:
            return Context(database, operator="OP", station="ST")

        yield Session(open_context, lambda _: None, never, never, database.url)


@pytest.mark.usefixtures("pseudo")
def test_all_answers_are_translated(
    session: Session, capsys: pytest.CaptureFixture[str], cups: Cups
) -> None:
    cups.add("X1")
    known = {
        *PrintKind,
        *names(command_tree()),
        *IMPORTABLE,
        *EXPORTABLE,
        *OrderStatus,
        *DATA,
        *COLUMNS,
        *VALUES,
    }
    wrong = {}
    for line in WORK.strip().splitlines():
        if line == "printers queue":
            cups.wait_until_printed()
        run(session, shlex.split(line))
        told = capsys.readouterr()
        typed = known | set(line.replace("=", " ").replace(".", " ").split())
        if found := literals(told.out + told.err, typed):
            wrong[line] = found
    assert wrong == {}
