"""Bytes on disk: segments, originals, derivatives."""
