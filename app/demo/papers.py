"""Placeholder."""

from PIL import Image

__all__ = ["Image"]
