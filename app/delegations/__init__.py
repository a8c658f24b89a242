"""授权代行: who stands in for an absent leader."""
