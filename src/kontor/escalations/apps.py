from typing import Any

from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "kontor.escalations"
    label = "escalations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.escalations.domain.words import effects_in_words
        from kontor.tickets.domain.history import explain_steps

        def escalated(details: dict[str, Any]) -> dict[str, object]:
            return {"effects": effects_in_words(details["effects"])}

        explain_steps("escalated", escalated)
