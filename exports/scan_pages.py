"""Reads and draws the pages of a scanned return: PDF, PNG, JPEG, TIFF. Knows them by content, not by name."""

from __future__ import annotations

import io
import struct
import threading
from typing import TYPE_CHECKING, Any

from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.ports import Pages, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PAGES = 20
MOST_PIXELS = 50_000_000
"""Of one page: A4 at 600 dpi has 35 million; more is a picture made to fill the memory."""
MOST_SIDE = 30_000
MOST_DRAWN = 16_000_000
"""Pixels of a drawn page: 64 MB."""
_TAIL = 64 * 1024

_IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff"}
_ROTATION = 0x0112
_LYING = (5, 6, 7, 8)
"""Values of the EXIF orientation at which width and height change places."""
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What has to be done to a picture of each orientation."""

_BAD = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, AttributeError,
    struct.error, Warning,
)  # fmt: skip
"""What Pillow throws at a damaged file; it says some of it as warnings."""


class ScanPages:
    """See ``ports.PageRenderer``. PDFium must not be entered by two threads at once: one lock guards it."""

    def __init__(self) -> None:
        self._pdfium = threading.Lock()

    def look(self, content: bytes, name: str) -> Pages:
        """Decode every page once: what is cut off or made to fill the memory is refused here."""
        kind = _kind(content, name)
        if kind == "PDF":
            with self._pdfium:
                return Pages("application/pdf", _look_at_pdf(content, name))
        return Pages(_IMAGES[kind], _look_at_image(content, kind, name))

    def draw(self, content: bytes, page: int, width: int) -> Picture:
        kind = _kind(content, "")
        if kind == "PDF":
            with self._pdfium:
                return _draw_pdf(content, page, width)
        return _draw_image(content, kind, page, width)


def _kind(content: bytes, name: str) -> str:
    if b"%PDF-" in content[:1024]:
        return "PDF"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"):
        raise FileRefusedError(
            '"{name}" is a photo in the format HEIC, which cannot be shown here.',
            name=name,
            hint="Save or send it from the phone as JPEG (in the camera's settings: most compatible).",
        )
    raise FileRefusedError(
        '"{name}" is no PDF, PNG, JPEG or TIFF file.' if content else '"{name}" is empty.',
        name=name,
        hint="Scan the paper as PDF, or take a photo of it.",
    )


def _refuse_size(name: str, width: float, height: float) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise FileRefusedError(
            'A page of "{name}" is too big to be shown: {width} by {height} points of colour.',
            name=name,
            width=int(width),
            height=int(height),
            hint="Scan it at 300 dpi.",
        )


def _damaged(name: str) -> FileRefusedError:
    return FileRefusedError(
        '"{name}" is damaged or was cut off: it cannot be read to its end.',
        name=name,
        hint="Copy it anew from the scanner or the phone.",
    )


def _bomb(name: str) -> FileRefusedError:
    return FileRefusedError(
        'A page of "{name}" is too big to be shown.', name=name, hint="Scan it at 300 dpi."
    )


def _refuse_many(name: str, count: int) -> None:
    if count > MOST_PAGES:
        raise FileRefusedError(
            '"{name}" has more than {most} pages.',
            name=name,
            most=MOST_PAGES,
            hint="Add only the pages of this return.",
        )


# -- PDF -------------------------------------------------------------------------------------


def _open_pdf(content: bytes, name: str) -> Any:
    import pypdfium2  # a library of 8 MB that most sittings never need

    if b"%%EOF" not in content[-_TAIL:]:
        raise _damaged(name)
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise FileRefusedError(
                '"{name}" is locked with a password, so it cannot be shown.',
                name=name,
                hint="Save it without a password, or scan the paper anew.",
            ) from error
        raise _damaged(name) from error


def _look_at_pdf(content: bytes, name: str) -> tuple[tuple[int, int], ...]:
    import pypdfium2
    from pypdfium2 import raw

    document = _open_pdf(content, name)
    try:
        if not len(document):
            raise _damaged(name)
        _refuse_many(name, len(document))
        sizes = []
        for page in document:
            width, height = page.get_size()
            for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
                _refuse_size(name, *found.get_px_size())
            if not (1 <= width <= MOST_SIDE and 1 <= height <= MOST_SIDE):
                raise _damaged(name)
            sizes.append((round(width), round(height)))
            page.close()
        return tuple(sizes)
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()


def _draw_pdf(content: bytes, page: int, width: int) -> Picture:
    import pypdfium2

    document = _open_pdf(content, "")
    try:
        sheet = document[page]
        wide, high = sheet.get_size()
        scale = min(width / wide, (MOST_DRAWN / (wide * high)) ** 0.5)
        bitmap = sheet.render(scale=scale, prefer_bgrx=True, may_draw_forms=False)
        rows, stride = bytes(bitmap.buffer), bitmap.stride
        drawn = Picture(bitmap.width, bitmap.height, _tight(rows, bitmap.width * 4, stride))
        bitmap.close()
        sheet.close()
        return drawn
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise _damaged("") from error
    finally:
        document.close()


def _tight(rows: bytes, width: int, stride: int) -> bytes:
    if stride == width:
        return rows
    return b"".join(rows[at : at + width] for at in range(0, len(rows), stride))


# -- images ----------------------------------------------------------------------------------


def _open_image(content: bytes, kind: str, name: str) -> Image:
    from PIL import Image  # 60 ms that only a sitting with a scan pays

    try:
        return Image.open(io.BytesIO(content), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _bomb(name) from error
    except _BAD as error:
        raise _damaged(name) from error


def _look_at_image(content: bytes, kind: str, name: str) -> tuple[tuple[int, int], ...]:
    from PIL import Image

    image = _open_image(content, kind, name)
    sizes: list[tuple[int, int]] = []
    try:
        for number in range(MOST_PAGES + 1):
            if number:
                if kind != "TIFF":  # a phone hides a second, smaller picture in its JPEG
                    break
                try:
                    image.seek(number)
                except EOFError:
                    break
            _refuse_many(name, number + 1)
            _refuse_size(name, *image.size)
            wide, high = image.size
            if _turned(image) in _LYING:
                wide, high = high, wide
            sizes.append((wide, high))
            if kind == "JPEG":
                image.draft("L", (wide // 8, high // 8))
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _bomb(name) from error
    except _BAD as error:
        raise _damaged(name) from error
    finally:
        image.close()
    return tuple(sizes)


def _turned(image: Image) -> int:
    try:
        return int(image.getexif().get(_ROTATION, 1))
    except _BAD:
        return 1


def _draw_image(content: bytes, kind: str, page: int, width: int) -> Picture:
    from PIL import Image

    image = _open_image(content, kind, "")
    try:
        image.seek(page)
        _refuse_size("", *image.size)
        turn = _turned(image)
        wide, high = image.size[::-1] if turn in _LYING else image.size
        share = min(1.0, width / wide, (MOST_DRAWN / (wide * high)) ** 0.5)
        most = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        if kind == "JPEG":
            image.draft("RGB", most)  # decodes a phone's photo at a half, a quarter or an eighth
        small = _plain(image).resize(most, Image.Resampling.BILINEAR, reducing_gap=2.0)
        upright = small.transpose(Image.Transpose[_UPRIGHT[turn]]) if turn in _UPRIGHT else small
        return Picture(upright.width, upright.height, upright.convert("RGB").tobytes("raw", "BGRX"))
    except (*_BAD, Image.DecompressionBombError) as error:
        raise _damaged("") from error
    finally:
        image.close()


def _plain(image: Image) -> Image:
    """Grey or colour, eight bits each: a mode that can be made smaller smoothly. Glass becomes white."""
    from PIL import Image as images

    if image.mode.startswith(("I", "F")):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = images.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return image.convert("RGB")
