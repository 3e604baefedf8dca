"""A moment as a link: a line of text that brings back what is shown, to paste into a letter or a footnote."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from explorer.frame.state import AUTO, OFF, State
from explorer.session.saved import PLAIN, VERSION, Exploration, SavedError, of
from explorer.session.store import Snapshot

LINK = "foxbat:"
_STATE = ("stated", "units", "moment", "station", "cut")
_PARTS = {"time", "chapter", "voice", "view", "hidden", "altitude_m", "selection", "what_if", *_STATE, *PLAIN}
"""What a link may say. Anything else, such as a file to be opened, is not for a stranger's letter to ask."""


def link(now: Snapshot) -> str:
    """Return a short text that brings back what is shown, but for files and bookmarks: ``foxbat:?time=…``."""
    data = of(now).data
    parts = {"time": data["time"], "chapter": data["chapter"], "voice": data["voice"]}
    if data["view"] is not None:
        parts["view"] = ",".join(f"{data['view'][k]:.6g}" for k in ("lon", "lat", "width_km"))
    usual = State(0.0, "", "")
    if set(data["hidden"]) != usual.hidden:
        parts["hidden"] = ",".join(data["hidden"])
    for name in _STATE:
        if data[name] != getattr(usual, name):
            parts[name] = data[name]
    if data["altitude_m"] is not None:
        parts["altitude_m"] = f"{data['altitude_m']:.9g}"
    parts |= {name: "1" for name in PLAIN if data[name]}
    if data["selection"] is not None:
        parts["selection"] = f"{data['selection']['kind']}:{data['selection']['id']}"
    if data["what_if"] is not None:
        parts["what_if"] = json.dumps({k: v for k, v in data["what_if"].items() if v}, separators=(",", ":"))
    return LINK + "?" + urlencode(parts, safe=":,+")


def from_link(text: str) -> Exploration:
    """Return what a link asks for; raises SavedError."""
    if not text.startswith(LINK) or len(text) > 8000:
        raise SavedError("not a link of this program")
    words = text.removeprefix(LINK).lstrip("?/").replace("+", "%2B")
    given = {name: value for name, value in parse_qsl(words, keep_blank_values=True) if name in _PARTS}
    if "time" not in given:
        raise SavedError("not a link of this program: it has no time")
    data: dict[str, Any] = {"foxbat": VERSION, **given}
    if "view" in given:
        try:
            parts = [float(part) for part in given["view"].split(",")]
            data["view"] = dict(zip(("lon", "lat", "width_km"), parts, strict=True))
        except ValueError:
            raise SavedError("the link's view is not lon,lat,width") from None
    if "hidden" in given:
        data["hidden"] = [part for part in given["hidden"].split(",") if part]
    else:
        data["hidden"] = sorted(OFF)
    data.setdefault("view", None)
    data |= {name: given.get(name) == "1" for name in PLAIN}
    data |= {
        "station": given.get("station"),
        "moment": given.get("moment", ""),
        "cut": given.get("cut", AUTO),
    }
    try:
        data["altitude_m"] = float(given["altitude_m"]) if "altitude_m" in given else None
    except ValueError:
        raise SavedError("the link's altitude is no number") from None
    kind, _, name = given.get("selection", "").partition(":")
    data["selection"] = {"kind": kind, "id": name} if name else None
    try:
        data["what_if"] = json.loads(given["what_if"]) if "what_if" in given else None
    except (ValueError, RecursionError):
        raise SavedError("the link's what-if cannot be read") from None
    return Exploration(data)
