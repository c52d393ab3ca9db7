"""What strangers call themselves to hurt a screen, a spreadsheet, a terminal or a database."""

NAMES = (
    "<img src=x onerror=hacked=1>",
    '"><b hx-post="/stolen" hx-trigger="load">',
    "{{7*7}}",
    "${customer.account}",
    "'; DROP TABLE customers; --",
    "\x1b[31mred\x1b[0m",
    "=HYPERLINK(1)",
    "</textarea><script>hacked=1</script>",
    "🙂" * 2560,
)
"""Each must be shown as the text it is; the last is 10 kB of emoji."""
