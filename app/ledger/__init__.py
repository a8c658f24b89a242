"""The audit ledger: one event row in the same transaction as each act."""
