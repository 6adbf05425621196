from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="agentgroup",
            name="preferences",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
