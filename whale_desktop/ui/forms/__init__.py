"""Forms over commands: fields, dialogs, errors at their places. Generic; knows no feature."""
