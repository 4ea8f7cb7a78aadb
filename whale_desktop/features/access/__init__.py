"""Who works here and what that person may do: members, roles, sessions, preferences. It stands below every other feature."""
