from django.db import migrations, models


class Migration(migrations.Migration):
    """What it takes to have the draft of an answer again that is taken back."""

    dependencies = [("answers", "0004_rich_drafts")]

    operations = [
        migrations.AddField(model_name="sentanswer", name="draft", field=models.JSONField(default=dict)),
    ]
