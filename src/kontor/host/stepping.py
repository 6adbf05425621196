"""Migrations one after the other, without making classes of nearly all models at each step.

Most steps change one table and ask for one model. Django then makes the class of that model anew, and with it those of
all that have to do with it, however far: nine tenths of the time of an upgrade. Here a step makes the classes void, and
what is asked for is made when it is asked for: the model and those it points to. All are made for who asks for all, as
Django does to find what points back at a model, and for code, which may follow any relation.
"""

from __future__ import annotations

from typing import Any, Self

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.models import Model
from django.utils.functional import cached_property


class Executor(MigrationExecutor):
    """Django's, going forwards in this way; backwards, where all states are wanted at once, as Django does."""

    def _migrate_all_forwards(self, state: ProjectState, *plans: Any, **options: Any) -> Any:
        return super()._migrate_all_forwards(SteppingState(state.models, state.real_apps), *plans, **options)  # type: ignore[misc]


class SteppingState(ProjectState):
    """Its classes are of one moment: a copy shares them, a change leaves them to the copies."""

    @cached_property
    def apps(self) -> StateApps:
        return AppsWhenAsked(self.real_apps, self.models)

    def clone(self) -> Self:
        copy = type(self)({key: model.clone() for key, model in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            copy.__dict__["apps"] = self.apps
        return copy

    def add_model(self, model_state: ModelState) -> None:
        self._forget()
        super().add_model(model_state)

    def remove_model(self, app_label: str, model_name: str) -> None:
        self._forget()
        super().remove_model(app_label, model_name)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        self._forget()

    def reload_models(self, models: Any, delay: bool = True) -> None:
        self._forget()

    def clear_delayed_apps_cache(self) -> None:
        """Code is going to be run with these classes."""
        self.apps.get_models()

    def _forget(self) -> None:
        self.__dict__.pop("apps", None)


class AppsWhenAsked(StateApps):
    """Classes of the models as they were when this was made; changes of the state afterwards do not reach it."""

    def __init__(self, real_apps: Any, states: dict[tuple[str, str], ModelState]) -> None:
        self._waiting: dict[tuple[str, str], ModelState] = {}
        super().__init__(real_apps, {})
        self._waiting = {key: state.clone() for key, state in states.items()}

    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> type[Model]:
        if model_name is None:
            app_label, model_name = app_label.split(".")
        key = (app_label, model_name.lower())
        if key in self._waiting:
            self._make([key])
        return super().get_model(app_label, model_name, require_ready)

    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> list[type[Model]]:
        self._make(list(self._waiting))
        return [
            model
            for config in self.app_configs.values()
            for model in config.get_models(include_auto_created, include_swapped)
        ]

    def clear_cache(self) -> None:
        """Nothing of the registry is kept; what the classes know of each other is found out again."""
        for config in self.app_configs.values():
            for model in config.models.values():
                model._meta._expire_cache()  # type: ignore[attr-defined]

    def _make(self, keys: list[tuple[str, str]]) -> None:
        """Together with those that they point to: a class without them would not know its columns."""
        while keys:
            self.render_multiple([self._waiting.pop(key) for key in keys])
            keys = [key for key in self._pending_operations if key in self._waiting]
