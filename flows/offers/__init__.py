"""Offers: the catalogue, who may have which, their ranking for one customer, and the decision that is kept."""
