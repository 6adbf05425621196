from typing import Any

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "kontor.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.routing.domain.assignment_words import assignment_in_words
        from kontor.routing.domain.distribute import wake
        from kontor.routing.domain.explaining import explain
        from kontor.routing.domain.loans import end_with_its_ticket
        from kontor.routing.domain.resubmission import resubmission_in_words
        from kontor.tickets.domain.history import explain_steps
        from kontor.tickets.domain.lent import when_a_lent_ticket_ends
        from kontor.tickets.domain.queue_moves import on_move

        def categorized(details: dict[str, Any]) -> dict[str, object]:
            """Older steps, and those of a person, carry the reason as a sentence."""
            return {"reason": explain(details)} if "chosen_by" in details else {}

        when_a_lent_ticket_ends(end_with_its_ticket)
        explain_steps("categorized", categorized)
        for action in ("resubmitted", "resubmitted_to", "resubmitted_queue"):
            explain_steps(action, resubmission_in_words)
        for action in ("distributed", "taken_next"):
            explain_steps(action, assignment_in_words)
        on_move(wake)
