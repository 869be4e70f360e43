"""Papers to lay beside a form: small PDFs, photos and files that only pretend to be."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def pdf(pages: int = 2, *, password: str = "") -> bytes:
    """A paper return: a big number on each page, a black bar at its head."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, encrypt=password or None, invariant=1)
    for number in range(1, pages + 1):
        canvas.rect(40, A4[1] - 60, A4[0] - 80, 20, fill=1)
        canvas.setFont("Helvetica", 14)
        for line in range(25):
            canvas.drawString(
                60, A4[1] - 100 - line * 26, f"page {number}, row {line + 1}: {7 * line + number}"
            )
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def paper(wide: int = 600, high: int = 800) -> Image.Image:
    """White with a black upper left quarter, so that one sees which way up it is."""
    image = Image.new("RGB", (wide, high), "white")
    image.paste((0, 0, 0), (0, 0, wide // 2, high // 2))
    return image


def png(wide: int = 600, high: int = 800) -> bytes:
    content = io.BytesIO()
    paper(wide, high).save(content, "PNG")
    return content.getvalue()


def jpeg(orientation: int = 1) -> bytes:
    """A photo whose camera was held another way: ``orientation`` says how to turn it upright."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = io.BytesIO()
    paper().save(content, "JPEG", exif=exif, quality=90)
    return content.getvalue()


def tiff(pages: int = 3, compression: str = "group4") -> bytes:
    sheets = [paper().convert("1") for _ in range(pages)]
    content = io.BytesIO()
    sheets[0].save(content, "TIFF", save_all=True, append_images=sheets[1:], compression=compression)
    return content.getvalue()


def png_bomb(side: int) -> bytes:
    """A PNG of a few bytes that claims to be ``side`` x ``side``."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
