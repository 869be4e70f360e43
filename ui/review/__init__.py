"""Review: what the manager looks at before approving, and returning to the clerk."""
