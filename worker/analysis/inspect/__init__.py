"""Looking closely: one image on many chips, mistakes, test images under noise, one crossbar.

Everything here answers a question of the page "See it" within a bound on size and work. The chips are those of the
runs: the same seed and draw give the same programmed weights and the same noisy images.
"""
