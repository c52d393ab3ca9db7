"""A switch behind HTTP: signed events come in, signed orders go out. For providers of the web's kind, and for any bridge to a switch."""
