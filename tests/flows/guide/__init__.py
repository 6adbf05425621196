"""The guide "Mandant anlegen", followed in the browser: one file a part of it."""
