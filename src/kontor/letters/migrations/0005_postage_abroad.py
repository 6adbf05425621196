from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0003_print_alarms"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="postageclass", name="letters_postage_once"),
        migrations.AlterModelOptions(
            name="postageclass",
            options={"ordering": ["abroad", "most_grams", "id"]},
        ),
        migrations.AddField(
            model_name="postageclass",
            name="abroad",
            field=models.BooleanField(default=False, verbose_name="to other countries"),
        ),
        migrations.AddConstraint(
            model_name="postageclass",
            constraint=models.UniqueConstraint(fields=("tenant", "abroad", "most_grams"), name="letters_postage_once"),
        ),
    ]
