from typing import Any

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "kontor.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.calls.enums import Outcome
        from kontor.routing.domain.resubmission import resubmission_in_words
        from kontor.tickets.domain.history import explain_steps

        def placed(details: dict[str, Any]) -> dict[str, object]:
            return {"outcome": Outcome(details["outcome"]).label} if details.get("outcome") else {}

        explain_steps("call_placed", placed)
        explain_steps("call_back_later", resubmission_in_words)
