"""Insights: what use will cost, what it is made of, what stands out, and how well that was foreseen."""
