"""Secrets at rest: encrypted with a key that lives outside the database and can be changed.

Fernet (AES-128-CBC with HMAC-SHA256); the first key of ``settings.SECRETS_KEYS`` encrypts, all of them decrypt.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from kontor.kernel.errors import Failed


def encrypt(plain: str) -> str:
    """The secret as a token for the database; nothing stays nothing."""
    if not plain:
        return ""
    return _fernet().encrypt(plain.encode()).decode()


def decrypt(token: str) -> str:
    """The secret in plain text. Raises Failed when none of the keys fits."""
    if not token:
        return ""
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken:
        raise Failed("A stored secret cannot be read with the present keys.") from None


def rotate(token: str) -> str:
    """The same secret under the newest key."""
    return _fernet().rotate(token.encode()).decode() if token else ""


def new_key() -> str:
    return Fernet.generate_key().decode()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])
