"""Our barcode on a letter: a scan that shows it is an answer to that letter, or returns it, and nobody can make one up.

``KL.{tenant}.{letter}.{signature}`` in capitals and figures, which a QR code holds in the least room; the numbers are
in base 36. The signature is HMAC-SHA256 cut to 80 bits over what stands before it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from django.conf import settings
from django.utils.encoding import force_bytes

from kontor.letters.models import OutgoingLetter

LONGEST = 40
_SALT = b"kontor.letters.codes"
_SIGNATURE_BYTES = 10
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE = re.compile(r"(?<![A-Z0-9.])KL\.([0-9A-Z]{1,13})\.([0-9A-Z]{1,13})\.([A-Z2-7]{16})(?![A-Z0-9.])")


def make_code(letter_id: int, tenant_id: int) -> str:
    """The code of the letter, 40 characters at most."""
    body = f"{_written(tenant_id)}.{_written(letter_id)}"
    code = f"KL.{body}.{_signature(body, settings.SECRET_KEY)}"
    if len(code) > LONGEST:
        raise ValueError("The numbers are too long for a code.")
    return code


def letter_of(code: str, tenant_id: int) -> OutgoingLetter | None:
    """The tenant's letter that the code names, wherever in a text it stands. None for any other code and any other
    tenant's. Older keys (``settings.SECRET_KEY_FALLBACKS``) are accepted."""
    for tenant, letter, signature in _CODE.findall(code[:2_000].upper()):
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        genuine = any(hmac.compare_digest(_signature(f"{tenant}.{letter}", key), signature) for key in keys)
        if genuine and int(tenant, 36) == tenant_id:
            return OutgoingLetter.objects.filter(tenant=tenant_id, pk=int(letter, 36)).first()
    return None


def _written(number: int) -> str:
    if not 0 < number < 1 << 63:
        raise ValueError("Only ids of rows can be written into a code.")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def _signature(body: str, secret: str | bytes) -> str:
    key = hashlib.sha256(_SALT + force_bytes(secret)).digest()
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode("ascii")
