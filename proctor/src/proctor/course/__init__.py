"""What the instructor set and what a student handed in, as data."""
