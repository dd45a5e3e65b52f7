"""Answers about networks and devices beyond accuracies: equivalent noise, a close look at single chips, curves of devices."""
