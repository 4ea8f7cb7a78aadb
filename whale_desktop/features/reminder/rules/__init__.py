"""The pure rules of the borrowing reminder: whom the rule hits, what an automatic repayment orders, how statuses follow orders."""
