"""A page of tickets keeps room: a change of what no index holds, such as a tag, then leaves the indexes alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0019_open_in_order")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tickets_ticket SET (fillfactor = 85)", "ALTER TABLE tickets_ticket RESET (fillfactor)"
        )
    ]
