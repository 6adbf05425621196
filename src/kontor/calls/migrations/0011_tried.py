from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0010_forwarded"),
    ]

    operations = [
        migrations.AddField(
            model_name="receivedevent",
            name="tried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
