"""The tables as they were in the first version, by what they are about; the step `versions/0001_initial.py` makes them.

They stand here because Alembic takes every module of `versions` for a step. Must not know the tables of today.
"""
