"""Who gets which work: the presence of agents, the rules of queues, and the match between them."""
