"""The newest calls of several tenants are found without sorting all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_line_test")]

    operations = [
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["-started_at", "-id"], name="calls_call_newest_of_all"),
        ),
    ]
