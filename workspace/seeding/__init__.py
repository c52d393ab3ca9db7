"""What an installation begins with: the shipped library and cards, and the demo's people, customers and campaigns."""
