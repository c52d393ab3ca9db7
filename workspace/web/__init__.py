"""HTTP handlers: read the request, run a command, show a screen. One file a noun."""
