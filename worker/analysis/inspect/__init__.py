"""The answers of the page "See it": one image on many chips, misclassified images, test images with noise, one crossbar.

Each answer is bounded in size and work. The chips are those of runs: the same seed and draw give the same programmed weights
and the same noisy images.
"""
