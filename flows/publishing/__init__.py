"""Publishing: what is frozen with a text, its versions, and a change on its way to calls."""
