"""How members pay: one act of paying, what is offered for it, and what of it each account gets."""
