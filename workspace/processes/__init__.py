"""Processes and threads: the web server, the worker, the telephony link, and what starts, watches and ends them."""
