"""The arq doors: they wake up, claim a job row and call a verb."""
