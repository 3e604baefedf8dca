import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont

from explorer import assets

NAMES = "奥尻当別大湊加茂釜臥山神威千歳函館百里茂津多岬三沢札幌東京羽田日立稚内網走根室襟裳佐渡男鹿"
CYRILLIC = "ЧугуевкаВладивостокБеленкоСоколовка"
SIGNS = "āēīōūŌ ± × → ← ↑ ↓ ↔ ° ½ ¼ ¾ … · – — − “ ” ‘ ’ ′ ″ ≤ ≥ ≈ ² ³ ▲ ▼ ▶ ◀ ● ○ ◆ ◇ ■ □ ✓ ⚠ ★ § µ Δ"


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("text", [NAMES, CYRILLIC, SIGNS, "かむいワカナイ"])
def test_the_font_has_every_character_of_the_names(qapp, weight, text):
    font = QRawFont(str(assets.resource("fonts", f"NotoSansJP-{weight}.ttf")), 16)
    assert font.isValid()
    assert [c for c in text if c != " " and not font.supportsCharacter(ord(c))] == []


def test_both_weights_are_one_family_with_even_figures(qapp):
    for weight in ("Regular", "Bold"):
        number = QFontDatabase.addApplicationFont(str(assets.resource("fonts", f"NotoSansJP-{weight}.ttf")))
        assert QFontDatabase.applicationFontFamilies(number) == ["Noto Sans JP"]
        font = QFont("Noto Sans JP")
        font.setPixelSize(40)
        font.setWeight(QFont.Weight[weight if weight == "Bold" else "Normal"])
        metrics = QFontMetricsF(font)
        assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_the_licence_is_beside_the_font():
    assert "SIL Open Font License" in assets.resource("fonts", "OFL.txt").read_text("utf-8")
