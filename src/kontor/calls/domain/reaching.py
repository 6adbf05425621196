"""How a telephone system is reached."""

from __future__ import annotations

from kontor.calls.models import PhoneSystem
from kontor.channels.telephony.ami import AmiServer


def ami_server(system: PhoneSystem, *, timeout: float = 10.0) -> AmiServer:
    """The manager interface of an Asterisk."""
    return AmiServer(
        system.host,
        system.port,
        system.username,
        system.secret,
        tls=system.tls,
        ca_file=system.ca_file or None,
        timeout=timeout,
    )
