"""Training in Keras/TensorFlow. `recipe` may be imported by anyone; `models`, `noise` and `fitting` load TensorFlow."""
