"""Everything that is known of a received file, for somebody who helps by telephone."""

from __future__ import annotations

from itertools import zip_longest

from kmmp_desktop.services.receiving_rows import ReceivedFile
from ui.wording import Say, clock_time, full_date


def technical_detail(file: ReceivedFile, say: Say) -> str:
    verdict = file.verdict
    lines = [
        str(file.path),
        f"SHA-256 {file.digest.hex() or '-'}",
        say("Verdict: {step}, {why}", step=file.step.value, why=file.judged.why.value),
        say("Signers judged by: {what}", what=file.trusted_by or "-"),
    ]
    if file.seen_at is not None:
        at = f"{full_date(say, file.seen_at)} {clock_time(file.seen_at)} EAT"
        lines.append(say("Seen here first: {at}", at=at))
    if file.key is not None:
        lines += [
            say(
                "Return: {family} {mfl} {period}, revision {number}",
                family=file.key.family,
                mfl=file.key.facility,
                period=file.key.period,
                number=file.number,
            ),
            say("Revision id: {id}", id=file.revision),
            say("Office: {name}, id {id}", name=file.office_name, id=file.office),
        ]
    for question, answer, text in (
        ("intact", verdict.intact, verdict.intact_text),
        ("who", verdict.who, verdict.who_text),
        ("complete", verdict.complete, verdict.complete_text),
    ):
        lines.append(f"{question}: {answer.value}. {say(text)}")
    for signature, identity in zip_longest(verdict.signatures, verdict.identities):
        if signature is None:
            continue
        at = f"{signature.signed_at:%Y-%m-%dT%H:%M:%SZ}" if signature.signed_at else "-"
        lines.append(f"{signature.role}: {signature.name}, {signature.fingerprint}, {at}")
        if signature.problem is not None:
            lines.append(f"  {say(signature.problem)}")
        if identity is not None:
            lines.append(f"  {identity.standing.value}: {say(identity.text)}")
    lines += [f"! {say(problem)}" for problem in verdict.problems]
    return "\n".join(lines)
