"""Why no letter came out, and what the renderer noticed in one that did: as whole sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from kontor.kernel.errors import Failed
from kontor.letters.rendering.sheet import CssProblem, Remark

INSTALL = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2"
"""What puts the missing libraries in place."""
USELESS = frozenset({"window", "text", "code"})
"""Remarks on a letter that does not arrive, cannot be read or is not known again."""


class RenderFailed(Failed):
    """No letter came out. ``kind`` and ``values`` can be stored; ``sentence`` is for people."""

    def __init__(self, kind: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(f"A letter could not be rendered: {kind}.")
        self.kind = kind
        self.values = dict(values or {})

    @property
    def sentence(self) -> str:
        return failure_sentence(self.kind, self.values)


def failure_sentence(kind: str, values: Mapping[str, str]) -> str:
    """The failure in one sentence of the reader's language."""
    if kind == "time":
        return _("The letter took too long to render. A shorter text or a simpler stylesheet helps.")
    if kind == "busy":
        return _("Other letters are being rendered just now. Please try again in a moment.")
    if kind == "died":
        return _("The program that makes letters was ended from outside. Please try again.")
    if kind == "temporary":
        return _("There is no room for temporary files on the server. Try again when somebody has made room.")
    if kind == "memory":
        return _("The letter needs more memory than a letter may have. A shorter text or smaller pictures help.")
    if kind == "library":
        return _("Programs for making PDFs are missing on the server. This command installs them: %(command)s") % {
            "command": INSTALL
        }
    if kind == "pages":
        return _("The letter has more than %(most)s pages.") % {"most": values.get("most", "")}
    if kind == "window":
        return _(
            "The address does not lie fully in the window of the envelope: shorten its lines, or change the stylesheet."
        )
    if kind == "pdf":
        return _("The PDF cannot be read.")
    return _("The letter cannot be rendered with this text and this stylesheet (%(reason)s).") % {
        "reason": values.get("reason", kind)
    }


def remark_sentence(remark: Remark) -> str:
    """The remark in one sentence."""
    if remark.kind == "glyphs":
        return _("No font on the server has these characters; a box stands in their place: %(characters)s") % {
            "characters": remark.values.get("characters", "")
        }
    if remark.kind == "window":
        return _("The address does not lie fully in the window of the envelope.")
    if remark.kind == "text":
        return _("The text of the letter cannot be read: part of it is hidden, too small or of the paper's colour.")
    if remark.kind == "code":
        return _("The barcode is missing, by which a scanned answer is known.")
    if remark.kind == "picture":
        return _("A picture is left out because it is not a file of this tenant: %(name)s") % {
            "name": remark.values.get("name", "")
        }
    return remark.kind


def problem_sentence(problem: CssProblem) -> str:
    """The problem of a stylesheet in one sentence, without its line."""
    values = {"text": problem.text}
    if problem.kind == "property":
        return _("There is no such property: %(text)s") % values
    if problem.kind == "value":
        return _("The property cannot have this value: %(text)s") % values
    if problem.kind == "selector":
        return _("This selector is not understood: %(text)s") % values
    if problem.kind == "address":
        return _("Only files of the tenant can be shown, by url(asset:name); not %(text)s") % values
    if problem.kind == "asset":
        return _("The tenant has no file of this name: %(text)s") % values
    return _("This cannot be read: %(text)s") % values
