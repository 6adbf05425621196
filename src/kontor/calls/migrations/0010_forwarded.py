from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0009_no_dial_url"),
    ]

    operations = [
        migrations.AlterField(
            model_name="call",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answered", "Answered"),
                    ("missed", "Missed"),
                    ("busy", "Busy"),
                    ("no_answer", "No answer"),
                    ("rejected", "Rejected"),
                    ("forwarded", "Forwarded"),
                    ("blocked", "Blocked caller"),
                    ("failed", "Not put through"),
                    ("unknown", "End not known"),
                ],
                max_length=10,
            ),
        ),
    ]
