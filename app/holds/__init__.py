"""Holds: what must be kept, whatever its period says."""
