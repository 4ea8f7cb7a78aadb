"""The business, one folder a noun. Each knows only those below it."""
