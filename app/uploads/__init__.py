"""Resumable uploads: one row each, immutable segments, a lease with a fencing epoch."""
