"""The rules of the checker: the table, what each says, and the analyses that find it."""
