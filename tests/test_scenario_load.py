"""Loading: a good folder without a word, a bad one with each fault named and the rest kept."""

import math
from pathlib import Path

import pytest
import scenario_files

from explorer.scenario import times
from explorer.scenario.load import load
from explorer.scenario.model import Basis, ContactKind, Phase, Then

T = times.parse


def _said(problems):
    return [str(problem) for problem in problems]


def test_a_good_folder_loads_whole_and_without_a_word(tmp_path):
    scenario, problems = load(scenario_files.write(tmp_path / "s"))
    assert _said(problems) == []
    assert scenario is not None
    assert (scenario.title, scenario.subject, scenario.article) == ("A short flight", "jet", "ART")
    assert scenario.lanes == ("hill",)
    assert scenario.chapters[0].start == T("1976-09-06T12:45+09:00")
    assert scenario.chapters[0].view.width_km == 900
    assert scenario.sources["WP77"].csl == {
        "id": "WP77", "title": "A white paper", "author": [{"literal": "An agency"}], "issued": "1977-07-01"
    }  # fmt: skip
    assert scenario.assumptions["k"].value == 1.32
    assert scenario.holdings[0].start.best == T("1976-09-06T14:00+09:00")
    assert scenario.holdings[0].end.best is None


def test_sites_and_airspace(tmp_path):
    scenario, _ = load(scenario_files.write(tmp_path))
    hill, field = scenario.sites["hill"], scenario.sites["field"]
    assert (hill.lon, hill.lat, hill.antenna_m, hill.rank, hill.drawn) == (139.55, 42.15, 584, 1, True)
    assert hill.names == {"en": "Hill", "ja": "丘"}
    assert hill.facts[0].basis is Basis.STATED
    assert (field.antenna_m, field.rank, field.uncertainty_m) == (None, 3, 0)
    line = scenario.airspace[0]
    assert line.rule == "chart"
    assert line.lon[:2].tolist() == [133, 134]
    assert math.isnan(line.lon[2])
    assert line.lat[3:].tolist() == [42, 43]


def test_each_voice_has_its_fixes_and_those_of_all(tmp_path):
    scenario, _ = load(scenario_files.write(tmp_path))
    article, record = (scenario.tracks["jet"].fixes[voice] for voice in ("article", "record"))
    assert article.time[-1] == T("1976-09-06T13:57+09:00")
    assert record.time[-1] == T("1976-09-06T13:50+09:00")
    assert len(article) == len(record) == 3
    assert article.time_low[1] == T("1976-09-06T13:10+09:00")
    assert article.time_high[1] == article.time[1]
    assert article.altitude[:2].tolist() == [30, 6096]
    assert math.isnan(article.altitude[2])
    assert (article.altitude_low[0], article.altitude_high[0]) == (30, 250)
    assert article.uncertainty_km.tolist() == [5, 25, 0]
    assert tuple(article.then) == (Then.LINE, Then.REACH, Then.END)
    assert tuple(article.phase) == (Phase.AIR, Phase.AIR, Phase.GROUND)
    assert tuple(article.altitude_basis) == (Basis.STATED, Basis.STATED, Basis.ASSUMED)
    assert article.sources[1] == ("ART", "WP77")
    assert article.note[0] == "low, over the sea"


def test_contacts_have_open_ends_and_voices(tmp_path):
    scenario, _ = load(scenario_files.write(tmp_path))
    contact, blip = scenario.contacts
    assert contact.voices == ("article", "record")
    assert contact.start.earliest == contact.start.best == contact.start.latest
    assert contact.end.latest - contact.end.earliest == 120
    assert (blip.station, blip.kind, blip.voices) == ("unnamed", ContactKind.RETURN, ("article",))


def test_moments_come_in_order_of_time_with_the_voices_times(tmp_path):
    scenario, _ = load(scenario_files.write(tmp_path))
    assert [moment.id for moment in scenario.moments] == ["contact", "landing"]
    landing = scenario.moments[1]
    assert landing.at("article") - landing.at("record") == 420
    assert landing.accounts == (("about 13:50", "WP77"),)
    contact = scenario.moments[0]
    assert contact.earliest == contact.best == contact.latest
    assert (contact.place, contact.lon) == (None, 137.75)


def test_the_account_is_plain_text_with_links(tmp_path):
    scenario, _ = load(scenario_files.write(tmp_path))
    seen, why = scenario.passages
    assert seen.heading == "The flight"
    assert seen.text == (
        "The hill sees it, 111 miles out. It has climbed.\nA second paragraph, with the jet."
    )
    assert [(seen.text[k.start : k.end], k.target) for k in seen.links] == [
        ("The hill", "hill"), ("111 miles", None), ("the jet", "jet")
    ]  # fmt: skip
    assert (seen.moment, seen.topic, seen.paragraphs) == ("contact", None, (3, 4))
    assert seen.terms == ("111 miles", "Hill")
    assert seen.notes == "The record agrees."
    assert (why.moment, why.topic) == (None, "why")


JST = "+09:00"
FAULTS = [
    # what, (file, old, new), what the problem says, in order
    (
        "a field misspelt",
        ("scenario.toml", "article = ", "artical = "),
        ["field artical", "did you mean 'article'?"],
    ),
    (
        "a record misspelt",
        ("scenario.toml", "[[holding]]", "[[holdng]]"),
        ["holdng", "did you mean 'holding'?"],
    ),
    (
        "an unknown zone",
        ("scenario.toml", "Asia/Tokyo", "Asia/Tokio"),
        ["zone 'jst', field tz", "'Asia/Tokyo'?"],
    ),
    (
        "a chapter that ends first",
        ("scenario.toml", "T14:15", "T11:15"),
        ["chapter 'flight', field end", "not after"],
    ),
    (
        "a naive time",
        ("scenario.toml", "14:15:00+09:00", "14:15:00"),
        ["chapter 'flight', field end", "no offset"],
    ),
    (
        "no time",
        ("scenario.toml", "end = 1976-09-06T14:15:00+09:00", "end = 5"),
        ["field end", "is not a time"],
    ),
    (
        "an unknown source",
        ("scenario.toml", 'sources = ["WP77"]', 'sources = ["WP78"]'),
        ["voice 'record', field sources", "'WP78'", "did you mean 'WP77'?"],
    ),
    (
        "an infinite number",
        ("scenario.toml", "value = 1.32", "value = inf"),
        ["assumption 'k', field value", "inf"],
    ),
    ("a huge number", ("scenario.toml", "value = 1.32", "value = 1" + "0" * 400), ["field value", "finite"]),
    (
        "text for a number",
        ("scenario.toml", "value = 1.32", 'value = "1.32"'),
        ["field value", "expected a number"],
    ),
    (
        "a duplicate id",
        ("scenario.toml", 'id = "record"', 'id = "article"'),
        ["voice 'article', field id", "another"],
    ),
    (
        "speeds that fall",
        ("scenario.toml", "[600, 800, 1000]", "[800, 600]"),
        ["track 'jet', field speeds_kmh"],
    ),
    ("an unknown side", ("scenario.toml", '"foxbat"', '"foxbot"'), ["track 'jet', field side", "'foxbat'?"]),
    ("an unknown lane", ("scenario.toml", 'lanes = ["hill"]', 'lanes = ["hil"]'), ["field lanes", "'hill'?"]),
    (
        "an unknown subject",
        ("scenario.toml", 'subject = "jet"', 'subject = "jett"'),
        ["field subject", "'jet'?"],
    ),
    (
        "an unknown article",
        ("scenario.toml", 'article = "ART"', 'article = "AT"'),
        ["field article", "'ART'?"],
    ),
    (
        "syntax",
        ("scenario.toml", 'short = "JST"', 'short = JST"'),
        ["scenario.toml: line 17, column 9", "not TOML"],
    ),
    (
        "a holding backwards",
        ("scenario.toml", "end = {}", "end = 1976-09-06T13:00:00+09:00"),
        ["before start"],
    ),
    (
        "a view off the earth",
        ("scenario.toml", "lat = 42.0", "lat = 142.0"),
        ["chapter 'flight', field view", "off"],
    ),
    ("a record that is none", ("scenario.toml", "[[zone]]", "[zone]"), ["zone", "[[zone]]"]),
    (
        "swapped coordinates",
        ("sites.geojson", "[139.55, 42.15]", "[42.15, 139.55]"),
        ["site 'hill', field coordinates", "off the earth", "swapped"],
    ),
    ("NaN", ("sites.geojson", "139.55", "NaN"), ["site 'hill', field coordinates", "nan"]),
    (
        "infinite",
        ("sites.geojson", '"antenna_m": 584', '"antenna_m": 1e999'),
        ["site 'hill', field antenna_m", "inf"],
    ),
    (
        "negative uncertainty",
        ("sites.geojson", '"rank": 1', '"rank": 1, "uncertainty_m": -5'),
        ["field uncertainty_m"],
    ),
    (
        "a site's basis",
        ("sites.geojson", '"basis": "stated"', '"basis": "statd"'),
        ["site 'hill', field facts, number 1, field basis", "did you mean 'stated'?"],
    ),
    ("a track's id", ("sites.geojson", '"id": "field"', '"id": "jet"'), ["site 'jet', field id", "track"]),
    (
        "a line for a point",
        ("sites.geojson", '"Point", "coordinates": [139', '"Line", "coordinates": [139'),
        ["site 'hill', field geometry", "Point"],
    ),
    ("no collection", ("sites.geojson", '"FeatureCollection"', '"Feature"'), ["FeatureCollection"]),
    ("json syntax", ("sites.geojson", '"rank": 1,', '"rank": 1;'), ["sites.geojson: line 4", "not JSON"]),
    ("a key twice", ("sites.geojson", '"rank": 1', '"rank": 1, "rank": 2'), ["field rank", "twice"]),
    ("half a character", ("sites.geojson", '"It stands."', '"\\ud800"'), ["field text", "cannot be shown"]),
    ("an escape", ("sites.geojson", '"It stands."', '"\\u001b[2J"'), ["field text", "cannot be shown"]),
    (
        "a point off the earth",
        ("airspace.geojson", "[134, 41]", "[134, 91]"),
        ["line 'adiz', part 1, point 2"],
    ),
    (
        "an unknown geometry",
        ("airspace.geojson", "MultiLineString", "Point"),
        ["line 'adiz', field geometry"],
    ),
    (
        "a rule",
        ("airspace.geojson", '"rule": "chart"', '"rule": "charts"'),
        ["line 'adiz', field rule", "'chart'?"],
    ),
    (
        "an unknown track",
        ("tracks.csv", "jet,record", "jett,record"),
        ["line 5, column track", "'jett'", "'jet'?"],
    ),
    ("an unknown voice", ("tracks.csv", "jet,record", "jet,records"), ["line 5, column voice", "'record'?"]),
    ("a naive fix", ("tracks.csv", "T13:57:00+09:00", "T13:57:00"), ["line 4, column time", "no offset"]),
    ("no fix time", ("tracks.csv", "1976-09-06T13:57:00+09:00", ""), ["line 4, column time", "missing"]),
    (
        "fixes out of order",
        ("tracks.csv", "T13:00:00", "T13:30:00"),
        ["line 3, column time", "earlier than line 2"],
    ),
    (
        "fixes at one time",
        ("tracks.csv", "T13:00:00", "T13:11:00"),
        ["line 3, column time", "same time as line 2"],
    ),
    (
        "a fix in no chapter",
        ("tracks.csv", "T13:00:00", "T11:00:00"),
        ["line 2, column time", "in no chapter"],
    ),
    (
        "a best time before the earliest",
        ("tracks.csv", "T13:10:00", "T13:12:00"),
        ["line 3, column time_earliest"],
    ),
    ("off the earth", ("tracks.csv", "136.0,43.5", "136.0,143.5"), ["line 2, column lon", "off the earth"]),
    ("swapped", ("tracks.csv", "136.0,43.5", "43.5,136.0"), ["line 2, column lon", "swapped"]),
    ("half a position", ("tracks.csv", "136.0,43.5", "136.0,"), ["line 2, column lat", "missing"]),
    ("no number", ("tracks.csv", ",6096,", ",6O96,"), ["line 3, column altitude_m", "'6O96'"]),
    ("nan", ("tracks.csv", ",6096,", ",nan,"), ["line 3, column altitude_m", "finite"]),
    ("inf", ("tracks.csv", "137.75", "inf"), ["line 3, column lon", "finite"]),
    (
        "a negative radius",
        ("tracks.csv", "43.5,5,", "43.5,-5,"),
        ["line 2, column uncertainty_km", "between 0"],
    ),
    ("too fast", ("tracks.csv", "136.0,43.5", "126.0,43.5"), ["line 3, column lon", "km/h", "3,000"]),
    (
        "an unknown then",
        ("tracks.csv", ",reach,", ",reech,"),
        ["line 3, column then", "did you mean 'reach'?"],
    ),
    ("no then", ("tracks.csv", ",reach,", ",,"), ["line 3, column then", "missing"]),
    (
        "an unknown basis",
        ("tracks.csv", "derived,stated,stated", "derivd,stated,stated"),
        ["line 3, column position_basis", "did you mean 'derived'?"],
    ),
    ("no basis", ("tracks.csv", "air,derived,", "air,,"), ["line 3, column position_basis", "missing"]),
    ("a fix's source", ("tracks.csv", "ART WP77", "ART WP7"), ["line 3, column source", "'WP77'?"]),
    (
        "an unknown column",
        ("tracks.csv", "altitude_m,", "altitud_m,"),
        ["line 1, column altitud_m", "'altitude_m'?"],
    ),
    ("a column twice", ("tracks.csv", "altitude_low_m,", "lat,"), ["line 1, column lat", "twice"]),
    ("no voice column", ("tracks.csv", "voice,", "vois,"), ["line 1", "column voice is missing"]),
    (
        "a stray comma",
        ("tracks.csv", '"low, over the sea"', "low, over the sea"),
        ["line 2", "20 cells", "quotation"],
    ),
    ("a cut row", ("tracks.csv", ",,ground,stated,,stated,end,WP77,", ""), ["line 5", "11 cells"]),
    (
        "an open quotation",
        ("tracks.csv", '"low, over the sea"', '"low, over the sea'),
        ["line 2", "never closed"],
    ),
    ("a voice without fixes", ("tracks.csv", "jet,record", "jet,article"), ["line 5", "earlier"]),
    ("a band upside down", ("tracks.csv", "30,30,250", "30,250,30"), ["line 2, column altitude_m", "order"]),
    (
        "an unknown station",
        ("contacts.csv", "hill,", "hil,"),
        ["line 2, column station", "did you mean 'hill'?"],
    ),
    (
        "an unknown kind",
        ("contacts.csv", ",return,", ",retrun,"),
        ["line 3, column kind", "did you mean 'return'?"],
    ),
    (
        "an end before the start",
        ("contacts.csv", "T13:35:00+09:00,,article", "T13:31:00+09:00,,article"),
        ["line 3, column end_best", "before"],
    ),
    ("a contact's order", ("contacts.csv", "T13:25:00", "T13:27:00"), ["line 2, column end_best", "order"]),
    (
        "a contact in no chapter",
        ("contacts.csv", "T13:11:00", "T03:11:00"),
        ["line 2, column start_best", "chapter"],
    ),
    (
        "a naive contact",
        ("contacts.csv", "T13:11:00+09:00", "T13:11:00"),
        ["line 2, column start_best", "offset"],
    ),
    (
        "a moment's title",
        ("moments.toml", "Down at the field", "Down at the field " * 3),
        ["moment 'landing', field title", "at most 40"],
    ),
    (
        "a moment's order",
        ("moments.toml", "latest = 1976-09-06T13:57", "latest = 1976-09-06T13:52"),
        ["moment 'landing'", "out of order"],
    ),
    ("a moment's place", ("moments.toml", 'place = "field"', 'place = "feild"'), ["field place", "'field'?"]),
    (
        "a moment's actor",
        ("moments.toml", '["jet"]', '["jat"]'),
        ["moment 'landing', field actors", "'jet'?"],
    ),
    (
        "a moment's chapter",
        ("moments.toml", '"flight"', '"fligth"'),
        ["moment 'landing', field chapter", "'flight'?"],
    ),
    (
        "a moment outside",
        ("moments.toml", "best = 1976-09-06T13:11", "best = 1976-09-06T18:11"),
        ["moment 'contact', field best", "outside the chapter"],
    ),
    (
        "a moment without time",
        ("moments.toml", "best = 1976-09-06T13:11:00+09:00", ""),
        ["field best", "missing"],
    ),
    ("a voice's time", ("moments.toml", "{ record =", "{ recrod ="), ["field times.recrod", "'record'?"]),
    (
        "a time outside its bounds",
        ("moments.toml", "record = 1976-09-06T13:50", "record = 1976-09-06T13:20"),
        ["field times.record", "outside earliest to latest"],
    ),
    (
        "an account's source",
        ("moments.toml", 'source = "WP77"', 'source = "WP"'),
        ["accounts, number 1, field source"],
    ),
    ("half a place", ("moments.toml", "lat = 43.17", ""), ["moment 'contact', field lon", "both"]),
    (
        "a moment off the earth",
        ("moments.toml", "lat = 43.17", "lat = 143.17"),
        ["moment 'contact'", "off the earth"],
    ),
    ("moments misspelt", ("moments.toml", "[[moment]]", "[[moments]]"), ["field moments", "[[moment]]"]),
    (
        "both moment and topic",
        ("account.md", "topic: why", "topic: why\nmoment: landing"),
        ["line 16", "a moment and"],
    ),
    ("neither", ("account.md", "topic: why\n", ""), ["passage 'why'", "neither"]),
    (
        "an unknown moment",
        ("account.md", "moment: contact", "moment: contcat"),
        ["field moment", "'contact'?"],
    ),
    ("an unknown link", ("account.md", "(hill)", "(hil)"), ["account.md: line 11", "did you mean 'hill'?"]),
    ("an open emphasis", ("account.md", "miles**", "miles"), ["account.md: line 11", "never closed"]),
    ("an open link", ("account.md", "(jet)", ""), ["account.md: line 14", "has no ](id)"]),
    (
        "a field of a passage",
        ("account.md", "terms: tired", "term: tired"),
        ["line 19", "did you mean 'terms'?"],
    ),
    ("no terms", ("account.md", "terms: tired\n", ""), ["passage 'why', field terms", "missing"]),
    ("a paragraph", ("account.md", "paragraphs: 7", "paragraphs: 0"), ["line 18", "'0'"]),
    ("a passage twice", ("account.md", "## why", "## seen"), ["line 16", "already"]),
    ("an open comment", ("account.md", "lines. -->", "lines."), ["line 1", "never closed"]),
    (
        "text outside",
        ("account.md", "# The flight\n", "# The flight\nlost words\n"),
        ["line 4", "no passage"],
    ),
    ("no text", ("account.md", "He was **tired**.\n", ""), ["passage 'why'", "no text"]),
]


@pytest.mark.parametrize(("change", "says"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_each_fault_is_named_with_its_place_and_the_rest_opens(tmp_path, change, says):
    scenario, problems = load(scenario_files.write(tmp_path, change))
    said = _said(problems)
    mine = [text for text in said if text.startswith(change[0]) and all(word in text for word in says)]
    assert mine, said
    if any("so nothing can be shown" in text for text in said):  # the only chapter was at fault
        assert scenario is None
        return
    assert scenario is not None
    others = scenario_files.FILES.keys() - {change[0], "scenario.toml"}
    if change[0] == "scenario.toml":  # its ids may be gone, and with them what refers to them
        return
    kept = {
        "sites.geojson": len(scenario.sites) == 2,
        "airspace.geojson": len(scenario.airspace) == 1,
        "tracks.csv": len(scenario.tracks["jet"].fixes["article"]) == 3,
        "contacts.csv": len(scenario.contacts) == 2 or change[0] == "sites.geojson",
        "moments.toml": len(scenario.moments) == 2,
        "account.md": len(scenario.passages) == 2,
    }
    assert [name for name in others if not kept[name]] == []


def test_one_bad_row_leaves_the_others(tmp_path):
    folder = scenario_files.write(tmp_path, ("tracks.csv", "1976-09-06T13:11:00+09:00", "yesterday"))
    scenario, problems = load(folder)
    assert len(problems) == 1
    assert scenario.tracks["jet"].fixes["article"].time.tolist() == [
        T("1976-09-06T13:00+09:00"), T("1976-09-06T13:57+09:00")
    ]  # fmt: skip


def test_an_open_quotation_takes_one_row_with_it_not_the_file(tmp_path):
    folder = scenario_files.write(tmp_path, ("tracks.csv", '"low, over the sea"', '"low, over the sea'))
    scenario, problems = load(folder)
    assert len(problems) == 1
    assert len(scenario.tracks["jet"].fixes["article"]) == 2


def test_a_bad_field_leaves_its_record(tmp_path):
    folder = scenario_files.write(tmp_path, ("moments.toml", 'basis = "stated"', 'basis = "guessed"'))
    scenario, problems = load(folder)
    assert len(problems) == 1
    landing = scenario.moments[1]
    assert (landing.id, landing.basis, landing.place) == ("landing", Basis.ASSUMED, "field")


def test_broken_toml_keeps_the_records_that_are_whole(tmp_path):
    folder = scenario_files.write(tmp_path, ("moments.toml", 'title = "Seen"', 'title = "Seen'))
    scenario, problems = load(folder)
    assert [m.id for m in scenario.moments] == ["landing"]
    assert any("moments.toml: line 21, column" in said for said in _said(problems)), _said(problems)
    assert any("did you mean" in said or "'contact'" in said for said in _said(problems))


def test_a_shared_fix_at_fault_is_told_once(tmp_path):
    _, problems = load(scenario_files.write(tmp_path, ("tracks.csv", "T13:00:00", "T11:00:00")))
    assert len(problems) == len(set(_said(problems))) == 1


@pytest.mark.parametrize("name", ["sites.geojson", "tracks.csv", "moments.toml"])
def test_a_missing_file_is_one_problem_and_no_cascade(tmp_path, name):
    folder = scenario_files.write(tmp_path)
    (folder / name).unlink()
    scenario, problems = load(folder)
    assert scenario is not None
    said = [text for text in _said(problems) if "has no fixes" not in text]
    assert said == [f"{name}: the file is missing"]


@pytest.mark.parametrize("name", ["airspace.geojson", "contacts.csv", "account.md"])
def test_some_files_may_be_missing(tmp_path, name):
    folder = scenario_files.write(tmp_path)
    (folder / name).unlink()
    scenario, problems = load(folder)
    assert scenario is not None
    assert _said(problems) == []


def test_nothing_to_show_is_none_with_its_reason(tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        scenario, problems = load(folder)
        assert scenario is None
        assert len(problems) == 1
    (tmp_path / "file").write_text("x")
    assert "is a file" in str(load(tmp_path / "file")[1][0])
    folder = scenario_files.write(tmp_path / "s")
    (folder / "scenario.toml").write_text('title = "x"\n')
    scenario, problems = load(folder)
    assert scenario is None
    assert any("chapter" in said for said in _said(problems))


def test_many_problems_are_capped_a_file(tmp_path):
    folder = scenario_files.write(tmp_path)
    rows = [f"jet,*,1976-09-06T13:{i // 60:02}:{i % 60:02}+09:00" + "," * 16 for i in range(600)]
    header = scenario_files.TRACKS.split("\n", 1)[0]
    (folder / "tracks.csv").write_text("\n".join([header, *(row[:-3] + "nonsense,," for row in rows)]) + "\n")
    _, problems = load(Path(folder))
    mine = [p for p in problems if p.file == "tracks.csv"]
    assert len(mine) == 201
    assert mine[-1].reason == "and 400 more problems"
