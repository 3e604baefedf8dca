"""What Qt's SVG lacks: a size, spaced letters, lines that widen with it, its fonts, right clips. No Qt."""

import base64
import math
import re
import struct
from collections.abc import Collection, Mapping
from functools import cache
from html import escape, unescape

from explorer import assets
from explorer.export.webfont import tables, woff

Corners = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle."""

_GROUP = re.compile(
    r"<g ([^>]*)>((?:(?!<g |</g>).)*?vector-effect=\"non-scaling-stroke\"(?:(?!<g ).)*?)</g>", re.DOTALL
)
_MATRIX = re.compile(r'transform="matrix\(([^)]*)\)"')
_HEAD = re.compile(r'<svg width="[^"]*" height="[^"]*"')
_PATTERN = re.compile(r'<pattern id="([^"]+)"')
_TEXT = re.compile(r"(<text [^>]*?)( *\n >)([^<]*)(</text>)")
_CLIP = re.compile(r'<clipPath id="([^"]+)">\s*<path [^>]*?\bd="([^"]*)"\s*/>\s*</clipPath>\n*')
_FACE = re.compile(r'font-family="([^"]+)" font-size="[^"]*" font-weight="(\d+)"')
_WEIGHT_AT = 4  # in a font's table OS/2


def finished(
    text: str,
    width: float,
    height: float,
    spaced: Mapping[str, float],
    clips: Collection[Corners] = (),
) -> str:
    """Return Qt's SVG with its size in pixels, its hairlines in units, spaced words spaced, fonts inside.

    Qt keeps hairlines at one pixel however large the picture is shown; they are to grow with it. Of its clips
    only those at ``clips`` stay: it puts those of widgets in the wrong place, and forgets to end them.
    """
    text = _HEAD.sub(f'<svg width="{width:g}" height="{height:g}"', text, count=1)
    text = _GROUP.sub(_widened, text)
    text = _clipped(text, clips)
    # Qt names patterns after what lies where in memory.
    for number, name in enumerate(dict.fromkeys(_PATTERN.findall(text))):
        text = text.replace(name, f"texture{number}")
    marks = {escape(word, quote=False): gap for word, gap in spaced.items()}

    def apart(found: re.Match[str]) -> str:
        gap = marks.get(found[3])
        more = "" if gap is None else f' letter-spacing="{gap:g}"'
        return f"{found[1]}{more}{found[2]}{found[3]}{found[4]}"

    return _lettered(_TEXT.sub(apart, text))


def _widened(found: re.Match[str]) -> str:
    """Give a group's hairlines their width in the group's own coordinates."""
    head, body = found[1], found[2]
    matrix = _MATRIX.search(head)
    k = 1.0
    if matrix is not None:
        a, b, c, d, *_ = (float(part) for part in matrix[1].split(","))
        k = math.sqrt(abs(a * d - b * c)) or 1.0

    def scaled(one: re.Match[str]) -> str:
        values = (
            f"{max(float(v), 1.0 if one[1] == 'stroke-width' else 0.0) / k:.6g}" for v in one[2].split(",")
        )
        return f'{one[1]}="{",".join(values)}"'

    head = re.sub(r'(stroke-width|stroke-dasharray|stroke-dashoffset)="([0-9.,]+)"', scaled, head)
    return f"<g {head}>{body.replace('non-scaling-stroke', 'none')}</g>"


def _clipped(text: str, clips: Collection[Corners]) -> str:
    """Drop every clip that is none of the rectangles asked for."""
    gone = set()
    for name, path in _CLIP.findall(text):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
        xs, ys = numbers[::2], numbers[1::2]
        corners = (min(xs), min(ys), max(xs), max(ys)) if xs and ys else ()
        if not any(math.dist(corners, one) < 0.01 for one in clips if len(corners) == len(one)):
            gone.add(name)
    text = _CLIP.sub(lambda found: "" if found[1] in gone else found[0], text)
    for name in gone:
        text = text.replace(f'<g clip-path="url(#{name})">', "<g>")
    return text


def _lettered(text: str) -> str:
    """Put the letters that the picture uses into it, of each face of the shipped font."""
    used: dict[tuple[str, int], set[str]] = {}
    for head, _, words, _ in _TEXT.findall(text):
        face = _FACE.search(head)
        if face is not None:
            used.setdefault((face[1], int(face[2])), set()).update(unescape(words))
    styles = []
    for (family, weight), letters in sorted(used.items()):
        font = _fonts().get((family, weight))
        if font is not None:
            data = base64.b64encode(woff(font, letters)).decode("ascii")
            styles.append(
                f'@font-face{{font-family:"{family}";font-weight:{weight};'
                f"src:url(data:font/woff;base64,{data})}}"
            )
    if not styles:
        return text
    return text.replace("<defs>", "<defs>\n<style>" + "\n".join(styles) + "</style>", 1)


@cache
def _fonts() -> dict[tuple[str, int], bytes]:
    """Return the shipped fonts by family and weight."""
    found = {}
    for path in sorted(assets.resource("fonts").glob("*.ttf")):
        data = path.read_bytes()
        held = tables(data)
        (weight,) = struct.unpack_from(">H", held["OS/2"], _WEIGHT_AT)
        found[_family(held["name"]), weight] = data
    return found


def _family(names: bytes) -> str:
    """Return the family that a font's table of names tells (for Windows, in English)."""
    count, start = struct.unpack_from(">HH", names, 2)
    rows = [struct.unpack_from(">6H", names, 6 + 12 * n) for n in range(count)]
    told = {
        row[3]: names[start + row[5] : start + row[5] + row[4]].decode("utf-16-be")
        for row in rows
        if row[0] == 3 and row[3] in (1, 16)
    }
    return told.get(16, told.get(1, ""))
