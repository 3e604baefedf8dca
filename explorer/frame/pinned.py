"""Which place of the map is marked: that of what is selected, else that of the moment after the flight."""

from explorer.frame.derived import Derived
from explorer.frame.state import Selection, State
from explorer.scenario.model import Moment, Scenario


def pinned_site(scenario: Scenario, derived: Derived, state: State, moment: Moment | None) -> str | None:
    """Return the id of the site to mark, or None.

    With something selected it is that site, or the one of a moment or a claim. With nothing selected it is
    where the present moment is, in the chapters after the flight: there nothing moves to show it.
    """
    if state.selection is not None:
        return _of_selection(scenario, derived, state.selection)
    if moment is None or state.chapter == scenario.chapters[0].id:
        return None
    return moment.place if moment.place in scenario.sites else None


def _of_selection(scenario: Scenario, derived: Derived, selection: Selection) -> str | None:
    if selection.kind == "site":
        return selection.id
    if selection.kind == "moment":
        return next((m.place for m in scenario.moments if m.id == selection.id), None)
    claim = None
    if selection.kind == "claim" and derived.extras is not None:
        claim = derived.extras.claim(selection.id)
    if claim is None or claim.site is not None:
        return None if claim is None else claim.site
    return next((m.place for m in scenario.moments if m.id == claim.moment), None)
