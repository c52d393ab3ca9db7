"""The board and the shift report: live rows and analytics figures, as screens and as CSV."""
