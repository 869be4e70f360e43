"""Whether the pages of a PDF show the figures that it carries: by making the pages again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from exports.pdf import PdfMaker
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.ports import FormCatalogue

_log = logging.getLogger(__name__)
SIGNERS = (("clerk", "manager"), ("clerk",))
"""Signing only adds bytes behind the pages, so that those who were expected to sign are tried."""


class PageComparer:
    """Fits ``services.checking_files.PageCheck`` for returns.

    Equal bytes prove that the pages are those of the figures. Other bytes prove nothing: an older
    program sets pages in another way, and another office may have other standards on them.
    """

    def __init__(self, forms: FormCatalogue, maker: PdfMaker) -> None:
        self._forms = forms
        self._maker = maker

    def shows(self, content: bytes, data: Mapping[str, Any]) -> bool:
        """Whether ``content`` begins with the pages that this program makes of ``data``.

        ``data`` are verified, and those of ``content``. Never raises on what a file may hold.
        """
        try:
            if data.get("kind") != "return":
                return False
            period = Period.parse(str(data["return"]["period"]))
            form = self._form(data["form"], period)
            derived = tuple(self._form(block, period) for block in data["derived"])
            if form is None or None in derived:
                return False
            document = ReturnDocument(dict(data), form, tuple(one for one in derived if one is not None))
            return any(content.startswith(self._maker.build(document, signers)) for signers in SIGNERS)
        except (KmmpError, KeyError, TypeError, ValueError, AttributeError) as error:
            _log.info("the pages could not be made again: %s", error)
            return False

    def _form(self, named: Mapping[str, Any], period: Period) -> Form | None:
        """The very form that is named, by its digest where one is given."""
        form = self._forms.version(str(named["family"]), str(named["version"]), period)
        return form if named.get("digest", form.digest) == form.digest else None
