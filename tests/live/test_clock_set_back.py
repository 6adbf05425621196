from __future__ import annotations

import json
import time

import pytest

from kontor.live import streams
from kontor.live.streams import Stream, Streams
from tests.live.test_streams import ANNA, NORDLICHT, collect


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    monkeypatch.setattr(streams, "GATHERED", 0.01)


def test_once_the_clock_is_set_back_streams_go_on_that_heard_of_rights_before(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody, right = Streams(), time.time()
    monkeypatch.setattr(streams, "time", lambda: right - 60)
    everybody.begin()
    monkeypatch.setattr(streams, "time", lambda: right + 3600)
    everybody.hear(json.dumps([["u", ANNA, "rights", 0]]))

    said, missed = [], []
    for seconds in (1.0, 2.0):
        monkeypatch.setattr(streams, "time", lambda seconds=seconds: right + seconds)
        stream = Stream(ANNA, frozenset({NORDLICHT}), asked=right + seconds - 0.1)
        everybody.add(stream)
        missed.append(everybody.has_missed(stream, right + seconds - 0.1))
        everybody.hear(json.dumps([["t", NORDLICHT, "ticket", 7]]))
        said.append(len(collect(stream)))
        everybody.remove(stream)

    assert (said, missed) == ([0, 1], [True, False])
