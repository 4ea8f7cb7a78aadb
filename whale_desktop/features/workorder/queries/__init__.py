"""Reads of flows, of people who may sign, and of work orders."""
