"""The command line: what an administrator types."""
