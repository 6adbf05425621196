from django.db import migrations


class Migration(migrations.Migration):
    """They counted twice what came between the hour of a sample and the moment at which it was taken."""

    dependencies = [
        ("reports", "0003_say_tickets"),
    ]

    operations = [
        migrations.RemoveField(model_name="backlogsample", name="came"),
        migrations.RemoveField(model_name="backlogsample", name="went"),
    ]
