"""Scans are known by content, drawn upright, and refused in words before they can do harm."""

import io
import tracemalloc

import pytest
import scan_files
from PIL import Image

from exports.scan_pages import ScanPages
from kmmp_desktop.errors import FileRefusedError


@pytest.fixture
def pages():
    return ScanPages()


def shown(picture):
    return Image.frombytes("RGB", (picture.width, picture.height), picture.pixels, "raw", "BGRX")


def test_a_pdf_is_drawn_page_by_page_in_the_width_asked_for(pages):
    content = scan_files.pdf(3)
    assert pages.look(content, "november.pdf").sizes == ((595, 842),) * 3
    first, second = (shown(pages.draw(content, page, 600)) for page in (0, 1))
    assert first.width in (600, 601)
    assert first.getpixel((300, 50)) == (0, 0, 0)
    assert first.getpixel((300, 830)) == (255, 255, 255)
    assert first.tobytes() != second.tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_shown_as_its_camera_says_it_was_held(pages, orientation):
    content = scan_files.jpeg(orientation)
    lying = orientation >= 5
    assert pages.look(content, "photo.jpg").sizes == (((800, 600) if lying else (600, 800)),)
    picture = shown(pages.draw(content, 0, 300))
    turned = Image.open(io.BytesIO(content))
    from PIL import ImageOps

    expected = ImageOps.exif_transpose(turned).resize(picture.size)
    for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)):
        at = (int(picture.width * x), int(picture.height * y))
        assert abs(picture.getpixel(at)[0] - expected.getpixel(at)[0]) < 12


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "packbits"])
def test_a_fax_of_several_pages_is_one_file_of_several_pages(pages, compression):
    content = scan_files.tiff(4, compression)
    assert len(pages.look(content, "fax.tif").sizes) == 4
    assert shown(pages.draw(content, 3, 200)).getpixel((20, 20)) == (0, 0, 0)


def test_glass_is_white_and_sixteen_bits_are_grey(pages):
    for mode, colour in (("RGBA", (0, 0, 0, 0)), ("I;16", 0xFFFF), ("P", 0), ("CMYK", (0, 0, 0, 0))):
        content = io.BytesIO()
        Image.new(mode, (40, 40), colour).save(content, "TIFF" if mode == "CMYK" else "PNG")
        picture = shown(pages.draw(content.getvalue(), 0, 40))
        assert picture.size == (40, 40)
        if mode != "P":
            assert picture.getpixel((20, 20)) == (255, 255, 255), mode


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a workbook", "no PDF, PNG, JPEG or TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (scan_files.pdf(1, password="secret"), "password"),
        (scan_files.pdf(2)[:-900], "cut off"),
        (b"%PDF-1.4\nnothing at all\n%%EOF", "cut off"),
        (scan_files.png()[:700], "cut off"),
        (scan_files.jpeg()[:3000], "cut off"),
        (scan_files.tiff()[:300], "cut off"),
        (scan_files.pdf(21), "more than 20 pages"),
        (scan_files.tiff(21), "more than 20 pages"),
        (scan_files.png_bomb(9000), "too big"),
        (scan_files.png_bomb(11_000), "too big"),
        (scan_files.png_bomb(60_000), "too big"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(pages, content, word):
    with pytest.raises(FileRefusedError, match=word):
        pages.look(content, "return.pdf")


def test_a_bomb_costs_no_memory(pages):
    content = scan_files.png_bomb(20_000)
    tracemalloc.start()
    with pytest.raises(FileRefusedError):
        pages.look(content, "bomb.png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_pdf_that_hides_a_huge_picture_is_refused(pages):
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, NumberObject
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    canvas = Canvas(content)
    canvas.drawImage(ImageReader(scan_files.paper(10, 10)), 0, 0)
    canvas.save()
    writer = PdfWriter(PdfReader(io.BytesIO(content.getvalue())))
    [picture] = writer.pages[0]["/Resources"]["/XObject"].values()
    picture.get_object()[NameObject("/Width")] = NumberObject(20_000)
    picture.get_object()[NameObject("/Height")] = NumberObject(20_000)
    hidden = io.BytesIO()
    writer.write(hidden)
    with pytest.raises(FileRefusedError, match="too big"):
        pages.look(hidden.getvalue(), "hidden.pdf")


def test_no_width_makes_a_page_bigger_than_the_memory_allows(pages):
    drawn = pages.draw(scan_files.pdf(1), 0, 1_000_000)
    assert drawn.width * drawn.height <= 16_100_000


def test_damage_at_any_byte_is_a_refusal_or_a_picture_never_a_crash(pages):
    for content in (scan_files.pdf(1), scan_files.png(60, 80), scan_files.jpeg(), scan_files.tiff(2)):
        for at in range(8, len(content), max(1, len(content) // 60)):
            broken = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
            try:
                seen = pages.look(broken, "broken")
                pages.draw(broken, 0, 50)
            except FileRefusedError:
                continue
            assert seen.sizes
