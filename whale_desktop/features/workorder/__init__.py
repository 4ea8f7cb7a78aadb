"""Work orders: who must agree to a command, what waits, and what became of it. The bus holds and carries out; this decides who."""
