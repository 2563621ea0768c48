"""The functions of the course: activations, softmax, losses."""
