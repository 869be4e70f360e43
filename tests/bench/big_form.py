"""A form of 1,000 cells, made here: ten sections of twenty rows in five columns, with totals and checks."""

from __future__ import annotations

from pathlib import Path

BIG = "BIGRETURN"
SECTIONS, ROWS, COLUMNS = 10, 20, 5
_HEAD = """\
kmmp_form: 1
form:
  family: BIGRETURN
  prefix: BG
  version: 1.0.0
  title: {en: "Big return", sw: "Ripoti kubwa"}
  short: {en: "Big return", sw: "Ripoti kubwa"}
  programme: {en: "Tests", sw: "Majaribio"}
  notice: {en: "Only for tests", sw: "Kwa majaribio tu"}
  valid_from: "202001"
  due_day: 5
  languages: [en, sw]

standards:
  STD_SUM:
    statement: {en: "Parts and whole agree", sw: "Sehemu na jumla zinalingana"}
    status: arithmetic

category_sets:
  five:
    label: {en: "Group", sw: "Kundi"}
    categories:
"""


def write_big_form(folder: Path) -> None:
    """Write the form file into ``folder``. Each row but the first of a section has one check."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [_HEAD]
    for n in range(1, COLUMNS + 1):
        label = f'{{en: "Group {n}", sw: "Kundi {n}"}}'
        lines.append(f"      - {{code: G{n}, label: {label}, short: {label}}}\n")
    lines.append("\nsections:\n")
    checks = ["\nchecks:\n"]
    for section in "ABCDEFGHIJ"[:SECTIONS]:
        title = f'{{en: "Section {section}", sw: "Sehemu {section}"}}'
        lines += [
            f"  - code: {section}\n",
            f"    title: {title}\n",
            f"    short: {title}\n",
            "    elements:\n",
        ]
        for row in range(1, ROWS + 1):
            code = f"{section}{row:02}"
            label = f'{{en: "Clients seen, kind {row}", sw: "Wateja, aina {row}"}}'
            lines.append(
                f'      - {{code: {code}, row: "{row}", label: {label}, type: integer, categories: five, '
                'copy_from: {en: "Register", sw: "Daftari"}, status: not_verified}\n'
            )
            if row > 1:
                checks.append(
                    f"  - code: R{code}\n    check: {code} <= {section}01\n    severity: error\n"
                    '    title: {en: "{left} are more than {right}", sw: "{left} ni zaidi ya {right}"}\n'
                    f"    at: [{code}]\n    missing: skip_if_any\n    standard: STD_SUM\n"
                )
    (folder / "big_1.0.0.yaml").write_text("".join(lines + checks), encoding="utf-8")
