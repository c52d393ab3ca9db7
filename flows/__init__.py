"""The contact centre as pure values: runs, interactions, tasks, offers, outcomes."""
