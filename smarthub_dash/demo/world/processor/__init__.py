"""
A payment processor for the demo and every payment test: a process of its own that speaks Stripe's HTTP shapes.

It keeps a journal of its own, so that what was charged can be laid beside what the portal's ledger says.
"""
