"""The contract: what goes over the wire and into files, and nothing else."""
