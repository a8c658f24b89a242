"""Long runs, started by ``bin/torture``; pytest collects only their short forms."""
