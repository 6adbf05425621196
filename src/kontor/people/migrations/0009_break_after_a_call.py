from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_calls"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="agentstate",
            name="people_agentstate_reason",
        ),
        migrations.AddConstraint(
            model_name="agentstate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason", None),
                    ("availability", "pause"),
                    ("resumes", "pause"),
                    _connector="OR",
                ),
                name="people_agentstate_reason",
            ),
        ),
    ]
