# ruff: noqa: RUF001 - letters of other alphabets are meant
"""Headings, in several languages, and values by which columns with a part in a table are known."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from odopkit.labels.calendars import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A heading is known where it is one of these words, alone or before "code", "name" …:
# a line holds a language or a few.
_HEADINGS: Final = {
    "flow": """
        flow, trade flow, flow type, type of flow, direction, direction of trade,
        trade direction, import export, export import, exp imp, imp exp, trade type,
        type of trade, tradetype, tradeflow,
        warenstrom, handelsrichtung, richtung, verkehrsrichtung, ein ausfuhr, aus einfuhr,
        handelsstrom,
        flux, sens, sens du commerce, type de flux, flujo, tipo de flujo, tipo de comercio,
        fluxo, tipo de fluxo, flusso, tipo di flusso, goederenstroom, handelsstroom, in uitvoer,
        in en uitvoer,
        направление, направление перемещения, поток, торговый поток, akış, akım, ticaret akışı,
        arus, arus perdagangan, jenis perdagangan, व्यापार प्रवाह,
        輸出入, 輸出入区分, 수출입, 수출입구분, 进出口,
        進出口, 贸易方向,
        """,
    "currency": """
        currency, curr, currency unit, unit of currency, value currency, ccy,
        währung, waehrung, devise, monnaie, moneda, divisa, moeda, valuta, munteenheid, валюта,
        para birimi, döviz, mata uang, मुद्रा, 通貨, 통화, 货币, 币制, 幣別,
        """,
    "unit": """
        unit, units, uom, unit of measure, unit of measurement, measurement unit, unit measure,
        unit of value, value unit, units of value, scale, multiplier, unit multiplier,
        unit mult,
        einheit, maßeinheit, masseinheit, unité, unite, unité de mesure, unidad,
        unidad de medida, unidade, unidade de medida, unità, unità di misura, eenheid, единица,
        единица измерения, ед изм, birim, ölçü birimi, satuan, इकाई, 単位, 단위, 单位, 單位,
        """,
    "quantity_unit": """
        uqc, unit of quantity, quantity unit, qty unit, unit qty, unit quantity, uq, qunit,
        unit 1, unit 2, supplementary unit, standard unit, statistical unit,
        mengeneinheit, besondere maßeinheit, unité de quantité, unidad de cantidad,
        unidade estatística, unità di quantità, 数量单位, 数量単位,
        """,
    "measure": """
        measure, measures, indicator, indicators, variable, metric, statistic, item measured,
        series, data type, type of data, particulars of value, measure name, measure names,
        merkmal, indikator, kennzahl, messgröße, indicateur, mesure, indicador, medida,
        variável, indicatore, misura, variabile, показатель, индикатор, gösterge, ölçü,
        indikator, variabel, सूचक, 指標, 指标, 지표, 항목,
        """,
    "year": """
        year, years, yr, fy, financial year, fiscal year, calendar year, ref year,
        reference year, period, year of export, export year, trade year, time period, time,
        annual period, crop year,
        jahr, berichtsjahr, haushaltsjahr, année, annee, an, exercice, año, ano, anio,
        ejercicio, anno, jaar, boekjaar, год, финансовый год, отчетный год, yıl, yil, mali yıl,
        tahun, tahun anggaran, वर्ष, वित्तीय वर्ष, साल, 年, 年度, 年份, 연도, 년도, năm, rok, år,
        """,
    "month": """
        month, months, mon, mth, month of export, ref month, reference month, year month,
        yearmonth, month year, period month,
        monat, berichtsmonat, mois, mes, mês, mese, maand, месяц, ay, bulan, महीना, माह, मास, 月,
        月份, 월, tháng, måned,
        """,
    "quarter": """
        quarter, quarters, qtr, quartal, trimestre, kwartaal, квартал, çeyrek, triwulan,
        kuartal, तिमाही, 四半期, 季度, 분기,
        """,
    "date": """
        date, day, shipping date, sb date, be date, date of export, export date, shipment date,
        leo date,
        datum, tag, fecha, data, jour, giorno, дата, день, tarih, tanggal, दिनांक, तारीख, 日期,
        日付, 날짜, 일자,
        """,
    "rank": """
        rank, ranking, position, serial, serial no, serial number, s no, sno, sl no, slno,
        sr no, srno, sl, sr, no, nr, number, id, row, row id, index, #,
        rang, platz, lfd nr, puesto, posición, rango, orden, posição, classifica, место, номер,
        sıra, sıra no, peringkat, no urut, क्रम, क्रमांक, क्र सं,
        順位, 番号, 순위, 번호, 序号, 序號, 排名,
        """,
    "quantity": """
        quantity, qty, quantities, volume, weight, net weight, gross weight, net wgt, gross wgt,
        netwgt, grosswgt, netweight kg, kg, kgs, tonnes, tons, alt qty, kilograms, unit price,
        price, rate, unit value, share, percentage, percent, growth, change,
        number of shipments, shipments,
        menge, gewicht, eigenmasse, quantité, quantite, poids, masse, cantidad, peso, peso neto,
        quantidade, kg líquido, kg liquido, quantità, quantita, hoeveelheid, gewicht,
        количество, вес, масса, нетто, miktar, ağırlık, jumlah barang, berat, volume, मात्रा,
        वजन, 数量, 重量, 수량, 중량, 수량 중량,
        """,
    "firm": """
        firm, company, exporter, exporter name, importer, importer name, iec, iec code, gstin,
        enterprise, supplier, buyer, consignee, consignor, shipper, establishment, unit name,
        firma, unternehmen, entreprise, société, empresa, exportador, impresa, azienda, bedrijf,
        компания, предприятие, şirket, perusahaan, eksportir, कंपनी, निर्यातक, 企業, 企业, 회사, 기업,
        """,
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_QUALIFIERS: Final = _words(
    """
    id code codes name names desc description label type cd no num
    """
)

# Of such words a second row of headings is made, and no row of data is.
HEADER_WORDS: Final = _words(
    """
    section sections description descriptions commodity commodities product products code codes
    district districts state states country countries partner province region hs sitc chapter
    heading item items name value year exporter reporter warennummer warenbezeichnung land kreis
    produit pays région producto país provincia descripción produto município descrição
    """
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Fold a heading for comparison: small letters, words parted by one blank."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", text))
    kept = "".join(c if c == "#" or unicodedata.category(c)[0] in "LMN" else " " for c in spaced)
    return " ".join(kept.casefold().split())


_KNOWN: Final = {
    plain(word): kind
    for kind, words in _HEADINGS.items()
    for word in words.split(",")
    if word.strip()
}


def kind_of_heading(heading: str) -> str | None:
    """Return what a column is by its heading: ``flow``, ``currency``, ``year`` and so on."""
    words = plain(heading).split()
    while words:
        found = _KNOWN.get(" ".join(words))
        if found is not None:
            return found
        if words[-1] not in _QUALIFIERS:
            return None
        words.pop()
    return None


MOST_KINDS: Final = 40
"""A column of more values is none of flows, currencies or measures."""

# -- values ----------------------------------------------------------------------------
# A label of a flow holds one of these stems: a trade in goods is out, in, or out again.
_FLOW_STEMS: Final = re.compile(
    r"\b(?:re[- ]?)?(?:export|import)(?!er|an|ed|ing)|\b(?:re[- ]?)?(?:exp|imp)\b|^r?[xm]$|"
    r"\b(?:wieder)?(?:ausfuhr|einfuhr)|\b(?:ré|re)?exporta[cçt]|\bimporta[cçt]|"
    r"\b(?:ri)?esporta|\b(?:weder)?uitvoer|\binvoer|экспорт|импорт|ihracat|ithalat|"
    r"\bekspor\b|\bimpor\b|निर्यात|आयात|輸出|輸入|수출|수입|出口|进口|進口",
    re.IGNORECASE,
)
_INWARD: Final = re.compile("imp|einfuhr|invoer|импорт|ithalat|आयात|輸入|수입|进口|進口|^r?m$")
_AGAIN: Final = re.compile("re[- ]?|ré|ri|wieder|weder|r[xm]$")
_CURRENCIES: Final = _words(
    """
    usd inr eur gbp jpy cny rmb chf aud cad sgd hkd aed sar brl mxn rub try idr krw thb myr php
    vnd pkr bdt lkr npr zar ngn kes egp ils pln czk huf sek nok dkk nzd clp cop pen ars uah ron
    dollar dollars euro euros rupee rupees rs pound pounds yen yuan peso pesos real reais rupiah
    $ € £ ₹ ¥ us$
    """
)
_SCALES: Final = _words(
    """
    thousand thousands lakh lakhs lac lacs crore crores cr million millions mill mio mln mn
    billion billions bn mrd milliard tausend mil miles millones milhões milioni milliers
    millionen milliarden тыс тысяч млн млрд bin milyon milyar ribu juta miliar लाख करोड़ हज़ार 千
    万 百万 億 천 백만 억
    """
)
_SHARES: Final = re.compile(
    r"%|\b(?:per ?cent|percentage|pct?|pc|share|growth|change|rank|ratio|index|rate|anteil|"
    r"veränderung|part|variation|variación|variação|participa\w+|quota|aandeel|доля|темп|pay|"
    r"pangsa|हिस्सा|シェア|占比|증감률|비중)\b",
    re.IGNORECASE,
)
_AMOUNTS: Final = re.compile(
    r"\b(?:value|val|amount|fob|cif|quantity|qty|weight|volume|kg|tonnes|wert|menge|gewicht|valeur|"
    r"quantité|poids|valor|cantidad|quantidade|valore|quantità|waarde|hoeveelheid|стоимость|вес|"
    r"количество|değer|miktar|nilai|volume|मूल्य|मात्रा|金額|数量|金额|금액|중량)\b",
    re.IGNORECASE,
)
_QUANTITIES: Final = re.compile(
    r"\b(?:quantity|qty|weight|volume|kg|tonnes|menge|gewicht|quantité|cantidad|quantidade|"
    r"quantità|hoeveelheid|вес|количество|miktar|मात्रा|数量|중량)\b",
    re.IGNORECASE,
)
_QUANTITY_UNITS: Final = _words(
    """
    bag bags bal bales bdl bkl bou box boxes btl bottles bun bunches can cans cbm ccm cms ctn
    cartons doz dozen dozens drm ggk gms gm g gram grams grs gross gyd kgs kg kgm kilogram
    kilograms kilo kilos klr kl kme kilometre ltr l litre litres liter liters mlt mtr m metre
    metres meter meters mts mt nos no number numbers u unt unit units oth pac packs pcs pieces
    piece prs pair pairs qtl quintal quintals rol rolls set sets sqf sqft sqm m2 m3 sqy sqmt tbs
    tgm thd ton tons tonne tonnes tub ugs yds yards crt carat carats ctm kwh mwh gal gallon lb
    lbs stk stück paar t tne nar mtk mtq ltr kn kgn tonnen tonnellate toneladas тонна тонн кг шт
    adet çift buah lusin किलोग्राम टन संख्या 個 台 吨 千克 个 톤 개
    """
)


def _tokens(text: str) -> list[str]:
    return plain(text.replace("$", " usd ").replace("%", " percent ")).split()


def are_flows(values: Iterable[str]) -> bool:
    """Tell whether every value names a direction of trade."""
    return all(_FLOW_STEMS.search(value.replace("_", " ")) is not None for value in values)


def flows_of(text: str) -> frozenset[str]:
    """Name the directions of trade that a title speaks of."""
    found = set()
    for match in _FLOW_STEMS.finditer(text.replace("_", " ")):
        stem = match.group().casefold()
        again = _AGAIN.match(stem) is not None
        found.add(("re-" if again else "") + ("import" if _INWARD.search(stem) else "export"))
    return frozenset(found)


def are_currencies(values: Iterable[str]) -> bool:
    """Tell whether every value is a currency."""
    return all(
        value.casefold() in _CURRENCIES
        or (bool(words := _tokens(value)) and all(w in _CURRENCIES | {"us"} for w in words))
        for value in values
    )


def is_unit_of_value(value: str) -> bool:
    """Tell whether a value is a currency, a multiple of one, or a share."""
    words = _tokens(value)
    known = any(word in _CURRENCIES or word in _SCALES for word in words)
    return known or _SHARES.search(value.replace("_", " ")) is not None


def are_units_of_value(values: Iterable[str]) -> bool:
    """Tell whether every value is a currency or a multiple of one, and nothing else."""
    allowed = _CURRENCIES | _SCALES | {"us", "in", "of"}
    return all(bool(words := _tokens(v)) and all(w in allowed for w in words) for v in values)


def are_units_of_quantity(values: Iterable[str]) -> bool:
    """Tell whether every value counts or weighs goods."""
    return all(
        bool(words := _tokens(value)) and all(word in _QUANTITY_UNITS for word in words)
        for value in values
    )


def are_measures(values: Iterable[str]) -> bool:
    """Tell whether values name amounts, and shares, changes or quantities beside them."""
    given = list(values)
    shares = [v for v in given if _SHARES.search(v)]
    weighed = [v for v in given if _QUANTITIES.search(v)]
    of_both = 0 < len(weighed) < len(given)
    return (bool(shares) or of_both) and all(_SHARES.search(v) or _AMOUNTS.search(v) for v in given)


def are_months(values: Iterable[str]) -> bool:
    """Tell whether every value is the name of a month."""
    return all(month_of(value) is not None for value in values)


def kind_that_splits(heading: str, values: Sequence[str]) -> str | None:
    """Name what a column splits its table by, so that values must not be added over it.

    Values beyond a handful are no directions of trade and no currencies, and numbers no
    measures; units of quantity part no value.
    """
    kind = kind_of_heading(heading)
    if kind not in ("flow", "measure", "currency", "unit") or len(values) < 2:
        return None
    if kind == "unit":
        splits = not are_units_of_quantity(values) and any(map(is_unit_of_value, values))
        return kind if splits else None
    if len(values) > MOST_KINDS:
        return None
    has_words = any(any(c.isalpha() for c in value) for value in values)
    return kind if kind != "measure" or has_words else None
