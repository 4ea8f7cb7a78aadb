"""The window around the pages: sign-in, menu, tabs, palette, status bar, lock. Generic: it knows screens as data and no feature."""
