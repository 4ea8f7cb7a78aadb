"""Clients, accounts, and the append-only double-entry books: journals, balances, freezes, business codes."""
