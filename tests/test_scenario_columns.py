"""Tables: the quick way of reading columns gives what the slow one gives."""

import math

import numpy as np
import pytest
import scenario_files
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.scenario import columns, tables, times
from explorer.scenario.cells import Cells, separated
from explorer.scenario.fields import Field, Kind
from explorer.scenario.load import load
from explorer.scenario.model import Then

FREE = Field("x", Kind.NUMBER, "")
decimals = st.from_regex(r"-?[0-9]{0,9}\.?[0-9]{0,9}(e[0-9])?", fullmatch=True)
cell = st.text(st.characters(exclude_characters='",\n\r', exclude_categories=("Cs",)), max_size=12)


class Faults(list):
    def __call__(self, row, reason, hint):
        self.append((row, reason))


def _float(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(decimals, st.just(""), st.sampled_from(["inf", "nan", "1e400", "-", ".", "x1"])), min_size=1
    )
)
def test_numbers_are_what_float_makes_of_them(texts):
    faults = Faults()
    found = columns.numbers(Cells.of(texts), FREE, faults)
    expected = np.array([_float(text) for text in texts])
    expected[~np.isfinite(expected)] = math.nan
    np.testing.assert_array_equal(found, expected)  # to the last bit
    assert {row for row, _ in faults} == {i for i, t in enumerate(texts) if t and math.isnan(expected[i])}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_any_float_written_out_is_read_to_the_last_bit(values):
    found = columns.numbers(Cells.of(repr(v) for v in values), FREE, Faults())
    np.testing.assert_array_equal(found, values)


def test_bounds_hold_in_the_quick_way_too():
    faults = Faults()
    found = columns.numbers(
        Cells.of(["1", "-1", "250"]), Field("x", Kind.NUMBER, "", low=0, high=100), faults
    )
    assert found[0] == 1
    assert np.isnan(found[1:]).all()
    assert [row for row, _ in faults] == [1, 2]


stamps = st.builds(
    lambda y, mo, d, h, mi, s, f, z: f"{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}{f}{z}",
    st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32), st.integers(0, 24), st.integers(0, 60),
    st.integers(0, 60), st.sampled_from(["", ".5", ".123456", ".1234567", ",25"]),
    st.sampled_from(["Z", "+09:00", "-03:30", "+23:59", "+24:00", "", "+0900"]),
)  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(stamps, st.just(""), st.just("1976-09-06T13:26:00+09:00"), st.text(max_size=8)), min_size=1
    )
)
def test_times_are_what_parse_makes_of_them(texts):
    faults = Faults()
    found = columns.moments(Cells.of(texts), faults)
    for i, text in enumerate(texts):
        try:
            expected = times.parse(text)
        except ValueError:
            assert math.isnan(found[i])
            assert (i in {row for row, _ in faults}) == bool(text.strip())
        else:
            assert found[i] == pytest.approx(expected, abs=1e-5)


@given(st.lists(cell, min_size=1))
def test_cells_are_the_texts_they_were(texts):
    cells = Cells.of(texts)
    assert list(cells) == texts
    assert [cells[i] for i in range(len(cells))] == texts
    assert cells.same() == (texts[0] if len(set(texts)) == 1 else None)


@given(st.integers(1, 40), st.integers(1, 5), st.booleans())
def test_equal_cells_are_known_to_be_equal_whatever_their_length(length, count, differ):
    texts = ["abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ"[:length]] * count
    if differ and count > 2:
        texts[1] = texts[1][:-1] + "é"[:0] + "!"
    assert (Cells.of(texts).same() is None) == (len(set(texts)) > 1)


@settings(max_examples=40)
@given(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1), st.sampled_from(["\n", "\r\n"]))
def test_plain_lines_are_split_as_csv_splits_them(rows, end):
    block = "".join(",".join(row) + end for row in rows).encode()
    found = separated(block, 3, "strict")
    assert [list(column) for column in found] == [list(column) for column in zip(*rows, strict=True)]


def test_lines_of_other_widths_are_not_taken_for_plain_ones():
    assert separated(b"a,b\nc\n", 2, "strict") is None
    assert separated(b"a,b\nc,d,e\n", 2, "strict") is None
    assert separated(b"a,b,c\nd\n", 2, "strict") is None  # as many cells in all, not in each


def _many(count, quote=""):
    header = scenario_files.TRACKS.split("\n", 1)[0]
    start = times.parse("1976-09-06T12:45:00+09:00")
    rows = [
        f"jet,*,{times.iso(start + i / 2)},,,{135 + i * 1e-4:.4f},{43 - i * 1e-5:.5f},1,{100 + i % 50},,,,"
        f"air,derived,derived,derived,{('line', 'reach')[i % 2]},{('ART', 'WP77 ART')[i % 3 == 0]},"
        f"{quote}n{i % 7}{quote}"
        for i in range(count)
    ]
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize("block", [64, 1000, 4096, 2**20])
def test_blocks_of_any_size_give_the_same_fixes(tmp_path, monkeypatch, block):
    folder = scenario_files.write(tmp_path)
    text = _many(120)
    (folder / "tracks.csv").write_text(text, "utf-8", newline="")
    monkeypatch.setattr(tables, "_BLOCK", block)
    quick, problems = load(folder)
    assert problems == ()
    (folder / "tracks.csv").write_text(_many(120, quote='"'), "utf-8", newline="")
    monkeypatch.setattr(tables, "_BLOCK", 2**20)
    slow, problems = load(folder)
    assert problems == ()
    a, b = quick.tracks["jet"].fixes["article"], slow.tracks["jet"].fixes["article"]
    for name in ("time", "lon", "lat", "altitude", "uncertainty_km", "speed_kmh"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    assert list(a.then) == list(b.then)
    assert list(a.sources) == list(b.sources)
    assert a.note == b.note
    assert len(a) == 120


@pytest.mark.parametrize("block", [64, 700, 2**20])
def test_the_line_of_a_fault_is_right_in_any_block_and_behind_texts_of_many_lines(
    tmp_path, monkeypatch, block
):
    folder = scenario_files.write(tmp_path)
    lines = _many(60).split("\n")
    lines[5] = lines[5].rsplit(",", 1)[0] + ',"two\nlines, and ""more"""'
    lines[20] = lines[20].replace("derived", "derivd", 1)
    lines[30] += ",extra"
    lines[40] = lines[40].rsplit(",", 1)[0] + ',"never closed'
    lines[50] = lines[50].replace("air", "ait", 1)
    (folder / "tracks.csv").write_text("\n".join(lines), "utf-8", newline="")
    monkeypatch.setattr(tables, "_BLOCK", block)
    scenario, problems = load(folder)
    assert sorted(p.place for p in problems) == [
        "line 22, column position_basis", "line 32", "line 42", "line 52, column phase"
    ]  # fmt: skip
    fixes = scenario.tracks["jet"].fixes["article"]
    assert len(fixes) == 58
    assert fixes.note[4] == 'two\nlines, and "more"'


def test_a_long_track_is_packed_and_reads_like_a_short_one(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "_FEW", 50)
    folder = scenario_files.write(tmp_path)
    (folder / "tracks.csv").write_text(_many(200), "utf-8", newline="")
    scenario, problems = load(folder)
    assert problems == ()
    fixes = scenario.tracks["jet"].fixes["article"]
    assert scenario.tracks["jet"].fixes["record"] is fixes  # rows of all voices are held once
    assert isinstance(fixes.then, columns.Coded)
    assert (fixes.then[0], fixes.then[-1]) == (Then.LINE, Then.REACH)
    assert tuple(fixes.then[1:3]) == (Then.REACH, Then.LINE)
    assert fixes.sources[0] == ("WP77", "ART")
    assert fixes.note[8] == "n1"
    assert fixes.speed_kmh.strides == (0,)
    assert len(fixes.time) == len(fixes.speed_kmh) == len(fixes.then) == 200
    with pytest.raises(ValueError, match="read-only"):
        fixes.time[0] = 0
