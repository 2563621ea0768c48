"""What a page of the book is made of, besides prose: figures, sliders, quizzes."""
