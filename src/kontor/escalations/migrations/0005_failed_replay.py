from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalations", "0003_notice_mail")]

    operations = [
        migrations.AlterField(
            model_name="replay",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("running", "running"),
                    ("done", "finished"),
                    ("canceled", "canceled"),
                    ("failed", "ended by an error"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
