"""The commands of `cuecard`: what each does at the terminal, and how it says so."""
