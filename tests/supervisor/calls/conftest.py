"""Calls are connected, and the list of their records."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.call_records import connect_calls
from tests.support.client import Browser

Clients = Callable[..., Browser]

LIST = "/supervisor/calls/"

EXPORT = "/supervisor/calls/export/"

WHERE = "https://pbx.example/recordings/1.wav"


@pytest.fixture
def connected(db: None) -> None:
    connect_calls()


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:calls:{name}", args=args)


def records(response: Any) -> list[dict[str, Any]]:
    text = b"".join(response.streaming_content).decode()
    return [json.loads(line) for line in text.splitlines()]
