"""What Qt's SVG lacks: a size of its own, letters apart, and lines that widen with the picture. No Qt."""

import math
import re
from html import escape

_GROUP = re.compile(
    r"<g ([^>]*)>((?:(?!<g |</g>).)*?vector-effect=\"non-scaling-stroke\"(?:(?!<g ).)*?)</g>", re.DOTALL
)
_MATRIX = re.compile(r'transform="matrix\(([^)]*)\)"')
_HEAD = re.compile(r'<svg width="[^"]*" height="[^"]*"')
_PATTERN = re.compile(r'<pattern id="([^"]+)"')
_TEXT = re.compile(r"(<text [^>]*?)( *\n >)([^<]*)(</text>)")


def finished(text: str, width: float, height: float, spaced: dict[str, float]) -> str:
    """Return Qt's SVG with its size in pixels, its hairlines in units, and spaced words spaced.

    Qt keeps hairlines at one pixel however large the picture is shown; they are to grow with it.
    """
    text = _HEAD.sub(f'<svg width="{width:g}" height="{height:g}"', text, count=1)
    text = _GROUP.sub(_widened, text)
    # Qt names patterns after what lies where in memory.
    for number, name in enumerate(dict.fromkeys(_PATTERN.findall(text))):
        text = text.replace(name, f"texture{number}")
    marks = {escape(word, quote=False): gap for word, gap in spaced.items()}

    def apart(found: re.Match[str]) -> str:
        gap = marks.get(found[3])
        more = "" if gap is None else f' letter-spacing="{gap:g}"'
        return f"{found[1]}{more}{found[2]}{found[3]}{found[4]}"

    return _TEXT.sub(apart, text)


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
