"""编目: by what a recording is classed, to which case it belongs, and how the inbox empties."""
