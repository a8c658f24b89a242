"""Recordings, from the last byte received to the clerk's page."""
