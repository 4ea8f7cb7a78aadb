"""Pure rules of work orders: routes, signatures, expiry, and what a state allows. Knows no database and no clock."""
