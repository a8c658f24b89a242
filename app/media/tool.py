"""The label that every derivative carries: what made it, in which version."""

from importlib.metadata import version

from app import __version__

TOOL = f"liuhen {__version__}, PyAV {version('av')}, Pillow {version('pillow')}"
