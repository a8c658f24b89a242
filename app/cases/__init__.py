"""案件 and 案卷: opened, handled, moved on, filed, reopened; with parties, handlers, versions."""
