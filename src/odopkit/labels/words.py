"""By which words tables name totals, the world, the rest and parts, in many languages.

To add a word, write it into the line of its language.  What a word *means* is told in
:mod:`odopkit.labels.kinds`; that a label bears one is never enough to refuse it.
"""

# A table of words in many scripts is full of letters that look like Latin ones.
# ruff: noqa: RUF001

from __future__ import annotations

from typing import Final

# language, kind: words.  A line without a language goes on with the one above.
# "total" and "world" are the whole label; a "head" stands before more words, a "tail"
# behind; "rest" is a whole label too; "of_which" begins one.
#
# Left out, because places, firms or goods bear them: somme (France), verden (Germany), jumla
# (Nepal), soma (Turkey), kita, lain, sh, dar, grand; summa and mundo before more words; totals
# before more words (a dam); all inside (pumps of all types); dont without a colon.
WORDS: Final = """
am total    ድምር, ጠቅላላ
am head     ጠቅላላ
ar total    المجموع, الإجمالي, إجمالي, الاجمالي, مجموع, الكل, الجملة, الإجمالي العام, المجموع الكلي
ar head     إجمالي, مجموع, اجمالي
ar world    العالم, جميع الدول
ar rest     أخرى, اخرى, غيرها, دول أخرى, باقي
ar of_which منها, ومنها, منهم
az total    cəmi, yekun
az head     cəmi
az tail     cəmi
bg total    общо, всичко, сума
bg head     общо
bg tail     общо, всичко
bg rest     други, останали, прочие
bg of_which в т ч, от които, в това число
bn total    মোট, সর্বমোট
bn head     মোট
bn tail     মোট
bn rest     অন্যান্য
cs total    celkem, součet, úhrnem, mezisoučet
cs head     celkem
cs tail     celkem, úhrnem
cs world    svět, celý svět
cs rest     ostatní, jiné, zbytek, ostatní země
cs of_which z toho, v tom
da total    i alt, ialt, total, sum, samlet, alle
da head     i alt
da tail     i alt, ialt
da world    hele verden, hele landet, alle lande
da rest     øvrige, øvrigt, andre, andet, resten, andre lande
da of_which heraf, herunder, hvoraf
de total    gesamt, insgesamt, summe, gesamtsumme, zwischensumme, zusammen, total, alle, insg,
            ges, gesamtausfuhr, gesamtausfuhren, gesamtexport, gesamtexporte, übertrag
de head     gesamt, insgesamt, summe, gesamtsumme, zwischensumme, summe der
de tail     gesamt, insgesamt, zusammen, summe
de world    welt, alle länder
de rest     sonstige, sonstiges, übrige, übriges, andere, anderes, rest, rest der welt,
            übrige länder, sonstige länder, sonstige waren, übrige waren, andere waren
de of_which darunter, davon, hiervon, darin enthalten
el total    σύνολο, γενικό σύνολο, συνολο, μερικό σύνολο, σύνολα
el head     σύνολο, γενικό σύνολο, συνολο
el tail     σύνολο
el world    κόσμος, όλες οι χώρες
el rest     λοιπά, λοιποί, λοιπές, άλλα, άλλες, υπόλοιπα, λοιπές χώρες
el of_which εκ των οποίων, από τα οποία, εκ του οποίου
en total    total, totals, grand total, sub total, subtotal, sub totals, subtotals, overall,
            sum, sum total, all, aggregate, total of above, overall total, total all,
            sum of above, total of the above, total of all, tot, ttl, g total, gtotal, gr total,
            whole state, state as a whole, carried forward, brought forward, carried over,
            brought over, carry forward, total carried forward, total brought forward, c f, b f
en head     total, grand total, sub total, subtotal, sum of, overall total, totals of,
            totals for
en tail     total, totals, grand total, sub total, subtotal, in total, combined total
en world    world, the world, all countries, all partners, whole world, world all
en rest     others, other, all others, all other, rest, the rest, remaining, remainder,
            rest of the world, rest of world, row, other countries, all other countries,
            other products, all other commodities, other commodities, other items,
            all other items, others nes, other states, other districts, other goods,
            all other goods, all other products, other products nes, other commodities nes,
            other goods nes, balance items, balance commodities, remaining products,
            remaining commodities, remaining districts, remaining states, rest of the state,
            rest of state, rest of the districts
en of_which of which, of this, thereof, of these, out of which, o w, incl, including
es total    total, totales, total general, suma, subtotal, total nacional, todos, todas,
            suma total, suma y sigue
es head     total, subtotal, suma de, total general
es tail     total
es world    mundo, el mundo, todos los países, todo el mundo
es rest     otros, otras, otro, resto, los demás, las demás, demás, resto del mundo,
            otros países, otros productos, demás países, resto de países, otras mercancías,
            otros bienes, demás productos, resto de productos
es of_which de los cuales, de las cuales, de ellos, de ellas, del cual, de la cual, del que
et total    kokku, kõik, kokku kõik
et head     kokku
et tail     kokku
et rest     muud, muu, teised, ülejäänud
et of_which sellest, neist
fa total    جمع, جمع کل, مجموع, کل
fa head     جمع کل, جمع
fa world    جهان
fa rest     سایر, دیگر
fi total    yhteensä, kaikki, kaikki yhteensä, välisumma, summa, yhteensä koko maa
fi head     kaikki yhteensä
fi tail     yhteensä
fi world    maailma, koko maa, kaikki maat
fi rest     muut, muu, loput, muut maat
fi of_which josta, siitä, joista, näistä
fr total    total, totaux, ensemble, total general, sous total, tous, toutes, à reporter
fr head     total, sous total, ensemble des, ensemble de la, ensemble du, total general
fr tail     total, ensemble
fr world    monde, monde entier, tous pays, tous les pays
fr rest     autres, autre, reste, reste du monde, divers autres, autres pays, autres produits,
            autres marchandises, autres biens, reste des produits
fr of_which dont
gu total    કુલ
gu head     કુલ
he total    סה"כ, סהכ, סך הכל, סך הכול, סך
he head     סה"כ, סך הכל
he tail     סה"כ
he world    עולם, כל העולם
he rest     אחר, אחרים, אחרות, שאר, יתר
he of_which מזה, מתוכם, מהם
hi total    कुल, योग, कुल योग, महायोग, सभी, सर्वयोग
hi head     कुल
hi tail     योग, कुल
hi world    विश्व, सभी देश
hi rest     अन्य, शेष, अन्य देश, अन्य वस्तुएं, अन्य वस्तुएँ, अन्य उत्पाद, अन्य जिले
hi of_which जिसमें, इसमें से
hr total    ukupno, svega, zbroj, укупно, свега
hr head     ukupno, укупно
hr tail     ukupno, укупно
hr rest     ostali, ostalo, ostale, остало, остали, drugi
hr of_which od toga, od čega, од тога, од чега
hu total    összesen, mindösszesen, együtt, összes, részösszeg
hu head     összesen, összes
hu tail     összesen, együtt
hu world    világ, minden ország
hu rest     egyéb, egyebek, többi, más
hu of_which ebből
hy total    ընդամենը
hy head     ընդամենը
hy tail     ընդամենը
id total    jumlah, total, jumlah keseluruhan, jumlah total, semua, sub jumlah, jumlah besar
id head     jumlah, total, sub jumlah
id tail     total
id world    dunia, semua negara
id rest     lainnya, lain lain, negara lainnya, sisanya
id of_which di antaranya, diantaranya, dimana, termasuk
is total    alls, samtals
is head     samtals
is tail     alls, samtals
is rest     aðrir, önnur, annað
is of_which þar af
it total    totale, totale generale, totali, subtotale, somma, in complesso, complesso, tutti,
            tutte
it head     totale, subtotale, totale generale
it tail     totale, in complesso
it world    mondo, tutti i paesi
it rest     altri, altre, altro, altra, resto, resto del mondo, altri paesi, altri prodotti,
            altri beni, altre merci
it of_which di cui, dei quali, delle quali
ja total    合計, 総計, 計, 小計, 総数, 全国, 総額, 総合計
ja head     全国
ja tail     合計, 総計, 小計
ja world    世界, 全世界, 世界計
ja rest     その他, 他, その他の国, その他の品目
ja of_which うち, 内
ka total    სულ, ჯამი
ka head     სულ
ka tail     სულ
kk total    барлығы, жиыны
kk head     барлығы
kk tail     барлығы
kn total    ಒಟ್ಟು
kn head     ಒಟ್ಟು
ko total    합계, 총계, 소계, 계, 전체, 전국, 총합계, 총합, 합
ko tail     합계, 총계, 소계
ko world    세계, 전세계, 전 세계
ko rest     기타, 그 외, 그외, 기타 국가
ko of_which 그중, 이중, 그 중, 이 중
lt total    iš viso, viso
lt head     iš viso
lt tail     iš viso
lt rest     kiti, kitos, likusios
lt of_which iš jų, iš to
lv total    kopā, pavisam, pavisam kopā
lv head     kopā, pavisam
lv tail     kopā
lv rest     citi, citas, pārējie
lv of_which tai skaitā, no tiem, no kuriem
ml total    ആകെ
ml head     ആകെ
mr total    एकूण, बेरीज
mr head     एकूण
mr tail     एकूण
ne total    जम्मा, कुल जम्मा
ne head     जम्मा
ne tail     जम्मा
ne rest     अन्य
nl total    totaal, subtotaal, eindtotaal, alle
nl head     totaal, subtotaal
nl tail     totaal
nl world    wereld, alle landen
nl rest     overige, overig, andere, rest, rest van de wereld, overige landen
nl of_which waarvan, waaronder
no total    i alt, totalt, sum, til sammen, alle
no head     i alt, sum
no tail     i alt, totalt
no rest     andre, øvrige, annet, resten, andre land
no of_which herav, hvorav
or total    ମୋଟ
or head     ମୋଟ
pa total    ਕੁੱਲ, ਜੋੜ
pa head     ਕੁੱਲ
pl total    razem, ogółem, suma, łącznie, ogolem, lacznie
pl head     razem, ogółem, suma
pl tail     razem, ogółem, łącznie
pl world    świat, wszystkie kraje
pl rest     pozostałe, pozostali, inne, reszta, pozostałe kraje
pl of_which w tym, z tego
pt total    total, totais, total geral, subtotal, todos, todas
pt head     total, subtotal, total geral
pt tail     total
pt world    mundo, todos os países
pt rest     outros, outras, demais, restante, resto, resto do mundo, outros países,
            demais países, outros produtos, demais produtos
pt of_which dos quais, das quais, do qual, da qual, sendo
ro total    total, total general, subtotal, toate
ro head     total, subtotal
ro tail     total
ro world    lumea, toate țările
ro rest     altele, alții, restul, alte țări
ro of_which din care
ru total    всего, итого, сумма, итог, все, всего по россии
ru head     всего, итого
ru tail     всего, итого
ru world    мир, весь мир, все страны
ru rest     прочие, прочее, другие, остальные, остальное, прочие страны, другие страны,
            прочие товары, другие товары, остальные товары
ru of_which в том числе, в т ч, из них, из него, из нее
si total    එකතුව, මුළු එකතුව
sk total    spolu, celkom, súčet, úhrnom
sk head     spolu
sk tail     spolu, celkom
sk rest     ostatné, iné, zvyšok
sk of_which z toho, v tom
sl total    skupaj, skupno, vsota
sl head     skupaj
sl tail     skupaj
sl rest     ostali, ostalo, drugo, druge
sl of_which od tega
sq total    gjithsej, totali, shuma
sq head     gjithsej
sq tail     gjithsej
sv total    totalt, total, summa, samtliga, delsumma, alla
sv head     totalt, samtliga
sv tail     totalt, summa
sv world    världen, hela världen, riket, hela riket
sv rest     övriga, övrigt, andra, resten, övriga länder
sv of_which därav, varav
sw total    jumla kuu
sw head     jumla ya
ta total    மொத்தம், கூடுதல்
ta head     மொத்த
ta rest     மற்றவை
te total    మొత్తం, మొత్తము
te head     మొత్తం
th total    รวม, รวมทั้งหมด, รวมทั้งสิ้น, ทั้งหมด, ยอดรวม
th head     รวม
th world    โลก, ทั่วโลก
th rest     อื่นๆ, อื่น ๆ, ประเทศอื่นๆ
th of_which ในจำนวนนี้
tr total    toplam, genel toplam, ara toplam, tümü, genel
tr head     toplam, genel toplam, ara toplam
tr tail     toplamı, toplam
tr world    dünya, tüm ülkeler
tr rest     diğer, diğerleri, diğer ülkeler, geri kalan
tr of_which bunun, bunların, içinde, bundan
uk total    всього, усього, разом, підсумок, всі
uk head     всього, усього, разом
uk tail     всього, усього, разом
uk world    світ, усі країни
uk rest     інші, інше, решта, інші країни
uk of_which у тому числі, в тому числі, з них, у т ч
ur total    کل, میزان, مجموعہ, کل میزان
ur head     کل
ur rest     دیگر
uz total    jami
uz head     jami
uz tail     jami
vi total    tổng, tổng số, tổng cộng, tổng trị giá, cả nước, cộng
vi head     tổng số, tổng cộng, tổng trị giá, tổng kim ngạch
vi tail     tổng cộng
vi world    thế giới
vi rest     khác, các nước khác, nước khác, còn lại, hàng hóa khác
vi of_which trong đó
zh total    合计, 总计, 小计, 总和, 总数, 共计, 合計, 總計, 小計, 總數, 全国, 全國, 全部
zh head     全国, 全國, 总计, 總計, 合计, 合計
zh tail     合计, 合計, 总计, 總計, 小计, 小計
zh world    世界, 全世界, 全球, 所有国家
zh rest     其他, 其它, 其餘, 其余, 其他国家, 其他國家, 其他商品
zh of_which 其中
"""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Whole labels of national tables and of lists of everything.
EVERYTHING: Final = frozenset(
    f"all {noun}"
    for noun in _listed(
        "india states districts commodities products countries provinces regions industries "
        "sectors partners goods items merchandise ages categories groups modes areas units "
        "origins destinations ports companies types persons households markets municipalities "
        "departments prefectures counties zones divisions cities places exports imports "
        "chapters sections"
    )
)

# What may stand behind a last word: "India's Total Export".
OF_TRADE: Final = _listed(
    "export exports import imports trade value values estimate estimates amount amounts "
    "exportations exportaciones importaciones exportações importações merchandise"
)

# A list that is cut short: "Top 5", "les 10 premiers".
TOP: Final = _listed("top first premiers premières primeros primeras größten maiores")
TOP_SIGNS: Final = ("上位", "前")
NUMBERS: Final = _listed("two three four five six seven eight nine ten twenty fifty hundred")

SHARES: Final = frozenset(("%share", "% share", "share %", "% of total", "percentage share"))

# A firm may be called Total; behind the word stands what kind of firm it is.
FIRMS: Final = _listed(
    "sa se ltd limited inc llc llp plc gmbh ag nv bv spa srl pvt co company corp corporation "
    "energies kg oyj ab asa sas sarl"
)

# Beside its own parts the name of a country is a total; alone it is a place.
COUNTRIES: Final = frozenset(
    name.strip()
    for name in """
india, bharat, china, japan, korea, republic of korea, south korea, indonesia, thailand, viet nam,
vietnam, malaysia, philippines, bangladesh, pakistan, nepal, sri lanka, bhutan, myanmar, cambodia,
lao pdr, mongolia, kazakhstan, uzbekistan, kyrgyzstan, tajikistan, turkmenistan, afghanistan, iran,
iraq, israel, jordan, lebanon, saudi arabia, yemen, oman, turkey, türkiye, turkiye, armenia,
azerbaijan, russia, russian federation, ukraine, belarus, moldova, poland, polska, czechia,
czech republic, česko, slovakia, slovensko, hungary, magyarország, romania, românia, bulgaria,
greece, serbia, croatia, hrvatska, slovenia, albania, italy, italia, france, germany, deutschland,
austria, österreich, switzerland, schweiz, suisse, belgium, belgië, belgique, netherlands,
nederland, denmark, danmark, sweden, sverige, norway, norge, finland, suomi, iceland, ísland,
estonia, eesti, latvia, latvija, lithuania, lietuva, ireland, united kingdom, great britain, uk,
spain, españa, espana, portugal, united states, united states of america, usa, us, canada, mexico,
méxico, guatemala, honduras, el salvador, nicaragua, costa rica, panama, panamá, cuba,
dominican republic, haiti, colombia, venezuela, ecuador, peru, perú, bolivia, chile, argentina,
uruguay, paraguay, brazil, brasil, morocco, maroc, algeria, algérie, tunisia, tunisie, egypt,
libya, sudan, ethiopia, eritrea, kenya, uganda, tanzania, rwanda, burundi, zambia, zimbabwe, malawi,
mozambique, moçambique, angola, namibia, botswana, south africa, lesotho, eswatini, madagascar,
mauritius, senegal, sénégal, mali, niger, nigeria, ghana, togo, benin, bénin, burkina faso,
côte d'ivoire, ivory coast, liberia, sierra leone, guinea, guinée, gambia, cameroon, cameroun,
chad, tchad, gabon, congo, australia, new zealand, fiji, papua new guinea
""".replace("\n", " ").split(",")
)
