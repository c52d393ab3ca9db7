"""Imports: lists of customers, leads and recommendations, read to their end before anything is stored."""
