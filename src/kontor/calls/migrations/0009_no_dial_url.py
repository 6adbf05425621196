from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0008_settled"),
    ]

    operations = [
        migrations.RemoveField(model_name="phonesystem", name="dial_url"),
    ]
