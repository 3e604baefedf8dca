"""Small help for writing XML: elements in order, texts clean and escaped.

The standard library's ElementTree writes the GPX and KML here. gpxpy 1.6 writes what stands in extensions
unescaped and simplekml 1.3 does so with ExtendedData and with any text that holds a CDATA mark, so a
hostile name breaks their files; gpxpy reads ours back in the tests.
"""

import re
import xml.etree.ElementTree as ET
from html import escape

from explorer.export.features import DIGITS, clean
from explorer.scenario import times

Element = ET.Element


def element(tag: str, **attributes: str | None) -> Element:
    """Return an element; attributes that are None are left out."""
    return Element(tag, {k: clean(v) for k, v in attributes.items() if v is not None})


def add(parent: Element, tag: str, text: str | None = None, **attributes: str | None) -> Element:
    """Append an element with a text and return it."""
    child = element(tag, **attributes)
    if text is not None:
        child.text = clean(text)
    parent.append(child)
    return child


def maybe(parent: Element, tag: str, text: str | None) -> None:
    """Append an element if there is something to say."""
    if text:
        add(parent, tag, text)


def number(value: float, digits: int = 2) -> str:
    """Return a number without exponent and without idle zeros."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def degrees(value: float) -> str:
    """Return degrees to 1 cm."""
    return number(value, DIGITS)


def when(time: float | None) -> str | None:
    """Return a time as xsd:dateTime in UTC."""
    return None if time is None else times.iso(time)


def html(lines: list[str]) -> str:
    """Return plain lines as HTML for a balloon: what looks like markup is shown, not obeyed."""
    return "<br/>".join(escape(clean(line)).replace("\n", "<br/>") for line in lines if line)


def document(root: Element) -> bytes:
    """Return a whole file; the same elements give the same bytes."""
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode("utf-8", "replace")


def name(text: str) -> str:
    """Return ``text`` as part of an XML id."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)
