"""The regions of the world with their countries (ISO 3166), as people look for them."""

from packbench.words.language import mark

REGIONS: tuple[tuple[str, str], ...] = (
    (
        mark("European Union"),
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    ),
    (
        mark("Europe outside of the Union"),
        "AD AL AX BA BY CH FO GB GG GI IM IS JE LI MC MD ME MK NO RS RU SJ SM UA VA XK",
    ),
    (
        mark("North America"),
        "BM CA GL MX PM US",
    ),
    (
        mark("Central America and the Caribbean"),
        (
            "AG AI AW BB BL BQ BS BZ CR CU CW DM DO GD GP GT HN HT JM KN KY LC MF MQ MS NI PA PR "
            "SV SX TC TT VC VG VI"
        ),
    ),
    (
        mark("South America"),
        "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    ),
    (
        mark("Middle East and Caucasus"),
        "AE AM AZ BH GE IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    ),
    (
        mark("Central and South Asia"),
        "AF BD BT IN IO KG KZ LK MV NP PK TJ TM UZ",
    ),
    (
        mark("East and Southeast Asia"),
        "BN CN HK ID JP KH KP KR LA MM MN MO MY PH SG TH TL TW VN",
    ),
    (
        mark("North Africa"),
        "DZ EG EH LY MA SD TN",
    ),
    (
        mark("Africa south of the Sahara"),
        (
            "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW KE KM LR LS MG ML MR MU "
            "MW MZ NA NE NG RE RW SC SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW"
        ),
    ),
    (
        mark("Oceania and Antarctica"),
        "AQ AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    ),
)
"""Every country once: the name of a region, and the codes of its countries."""
