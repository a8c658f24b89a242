"""Documents as officials exchange them: ledgers out, filled-in forms back in, both as XLSX."""
