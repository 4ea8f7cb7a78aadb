"""Pure rules of people and rights: signing in, passwords, effective rights, what may be done with a member. Knows no database."""
