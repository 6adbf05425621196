from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_promises_and_loans")]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="tickets_ticket_category"),
        migrations.RemoveIndex(model_name="ticket", name="tickets_ticket_queue"),
        migrations.RemoveIndex(model_name="ticket", name="tickets_ticket_waiting"),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["queue_category_id", "state", "received_at"], name="tickets_ticket_place"),
        ),
    ]
