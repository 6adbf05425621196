"""Jobs of the entrance."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kontor.channels.errors import DeliveryFailed
from kontor.entrance import password_mail
from kontor.tenants.jobs import by_hand


@app.task(
    name=by_hand(password_mail.TASK),
    queue="mail",
    retry=RetryStrategy(max_attempts=5, exponential_wait=10, retry_exceptions=[DeliveryFailed]),
)
def send_password_mail(tenant_id: int, user_id: int, address: str, language: str) -> None:
    """Scope by hand: it talks to the mail server. ``tenant_id`` is 0; ``address`` is that of this installation."""
    password_mail.send(user_id, address=address, language=language)
