"""Words to keys: spelling, ending and language folded away, so that two tellings of one thing meet.

A key is the folded stem of a word. Romanised and native spellings, British and American ones, and a few
everyday synonyms of the subject (aircraft, radar, police, diplomacy) share a key. Deterministic; no model.
"""

import re
import unicodedata
from functools import lru_cache

TOKEN = re.compile(r"\d+|[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*")
_SPLIT = re.compile(f"({TOKEN.pattern})")
# Faster by a third, for texts without combining marks; a word may hold figures then.
_SPLIT_WHOLE = re.compile(r"([^\W_]+)")
_MARKS = re.compile(r"[\u0300-\u036f]")
CJK = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")

_STOP_WORDS = """
    a about above across after again against ago all almost alone along already also although always am
    among an and another any anyone are around as ask at away back be became because become been before
    began begin behind being below between both but by call came can cannot come could day did do does done
    down during each either else end enough even ever every far few find first follow for former found from
    full further gave get give go goes going gone good got great had half hand hard has have he hear held
    her here high him himself his hold home how however i if in instead into is it its itself just keep kept
    kind knew know known large last late later lay learn least leave led left less let like line little long
    look lot low made main make man many may me mean men might mile minute month more most mr much must my
    near nearly need never new next no nobody none nor not nothing now of off often old on once one only
    onto open or other others our out over own part people perhaps place point put quite rather reach real
    said same saw say second see seem seen set several shall she should show side since small so some soon
    still stood such take taken tell than that the their them then there these they thing think this those
    though thought three through time to today together told too took toward towards tried try turn two
    under until up upon us use used very want was way we week well went were what when where whether which
    while who whole whom whose why will with within without word work world would year yet you your st nd rd
    th feet foot ft km kilometer kilometre meter metre knot hour minute second day week month mph kmh
"""
STOP = frozenset(_STOP_WORDS.split())

# Of Russian the like may help to tell one moment from another, as the shape of a sentence does; but nobody
# takes one for a reason.
_IDLE_WORDS = """
    без более бы был была были было быть вам вас ведь весь вечера во вот все всего всей всем всех всю вы
    где два две двух день для дней дня до его ее ей ему если есть еще же за затем здесь из или им ими их
    как какой когда которая которого которое которой которые который которых кто куда либо лишь между меня
    минут минуты мне можно мой мы на над надо наш не него нее ней нельзя нем несколько нет нибудь ним ними
    них но ну об один одна однако одного одной он она они оно от очень перед по под позже пока после потом
    почти при про раз ровно сам сама самого со спустя стал стала так также такой там те тем теперь то того
    тоже той только том тот трех три ту тут ты у уже утра хотя час часа часов часы чего чем через что
    чтобы чуть эта эти этим этих это этого этой этом этот эту
"""

# Each line is one key; the first word gives it, and a long one may be begun again. Stems are taken of all,
# so that endings need no listing.
_SAME = """
defense defence
center centre
color colour
neighbor neighbour
maneuver manoeuvre
organization organisation
authorization authorisation
mobilize mobilise
license licence
program programme
aluminum aluminium
story storey
illegal unlawful незаконный
instant momentary momentarily fleeting
embarrassment embarrassing
identify identified
telephone phone rang
meet met
block seal cordon closed shut оцепила оцеплен закрыла
fly flew flown flight
buy bought purchase procure procurement
climb ascend ascent soared набрал набирать набора
descend descent dived dove dropped снизился снижение снижаться
circle circuit orbit looped laps круг кружил
echo blip flicker отметка
overrun overran overshot overshoot выкатился ploughed plowed careered careened skidded hurtled
valve vacuum лампы радиолампы
asylum refuge sanctuary убежище
demand insisted потребовал требовал
answer reply replied response respond unanswered
lorry truck грузовик
swerve dodge collide collision столкновение столкновения столкнулся увернулся
violate violation penetrate intrude
deliver delivery
hide hidden
bring brought
break broke broken
throw threw thrown
build built
steal stole stolen
drive drove driven
write wrote written
land touchdown touched alighted посадка приземлился приземление сел посадил коснулся
take-off takeoff airborne взлетел взлет вылет поднялся
scramble intercept interception поднята
lose lost vanished disappeared faded исчез пропал потерял потеряна
defect defector defection бежал побег перебежчик угон
tire tyre
runway tarmac airstrip strip полоса впп concrete бетонка
antenna aerial антенна mast
pistol handgun gun revolver sidearm firearm weapon пистолет
shot fired shoot выстрел выстрелы выстрелил стрелял
warn caution предупреждение предупредил предупреждали
police cop detective policeman policemen officers constable полиция полицейские
arrest handcuffed detained арест арестован арестовали задержан задержали
embassy посольство
airport airfield aerodrome аэропорт аэродром аэродрома
airliner airbus jetliner лайнер
radar радар рлс
detect picked spotted acquired plotted обнаружил заметил засекли
altitude height высота
cloud overcast murk облака облачность
fuel kerosene топливо горючее petrol gasoline
throttle afterburner
formation wingman wingmen строй строя squadron звена отделился отделившись
entry въезд
hand передали передан передача
missile ракета
fighter interceptor перехватчик истребитель истребители
phantom фантом фантомы
jet plane aircraft airplane aeroplane самолет
lieutenant лейтенант
bill invoice счет
ship freighter vessel aboard steamer судно корабль теплоход пароход сухогруз boat
crate boxes ящик контейнеры
dismantle disassembled разобрали разобран
galaxy transport гэлакси галакси транспортник транспортном транспортным
explosive charges
hotel inn гостиница ryokan отель lodging guesthouse
telegram cable
wife жена
divorce развод
son сын
map chart карта
zone зона
airspace воздушное
island островa
radio frequency wireless радио
prime премьер
minister министр
soviet ussr советский советских
russian русский российский
japanese японский японцы
american американский американцы
japan япония
america united сша
moscow kremlin москва
kgb кгб
drug опоили одурманили наркотик doped sedated
exercise training drill учение учения
taiga forest woods тайга
sea море
engine двигатель двигатели
titanium титан
bomber бомбардировщик
examine inspect inspection examination inspectors осмотр осмотрели обследовали изучили изучали обследование
return вернул возвращен возврат
extradite extradition
debrief interrogated interrogation questioned допрос допрашивали допросили
regiment полк
garrison barracks
consul consular
newspaper press
drogue parachute chute
bystander onlookers spectators crowd gawkers
highway road
film camera photograph photos
belenko беленко
viktor victor виктор
hokkaido хоккайдо
mig миг
chuguyevka chuguevka чугуевка
hakodate хакодате
chitose титосэ титосе
hyakuri хякури
hitachi хитати
taigonos тайгонос
tokyo токио
boeing боинг
passenger пассажирский
kitchen кухня cooks
helicopter chopper вертолет
guard охрана охраняли
night overnight ночь ночью
steel сталь стали стальной
grass dirt mud turf трава грунт
refuse отказался отказ
stray заблудился сбился
sail отплыл
depart отбыл улетел вылетел
soldier servicemen солдат
smuggle spirited hustled sneaked
unidentified unknown неопознанный неизвестный nameless
engineer specialist expert technician специалисты эксперты
diplomat дипломат
quay pier wharf jetty
ammunition cartridges rifles
tarpaulin canvas shroud
screen scope display
transferred доставили перевезли перевезен вывезли
accepted принять предоставить согласились
announced объявила объявлено
frontier border границу
reached прибыл дошел
rebuttal rebutted refuted refutation denied опровергла отвергла
ford форд
"""

# Runs of Japanese hold no spaces: these are looked for inside them.
_JAPANESE = {
    "着陸": "land", "離陸": "takeoff", "緊急発進": "scramble", "スクランブル": "scramble", "見失": "lose",
    "消え": "lose", "失探": "lose", "亡命": "defect", "滑走路": "runway", "アンテナ": "antenna",
    "拳銃": "pistol", "ピストル": "pistol", "発砲": "shot", "威嚇": "warn", "警告": "warn",
    "警察": "police", "逮捕": "arrest", "大使館": "embassy", "空港": "airport", "旅客機": "airliner",
    "レーダー": "radar", "探知": "detect", "捕捉": "detect", "発見": "detect", "高度": "altitude",
    "雲": "cloud", "燃料": "fuel", "ミサイル": "missile", "戦闘機": "fighter", "迎撃機": "fighter",
    "ファントム": "phantom", "中尉": "lieutenant", "木箱": "crate", "分解": "dismantle",
    "解体": "dismantle", "ホテル": "hotel", "旅館": "hotel", "公電": "telegram", "妻": "wife",
    "離婚": "divorce", "地図": "map", "防空識別圏": "identification", "領空": "airspace", "首相": "prime",
    "三木": "miki", "ソ連": "soviet", "ロシア語": "russian", "英語": "english", "日本海": "sea",
    "日本": "japan", "米国": "america", "アメリカ": "america", "ベレンコ": "belenko", "ミグ": "mig",
    "函館": "hakodate", "北海道": "hokkaido", "領事": "consul", "返還": "return", "引き渡": "return",
    "輸送機": "galaxy", "連隊": "regiment", "駐屯地": "garrison", "道警": "prefectural",
    "市ヶ谷": "ichigaya", "タイヤ": "tire", "ドラッグシュート": "drogue", "瞬間": "instant",
    "一瞬": "instant", "無線": "radio", "周波数": "radio", "請求": "bill", "検査": "examine",
    "調査": "examine", "出港": "ship", "貨物船": "ship", "日立": "hitachi", "百里": "hyakuri",
    "管制": "control", "演習": "exercise", "訓練": "exercise", "低空": "low-altitude", "不法": "illegal",
    "入国": "entry", "封鎖": "block", "面会": "meet", "電話": "telephone", "乗用車": "motorist",
    "東京": "tokyo", "航空自衛隊": "self-defense", "陸上自衛隊": "ground", "タス通信": "tass",
    "衝突": "collided", "ニアミス": "collided", "全日空": "airliner", "ボーイング": "boeing",
    "旋回": "circle", "市街": "town", "草地": "grass", "芝": "grass", "オーバーラン": "overrun",
    "逸脱": "overrun", "突っ込": "overrun", "止まりきれ": "overrun", "止まり切れ": "overrun",
    "国籍不明": "unidentified", "侵犯": "violate", "領海": "territorial", "編隊": "formation",
    "僚機": "formation", "降下": "descend", "高度を下げ": "descend", "上昇": "climb", "超低空": "wave",
    "海面": "wave", "自衛隊員": "soldiers", "隊員": "soldiers", "実弾": "ammunition", "奇襲": "raid",
    "その夜": "night", "一夜": "night", "一晩": "night", "警備": "guard", "厨房": "kitchen",
    "調理場": "kitchen", "ヘリコプター": "helicopter", "移送": "transfer", "護送": "transfer",
    "受け入れ": "accepted", "フォード": "ford", "大統領": "president", "拒否": "refuse", "断った": "refuse",
    "拒んだ": "refuse", "会見": "meet", "面談": "meet", "ノースウエスト": "northwest", "出国": "depart",
    "出発": "depart", "抗議": "protest", "反論": "rebuttal", "文書": "writing", "回答": "answer",
    "要求": "demand", "薬物": "drug", "麻薬": "drug", "迷った": "stray", "迷い込": "stray",
    "ギャラクシー": "galaxy", "格納庫": "hangar", "真空管": "vacuum", "鋼": "steel", "チタン": "titanium",
    "リベット": "rivet", "専門家": "experts", "技術者": "engineers", "出航": "sail",
    "タイゴノス": "taigonos", "ウラジオストク": "vladivostok", "トラック": "truck", "署名": "signed",
    "輸送費": "shipping", "聴取": "debrief", "尋問": "debrief", "中央情報局": "cia",
    "早期警戒機": "hawkeye", "ホークアイ": "hawkeye", "予算": "budget", "大綱": "outline", "閣議": "cabinet",
    "護衛艦": "destroyers", "哨戒": "patrols", "鉛筆": "pencil", "計算": "calculated", "映った": "echo",
    "搭乗員": "crew", "待機": "standby", "南下": "south", "退去": "warn", "呼びかけ": "warn",
    "飛び立": "takeoff", "不明機": "unidentified", "拒まれ": "refuse", "防衛庁": "agency",
    "北海道警": "police", "を出港": "sail", "港を出": "sail", "到着": "arrived", "返事": "answer",
    "捉え": "detect", "とらえ": "detect", "認める": "granted", "認め": "granted", "求め": "demand",
    "飛び出": "overrun", "墜落": "crash", "離れ": "formation", "離脱": "formation", "警備隊": "guard",
    "身柄": "pilot", "手錠": "arrest", "拘束": "arrest", "連行": "arrest", "規制": "block",
    "空輸": "transport", "搬送": "transport", "積み込": "loaded",
    "不時着": "strayed", "亡命を認": "asylum", "導入": "procure", "発足": "formed", "配備": "delivered",
    "応答": "answer", "覆い": "tarpaulin", "シート": "tarpaulin",
}  # fmt: skip
_KANJI = re.compile(r"[\u3005\u3400-\u9fff]{2,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")
_STRETCH = 100_000  # characters


def split(text: str) -> list[str]:
    """Return gaps and words by turns, gaps first: joined they are ``text``. A word may hold figures."""
    pattern = _SPLIT if not text.isascii() and _MARKS.search(text) else _SPLIT_WHOLE
    parts, at = [""], 0
    while at < len(text):
        # A stretch of lines at a time, so that other threads get their turn.
        cut = text.find("\n", at + _STRETCH) + 1 or len(text)
        first, *rest = pattern.split(text[at:cut])
        parts[-1] += first
        parts += rest
        at = cut
    return parts


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return ``word`` in lower case without accents, macrons and width: Ōminato and ominato are one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.replace("Ё", "Е").replace("ё", "е"))
    # Marks of Cyrillic (й) and kana (が) make other letters, those of Latin only shade one.
    kept = "".join(
        c for i, c in enumerate(plain) if not unicodedata.combining(c) or not plain[i - 1 : i].isascii()
    )
    return unicodedata.normalize("NFC", kept).casefold()


def _ending(word: str) -> str:
    """Strip the commonest endings of English, and of Russian nouns and verbs."""
    n = len(word)
    if word[:1] > "\u03ff":
        return _russian(word)
    if n > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif n > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif n > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for suffix in ("ingly", "edly", "ing", "ed", "ly"):
        base = word[: -len(suffix)]
        if word.endswith(suffix) and len(base) >= 3 and any(c in "aeiouy" for c in base):
            doubled = len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz"
            word = base[:-1] if doubled else base
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_RU_ENDS_WORDS = """
    ами ями ого его ому ему ыми ими ах ях ов ев ей ой ый ий ая яя ое ее ые ие ом ем ам ям ую юю ла ло ли лся
    лась лись ть ться а я о е ы и у ю ь й л
"""
_RU_ENDS = sorted(_RU_ENDS_WORDS.split(), key=len, reverse=True)


def _russian(word: str) -> str:
    for suffix in _RU_ENDS:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _squash(word: str) -> str:
    # Long vowels of Japanese names: Oominato, Ominato.
    return word.replace("oo", "o").replace("uu", "u") if word.isascii() else word


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _SAME.strip().splitlines():
        words = [_ending(fold(word)) for word in line.split()]
        for word in words:
            table.setdefault(word, words[0])
    return table


_CANON = _table()
_IDLE = frozenset(map(fold, _IDLE_WORDS.split()))
_STOP_KEYS = frozenset(_squash(_CANON.get(_ending(w), _ending(w))) for w in STOP)


@lru_cache(maxsize=200_000)
def key(word: str) -> str:
    """Return the key of one word of a Latin or Cyrillic script."""
    folded = fold(word)
    stem = _ending(folded)
    return _squash(_CANON.get(stem, stem))


@lru_cache(maxsize=200_000)
def common(word: str) -> bool:
    """Say whether ``word`` is too common to tell anything."""
    folded = fold(word)
    if folded in ("land", "close"):
        # The ground and nearness, as a rule; "landed", "landing" and "closed" are told by their own form.
        return True
    short = len(folded) < 3 and folded.isascii() and folded.isalpha()
    return short or folded in STOP or key(word) in _STOP_KEYS


def idle(word: str) -> bool:
    """Say whether ``word``, though it may tell something, is no reason that one would give."""
    return fold(word) in _IDLE


def pairs(text: str) -> list[tuple[str, int, int]]:
    """Return what stands for words in Japanese, which writes no spaces: pairs of kanji, runs of katakana."""
    if not CJK.search(text):
        return []
    found = [(m.group(), m.start(), m.end()) for m in _KATAKANA.finditer(text)]
    for run in _KANJI.finditer(text):
        found += [(text[n : n + 2], n, n + 2) for n in range(run.start(), run.end() - 1)]
    return found


def japanese() -> dict[str, str]:
    """Return words of Japanese and their keys."""
    return {word: key(meaning) for word, meaning in _JAPANESE.items()}
