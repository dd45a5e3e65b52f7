"""Dynamics of recurrent networks: what their hidden states do over time, without noise and on simulated chips."""
