"""Currency exchange: parameters, client orders, bank orders and their exceptions, the pool, profit and loss."""
