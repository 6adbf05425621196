from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "kontor.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.sla.domain.edits import when_chosen, when_edited
        from kontor.tickets.domain.recomputing import recompute_chosen, recompute_edited

        when_edited(recompute_edited)
        when_chosen(recompute_chosen)
