"""Lists: filter, table, paging, selection, detail. Generic; knows no feature."""
