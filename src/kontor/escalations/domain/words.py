"""What a rule did, in the words of the person who reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.escalations.enums import ActionKind

_DONE = {
    ActionKind.NOTIFY: gettext_lazy("%(what)s notified"),
    ActionKind.MAIL: gettext_lazy("%(what)s notified by mail"),
    ActionKind.PRIORITY: gettext_lazy("priority raised to %(what)s"),
    ActionKind.RECATEGORIZE: gettext_lazy("moved into “%(what)s”"),
    ActionKind.ASSIGN: gettext_lazy("assigned to %(what)s"),
    ActionKind.TAG: gettext_lazy("tag “%(what)s” set"),
}
_NOT_DONE = {
    ActionKind.NOTIFY: gettext_lazy("nobody to notify"),
    ActionKind.MAIL: gettext_lazy("nobody to notify by mail"),
    ActionKind.PRIORITY: gettext_lazy("priority %(what)s already"),
    ActionKind.RECATEGORIZE: gettext_lazy("could not be moved into “%(what)s”"),
    ActionKind.ASSIGN: gettext_lazy("could not be assigned (%(what)s)"),
    ActionKind.TAG: gettext_lazy("has the tag “%(what)s” already"),
}


def effects_in_words(effects: Iterable[Mapping[str, Any]]) -> str:
    """On one line, in the order in which it was done."""
    return "; ".join(_effect(each) for each in effects) or _("nothing to do")


def _effect(effect: Mapping[str, Any]) -> str:
    sentences = _DONE if effect["done"] else _NOT_DONE
    return str(sentences[ActionKind(effect["kind"])]) % {"what": ", ".join(effect["values"])}
