"""The what-if panel and the choice of an altitude: controls and state follow each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextDocument, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer.panels.altitude import STEPS, AltitudeChoice, feet_of, step_of
from explorer.scenario.units import M_PER_FOOT
from explorer.scenario.whatif import Picket, WhatIf


@given(st.integers(0, STEPS))
def test_a_step_comes_back_as_itself_or_its_neighbour(step):
    assert abs(step_of(feet_of(step)) - step) <= 1


def test_the_slider_runs_from_50_to_60_000_ft_and_rests_on_the_marked_ones():
    feet = [feet_of(s) for s in range(STEPS + 1)]
    assert feet == sorted(feet)
    assert (feet[0], feet[-1]) == (50, 60_000)
    for marked in (100, 820, 1_800, 20_000):
        assert feet_of(step_of(marked)) == marked


# ------------------------------------------------------------------ the altitude shown


@pytest.fixture
def choice(hands):
    (found,) = hands.window.legend.findChildren(AltitudeChoice)
    hands.window.docks["layers"].raise_()
    settle()
    return found


def test_a_chosen_altitude(hands, choice):
    choice._slider.setValue(step_of(100))
    choice._own.click()
    assert hands.state.altitude_m is None
    choice._chosen.click()
    assert hands.state.altitude_m == pytest.approx(100 * M_PER_FOOT)
    choice._slider.setValue(step_of(20_000))
    assert hands.state.altitude_m == pytest.approx(6096)
    assert choice._value.text() == "20,000 ft"
    choice._own.click()
    assert hands.state.altitude_m is None


def test_a_mark_is_clicked(hands, choice):
    box = next(box for box, feet, _ in choice._marks._boxes() if feet == 1_800)
    hands.click(choice._marks, box.center())
    assert hands.state.altitude_m == pytest.approx(1_800 * M_PER_FOOT)
    assert choice._chosen.isChecked()


def test_the_controls_follow_the_state(hands, choice):
    hands.store.update(altitude_m=6096.0, units="metric")
    assert choice._chosen.isChecked()
    assert choice._slider.value() == step_of(20_000)
    assert choice._value.text() == "6,100 m"
    assert hands.state.altitude_m == 6096.0  # following is no choosing


# ------------------------------------------------------------------ what if


@pytest.fixture
def panel(hands):
    yield hands.window.whatif
    hands.store.update(what_if=None)
    hands.window.whatif._undo = []
    hands.app.finish_work()


def button(panel, text):
    return next(b for b in panel.findChildren(QPushButton) if b.text() == text)


def result(panel):
    (label,) = [x for x in panel.findChildren(QLabel) if x.accessibleName() == "What it would have changed"]
    document = QTextDocument()
    document.setHtml(label.text())
    return document.toPlainText()


def turn_wheel(control, angle):
    at = QPointF(control.rect().center())
    event = QWheelEvent(
        at, control.mapToGlobal(at), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(control, event)


def wait(hands, qtbot):
    qtbot.wait(80)
    settle()


def test_low_over_the_sea(hands, panel, qtbot):
    box, slider = panel._sea
    slider.setValue(step_of(500))
    wait(hands, qtbot)
    assert box.isChecked()  # to move the slider is to suppose it
    slider.setValue(step_of(100))
    wait(hands, qtbot)
    assert hands.state.what_if == WhatIf(sea_m=pytest.approx(30.48))
    said = result(panel)
    assert "Okushiri" in said
    assert "3,780 km/h" in said
    rows = said.split("\n")
    kamo = rows.index("Kamo")  # to the nearest minute; then nobody has him
    assert rows[kamo + 1 : kamo + 4] == ["13:14–13:25", "12 min", "—"]
    assert hands.window.property("supposed")
    assert not hands.window.overlays.banner.isVisible()


def test_undo_and_back_to_history(hands, panel, qtbot):
    steady = next(b for b in panel.findChildren(QCheckBox) if "steady" in b.text())
    steady.click()
    wait(hands, qtbot)
    panel._picket.setCurrentIndex(1)
    panel._picket.activated.emit(1)
    wait(hands, qtbot)
    assert hands.state.what_if == WhatIf(steady=True, picket=Picket(139.0, 42.2, 9144.0))
    assert "E-2C" in result(panel)
    assert "are not modelled" in result(panel)
    button(panel, "Undo").click()
    assert hands.state.what_if == WhatIf(steady=True)
    assert panel._picket.currentIndex() == 0
    button(panel, "Back to history").click()
    assert hands.state.what_if is None
    assert result(panel) == ""
    assert not steady.isChecked()
    button(panel, "Undo").click()
    assert hands.state.what_if == WhatIf(steady=True)


def test_the_wheel_scrolls_the_panel_and_supposes_nothing(hands, panel, qtbot):
    hands.window.docks["whatif"].raise_()
    settle()
    for control in (panel._sea[1], panel._after[1], panel._scramble, panel._picket, panel._k):
        before = control.currentIndex() if control is panel._picket else control.value()
        for turn in (120, -120):
            turn_wheel(control, turn)
        wait(hands, qtbot)
        assert (control.currentIndex() if control is panel._picket else control.value()) == before
        assert not control.hasFocus()
    assert hands.state.what_if is None
    panel._k.setFocus()
    turn_wheel(panel._k, 120)
    assert panel._k.value() > 1.34


def test_a_steady_descent_needs_a_height_to_end_at(hands, panel):
    assert panel._steady.isEnabled()
    hands.store.update(voice="record")
    assert not panel._steady.isEnabled()
    assert "no height at the loss" in panel._steady.toolTip()
    hands.store.update(voice="article")
    assert panel._steady.isEnabled()


def test_an_earlier_scramble(hands, panel, qtbot):
    start = hands.at("13:11")
    panel._scramble.setValue(round((hands.at("13:13") - start) / 15))
    wait(hands, qtbot)
    assert hands.state.what_if.airborne_s == hands.at("13:13")
    assert "994 km/h" in result(panel)
    assert "13:13" in panel._scramble_text.text()


def test_what_something_else_supposes_is_mirrored_and_undone(hands, panel):
    hands.store.update(what_if=WhatIf(k=1.5, look_down=True, picket=Picket(138.0, 41.0, 9144.0)))
    assert panel._k.value() == 1.5
    assert panel._look_down.isChecked()
    assert panel._picket.currentText() == "E-2C: where it was dragged to"
    assert "look-down radar" in result(panel)
    button(panel, "Undo").click()
    assert hands.state.what_if is None


def test_the_result_is_over_the_radars_supposed_not_those_at_hand(hands, panel):
    """One supposition after another, before the background has caught up."""
    hands.store.update(what_if=WhatIf(k=3.0))
    bent = result(panel)
    hands.store.update(what_if=WhatIf(sea_m=30.48))
    after = result(panel)
    hands.app.finish_work()
    hands.store.update(what_if=None)
    hands.app.finish_work()
    hands.store.update(what_if=WhatIf(sea_m=30.48))
    assert result(panel) == after != bent


def test_its_controls_have_names(panel):
    assert panel.accessibleName()
    assert all(c.accessibleName() for c in panel.findChildren(QComboBox))


def test_nothing_is_cut_off_at_the_side(hands, panel):
    hands.window.docks["whatif"].raise_()
    settle()
    assert panel.horizontalScrollBar().maximum() == 0
