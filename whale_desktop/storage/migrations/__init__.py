"""How the schema came to be, step by step. Written by `python tools/migration.py`, read by a person, never changed after a release."""
