"""資產賬戶 > 手工調賬: a client's money put right by hand, by two people (`docs/rules/adjustment.md`)."""
