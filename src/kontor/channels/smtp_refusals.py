"""A server's no, and what it is about: this mail, a recipient, or whoever sends."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kontor.channels.errors import About, DeliveryFailed

TOO_MANY = re.compile(r"\b5\.5\.3\b|\btoo many recipients\b", re.IGNORECASE)
"""Who is refused for that is taken with the next mail (RFC 5321, 4.5.3.1.10), whatever the code says."""
TOO_LARGE = 552
_SENDER = re.compile(r"\b5\.1\.[78]\b|\bsender\b|\bnot owned by\b|\bsend as\b", re.IGNORECASE)
"""Codes of RFC 3463 for the sender's address, and the words of those who have none for it."""
_WRITER = re.compile(r"\b5\.7\.60\b|\b5\.2\.252\b|\bSendAsDenied\b", re.IGNORECASE)
"""Exchange looks at the From of the mail, once it has all of it."""


def is_about_sender(code: int, answer: str) -> bool:
    """Whether a recipient was refused for good because of the sender, as far as the answer tells."""
    return code >= 500 and bool(_SENDER.search(answer) or _WRITER.search(answer))


def refusal(code: int, answer: str, about: About | None = None) -> DeliveryFailed:
    said = f"{code} {answer}"
    text = _("The server for sending refused the mail: %(answer)s") % {"answer": said}
    about = about or (About.WRITER if code >= 500 and _WRITER.search(answer) else About.MAIL)
    return DeliveryFailed(text, permanent=code >= 500, code=code, about=about, answer=said)
