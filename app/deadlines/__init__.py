"""What has to be done by when, from its beginning to its end (长子 10, 音像 13, 山西 17)."""
