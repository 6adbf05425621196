from __future__ import annotations

import pytest

from kontor.letters.domain import switch
from kontor.letters.domain.switch import is_on, rendering_trouble
from kontor.letters.preferences import LETTERS
from kontor.letters.rendering.failures import INSTALL
from kontor.preferences.models import SystemValues


@pytest.fixture(autouse=True)
def look_anew(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(switch, "_seen", None)


@pytest.mark.parametrize("wanted", [True, False])
def test_letters_are_on_where_somebody_switched_them_on(wanted: bool):
    system = SystemValues()
    LETTERS.set_on(system, wanted)

    assert is_on(system) is wanted
    assert rendering_trouble() == ""


def test_letters_are_off_unless_switched_on(db):
    assert not is_on()


@pytest.mark.parametrize(
    ("there", "missing"), [("libpango-1.0", "pango-1.0"), ("harfbuzz-subset", "harfbuzz-gone"), ("Liberation", "Gone")]
)
def test_a_missing_library_or_font_leaves_letters_off_and_names_the_command(
    there: str, missing: str, monkeypatch: pytest.MonkeyPatch
):
    """The same look, for what no machine has."""
    look = switch.LOOK.replace('"pango-1.0"', '"pango-gone"') if missing == "pango-1.0" else None
    monkeypatch.setattr(switch, "LOOK", look or switch.LOOK.replace(there, missing))
    system = SystemValues()
    LETTERS.set_on(system, True)

    assert INSTALL in rendering_trouble()
    assert not is_on(system)


def test_a_server_without_trouble_is_looked_at_once(monkeypatch: pytest.MonkeyPatch):
    assert rendering_trouble() == ""
    monkeypatch.setattr(switch, "LOOK", "raise SystemExit(1)")

    assert rendering_trouble() == ""


def test_a_server_with_trouble_is_looked_at_again_after_a_while(monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as broken:
        broken.setattr(switch, "LOOK", "raise SystemExit(1)")
        assert rendering_trouble()
    assert rendering_trouble(), "not at once"

    monkeypatch.setattr(switch, "LOOK_AGAIN", 0.0)
    assert rendering_trouble() == ""


def test_a_server_that_has_no_time_to_be_looked_at_lacks_nothing_and_is_looked_at_next_time(
    monkeypatch: pytest.MonkeyPatch,
):
    with monkeypatch.context() as busy:
        busy.setattr(switch, "LOOK", "import signal; signal.pause()")
        busy.setattr(switch, "LOOK_FOR", 0.01)
        assert rendering_trouble() == ""

    monkeypatch.setattr(switch, "LOOK", "raise SystemExit(1)")
    assert INSTALL in rendering_trouble()
