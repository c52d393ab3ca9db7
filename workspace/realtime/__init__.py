"""The websocket: a pure protocol, the socket round it, the fan-out and the rendering of pushes."""
