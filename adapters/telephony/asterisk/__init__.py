"""Asterisk over its Manager Interface (AMI): what it says as call events, and our orders to it."""
