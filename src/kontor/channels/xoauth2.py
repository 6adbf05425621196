"""XOAUTH2, the sign-in by token that Microsoft and Google ask for, as a mail server wants to hear it.

https://developers.google.com/workspace/gmail/imap/xoauth2-protocol describes it. A server that refuses a token sends
its reason as a challenge first and waits for an empty answer before it says no.
"""

from __future__ import annotations

import base64

MECHANISM = "XOAUTH2"


def answer(username: str, token: str) -> bytes:
    """What is sent to the server, before base64."""
    return b"user=" + username.encode() + b"\1auth=Bearer " + token.encode() + b"\1\1"


def encoded_answer(username: str, token: str) -> str:
    return base64.b64encode(answer(username, token)).decode()
