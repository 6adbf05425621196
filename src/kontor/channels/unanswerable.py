"""Mail of which no report comes back."""

from __future__ import annotations

from kontor.channels.errors import DeliveryFailed
from kontor.channels.servers import SmtpServer
from kontor.channels.smtp import send_to_one


def send_without_sender(server: SmtpServer, *, address: str, recipient: str, message: bytes) -> None:
    """Hand it over with no sender in its envelope, so that no report brings it back as somebody's request.

    Some servers take nothing without one; they get the ``address``. Raises ``DeliveryFailed``.
    """
    try:
        send_to_one(server, envelope_from="", recipient=recipient, message=message)
    except DeliveryFailed as failure:
        if not failure.permanent or not failure.code:
            raise
        send_to_one(server, envelope_from=address, recipient=recipient, message=message)
