"""Job rows: the truth about work that a worker does."""
