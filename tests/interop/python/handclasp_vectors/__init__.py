"""Makes and checks docs/vectors with the Python peer; the format is described in docs/vectors/README.md."""
