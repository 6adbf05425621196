"""What the receiving server found out about a mail, in words, as far as it is believed (``intake.domain.trust``)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kontor.intake.domain.trust import TrustedResults
from kontor.tickets.models import Message


@dataclass(frozen=True)
class Check:
    """``warns``: it speaks against the mail. ``details`` are the results as the server wrote them."""

    text: str
    warns: bool
    details: str = ""


def checks_of(message: Message) -> list[Check]:
    """Whether the sender is verified, and whether the server took the mail for spam; nothing where it did not say."""
    plain = message.evidence.get("trust")
    if not isinstance(plain, dict):
        return []
    trust = TrustedResults.from_plain(plain)
    return [check for check in (_sender(trust), _spam(trust)) if check]


def _sender(trust: TrustedResults) -> Check | None:
    results = [("SPF", trust.spf), ("DKIM", trust.dkim), ("DMARC", trust.dmarc)]
    details = ", ".join(f"{method} {result}" for method, result in results if result)
    server = trust.server or _("the receiving server")
    if trust.verified:
        return Check(_("Sender verified by %(server)s") % {"server": server}, warns=False, details=details)
    if trust.failed:
        return Check(_("Sender not verified by %(server)s") % {"server": server}, warns=True, details=details)
    return None


def _spam(trust: TrustedResults) -> Check | None:
    if not trust.spam_flag:
        return None
    details = _("Spam score %(score)s") % {"score": _score(trust)} if trust.spam_score is not None else ""
    server = trust.server or _("the receiving server")
    return Check(_("Marked as spam by %(server)s") % {"server": server}, warns=True, details=details)


def _score(trust: TrustedResults) -> str:
    return str(number_format(trust.spam_score or 0, 1))
