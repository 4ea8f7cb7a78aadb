"""The audit trail as people read it: the list, what changed, the proof that nobody touched it."""
