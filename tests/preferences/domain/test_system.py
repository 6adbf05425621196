from __future__ import annotations

from kontor.letters.preferences import FILE_NAMES, OUTPUT_DIRECTORY
from kontor.org.preferences import IDLE_TIMEOUT
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from tests.support.refusal import refused
from tests.support.scoping import everywhere


def test_a_value_is_set_and_inherited_again(ada: User) -> None:
    with everywhere():
        version = system_values().version
        row = change_system_values({"org.idle_timeout": 5}, version=version, by=ada)
        assert IDLE_TIMEOUT.get(row) == 5

        row = change_system_values({"org.idle_timeout": None}, version=row.version, by=ada)

        assert IDLE_TIMEOUT.get(row) == 60


def test_somebody_elses_change_is_not_overwritten(ada: User) -> None:
    with everywhere():
        version = system_values().version
        change_system_values({"org.idle_timeout": 5}, version=version, by=ada)
        with refused("Somebody else has changed the system settings"):
            change_system_values({"org.idle_timeout": 6}, version=version, by=ada)


def test_a_value_that_the_setting_does_not_take_is_refused_by_the_verb_itself(ada: User) -> None:
    with everywhere():
        version = system_values().version
        for key, value, sentence in (
            (FILE_NAMES.key, "[datum]", "“[datum]” is not filled in."),
            (OUTPUT_DIRECTORY.key, "../etc", ""),
        ):
            with refused(sentence):
                change_system_values({key: value}, version=version, by=ada)

        assert system_values().version == version
