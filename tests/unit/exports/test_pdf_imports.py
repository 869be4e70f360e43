"""The heavy libraries are imported when a page is made, not when the program starts."""

from __future__ import annotations

import subprocess
import sys


def test_the_maker_can_be_made_without_reportlab_and_pyhanko() -> None:
    program = (
        "import sys; from exports.pdf import PdfMaker; PdfMaker();"
        "print([m for m in ('reportlab', 'pyhanko', 'cryptography', 'asn1crypto') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
