from django.db import migrations, models


class Migration(migrations.Migration):
    """An account may send through a server that wants no sign-in."""

    dependencies = [("channels", "0002_connectiontest")]

    operations = [
        migrations.AddField(
            model_name="mailaccount",
            name="smtp_without_sign_in",
            field=models.BooleanField(default=False, verbose_name="sends without signing in"),
        ),
    ]
