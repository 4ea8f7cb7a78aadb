"""Cards instead of rows. Generic; knows no feature."""
