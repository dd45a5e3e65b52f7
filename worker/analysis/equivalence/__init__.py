"""What a setting's noise amounts to, in the terms of other conventions.

`weights` (errors of the weights a chip holds), `preactivations` (the training noise that they amount to), `recommending`
(a network trained at about that level), `tools` (the same in other simulators' terms), `floor` (the least that physics allows).
"""
