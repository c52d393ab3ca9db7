"""The script language supervisors write: text in, a checked Script or Problems out. Pure."""
