"""What superior units see of the units below them: figures, states and deadlines."""
