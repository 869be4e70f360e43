"""The pictures of the guide are made here, and the guide shows what the program looks like.

``KMMP_WRITE_PICTURES=1 pytest tests/e2e/test_guide_pictures.py`` takes them anew; otherwise each is compared.
"""

import os
import re
from pathlib import Path

import pytest
from guide_scenes import SCENES, taken
from office_fixtures import office_template
from PIL import Image, ImageChops, ImageStat
from PySide6.QtGui import QImage
from scenario_fixtures import office, paper, settings, sit, year_template

__all__ = ["office", "office_template", "paper", "settings", "sit", "year_template"]

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
PICTURES = GUIDE / "pictures"
MOST_BYTES = 150_000
ALIKE = 9.0
"""Mean difference of grey levels, 0 to 255, of pictures a quarter as large: another screen is not alike."""


def grey(picture: Image.Image) -> Image.Image:
    return picture.convert("L").resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)


def as_pillow(image: QImage) -> Image.Image:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombytes(
        "RGB", (plain.width(), plain.height()), bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine()
    )


@pytest.mark.parametrize("name", SCENES)
def test_the_guide_shows_the_screen_as_it_is(name, office, paper, sit, tmp_path):
    desk = sit(office)
    desk = SCENES[name](desk, office, paper, tmp_path) or desk
    fresh = as_pillow(taken(desk))
    kept = PICTURES / f"{name}.png"
    if os.environ.get("KMMP_WRITE_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        # Few pixels carry the colours of the marks: a palette made by area would lose them.
        few = fresh.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE)
        few.save(kept, optimize=True)
    assert kept.exists(), "take it: KMMP_WRITE_PICTURES=1 pytest tests/e2e/test_guide_pictures.py"
    assert kept.stat().st_size <= MOST_BYTES
    with Image.open(kept) as shown:
        assert shown.size == fresh.size
        off = ImageStat.Stat(ImageChops.difference(grey(shown), grey(fresh))).mean[0]
    assert off <= ALIKE, f"the screen has changed (by {off:.1f}): take the picture anew and look at it"


def test_every_picture_of_the_guide_is_made_here_and_every_one_is_shown():
    shown = {
        name
        for page in GUIDE.glob("*.md")
        for name in re.findall(r"\(pictures/([\w-]+)\.png\)", page.read_text(encoding="utf-8"))
    }
    assert shown == set(SCENES)
    assert {picture.stem for picture in PICTURES.glob("*.png")} == set(SCENES)


def test_every_page_of_the_guide_is_listed_and_every_link_leads_somewhere():
    index = (GUIDE / "index.md").read_text(encoding="utf-8")
    for page in GUIDE.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert page.name == "index.md" or f"({page.name})" in index, f"{page.name} is not in the index"
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("picture", sorted(SCENES))
def test_every_picture_has_words_for_who_cannot_see_it(picture):
    texts = [page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md")]
    [words] = [w for text in texts for w in re.findall(rf"!\[([^\]]*)\]\(pictures/{picture}\.png\)", text)]
    assert len(words) > 20
