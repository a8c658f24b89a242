"""Long runs of what the tests show briefly; started by ``bin/torture``, not collected by pytest."""
