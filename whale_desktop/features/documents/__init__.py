"""Files that go out: exports of any list, printed lists and records. Knows lists only through the screen registry."""
