"""Atheris on the check language: ``python tests/fuzz/fuzz_expressions.py 60`` looks for a minute.

Exit code 0: nothing but the language's own errors came out. ``--plant`` breaks the parser first, to see that
a fault is found: then a non-zero exit code is right.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import atheris  # noqa: E402 - the paths above come first

with atheris.instrument_imports(include=["kmmp_desktop.domain", "exports", "forms", "fuzz_targets"]):
    import fuzz_targets

    from kmmp_desktop.domain import expressions


def one(data: bytes) -> None:
    """The first byte says how the others are read: a word each, or as text; some also as a file."""
    kind, rest = data[0] % 10 if data else 0, data[1:]
    if kind < 6:
        text = "".join(fuzz_targets.WORDS[byte % len(fuzz_targets.WORDS)] for byte in rest)
    else:
        text = rest.decode("utf-8", "surrogateescape")
    fuzz_targets.take_in(text)
    if kind in (5, 9):
        fuzz_targets.take_file(text)


def plant() -> None:
    """A parser that falls over a setting in place of a category, where nobody would look."""
    sound = expressions.read_tokens

    def falls(text: str):
        found = sound(text)
        if re.search(r"\[@[a-z]", text):
            raise IndexError("planted")
        return found

    expressions.read_tokens = falls


def seeds(folder: Path) -> None:
    doc = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    for number, text in enumerate(dict.fromkeys(re.findall(r"^\| `([^`]+)`", doc, re.MULTILINE))):
        (folder / str(number)).write_bytes(b"\x06" + text.encode("utf-8"))


def main() -> None:
    seconds = next((argument for argument in sys.argv[1:] if argument.isdigit()), "60")
    if "--plant" in sys.argv:
        plant()
    with tempfile.TemporaryDirectory() as home:
        corpus, words = Path(home, "corpus"), Path(home, "words")
        corpus.mkdir()
        seeds(corpus)
        known = [
            word for word in fuzz_targets.WORDS if word.isascii() and word.isprintable() and word.strip()
        ]
        words.write_text("".join(f"{json.dumps(word)}\n" for word in known), encoding="ascii")
        options = [
            f"-max_total_time={seconds}",
            "-max_len=300",
            "-len_control=0",
            "-timeout=20",
            "-rss_limit_mb=2048",
            f"-dict={words}",
            f"-artifact_prefix={tempfile.gettempdir()}/fuzz-",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
