"""What could not be done with a scan, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.letters.scanning.ocr import INSTALL

KINDS: dict[str, Promise] = {
    "no_scan": _("No scan is attached to this mail."),
    "not_what_it_says": _("The file is neither a PDF nor a TIFF, whatever its name says. It is attached as it came."),
    "encrypted": _("The PDF is protected by a password. It is attached as it came."),
    "broken": _("The file is damaged and could not be opened. It is attached as it came."),
    "too_many_pages": _("The file has %(pages)s pages; the first %(shown)s are shown here. The file has all of them."),
    "too_many_together": _(
        "The files have %(pages)s pages together; the first %(shown)s are shown here. The files have all of them."
    ),
    "page_broken": _("Page %(page)s is damaged and could not be shown."),
    "page_too_large": _("Page %(page)s is too large to be shown."),
    "no_ocr": _(
        "The text of %(pages)s pages was not read: Tesseract is not installed here. An administrator can install it "
        "with: %(command)s"
    ),
    "no_time": _("The text of %(pages)s pages was not read: the scan took too long."),
    "ocr_failed": _("The text of %(pages)s pages could not be read."),
    "no_language": _("Tesseract lacks the language %(languages)s here; some words may be read wrongly."),
    "time": _("Reading the scan took too long. The file is attached as it came."),
    "memory": _("Reading the scan took too much memory. The file is attached as it came."),
    "crashed": _("The scan could not be read: the program failed at it. The file is attached as it came."),
}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence_of(remark: Mapping[str, object]) -> str:
    """In the language that is active. A kind that is not known any more says that reading failed."""
    sentence = KINDS.get(str(remark.get("kind")), KINDS["crashed"])
    return str(sentence) % _Blank({"command": INSTALL, **remark})
