"""Background work: only the newest answer counts, and a failure is told."""

import threading

from explorer.session.jobs import Jobs


def test_the_answer_arrives_on_this_thread(qtbot):
    jobs, got = Jobs(), []
    here = threading.get_ident()
    jobs.submit(
        "sum", lambda: (threading.get_ident(), 2 + 2), lambda r: got.append((*r, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(got))
    worker, value, answered = got[0]
    assert (value, answered) == (4, here)
    assert worker != here
    assert not jobs.working


def test_a_newer_question_voids_the_older_answer(qtbot):
    jobs, got = Jobs(), []
    gate = threading.Event()
    jobs.submit("q", lambda: gate.wait(5) and "old", got.append)
    jobs.submit("q", lambda: "new", got.append)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.working)
    assert got == ["new"]


def test_a_cancelled_answer_does_not_arrive(qtbot):
    jobs, got = Jobs(), []
    jobs.submit("q", lambda: 1, got.append)
    jobs.cancel("q")
    qtbot.waitUntil(lambda: not jobs.working)
    assert got == []


def test_a_failure_is_told_by_name(qtbot):
    jobs, told = Jobs(), []
    jobs.on_failure(lambda name, error: told.append((name, str(error))))

    def fail():
        raise ValueError("no ground")

    jobs.submit("floors", fail, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("floors", "no ground")]


def test_what_is_held_begins_when_it_is_released(qtbot):
    jobs, done, found = Jobs(held=True), [], []
    jobs.submit("a", lambda: done.append(1) or 7, found.append)
    qtbot.wait(30)
    assert jobs.working
    assert not done
    jobs.release()
    qtbot.waitUntil(lambda: not jobs.working)
    assert (done, found) == ([1], [7])
    jobs.submit("a", lambda: 8, found.append)
    qtbot.waitUntil(lambda: found == [7, 8])


def test_what_fails_is_no_longer_being_worked_on(qtbot):
    jobs, seen = Jobs(), []
    jobs.busy.connect(seen.append)
    with qtbot.captureExceptions() as raised:
        jobs.submit("floors", lambda: 1 // 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert seen == [("floors",), ()]
