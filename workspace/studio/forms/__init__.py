"""The form of a step and of a whole script: what stands in the text, what may be added, and the edit behind each control."""
