"""Networks from one neuron to a training loop, and the data they learn from."""
