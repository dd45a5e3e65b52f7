"""What the Help page says."""

from __future__ import annotations

Pairs = tuple[tuple[str, str], ...]

BEGIN = (
    (
        "Pick networks on the left of Explore. Each cell of the small tables is one trained network: its family down, the "
        "noise it was trained with across, its clean accuracy in it."
    ),
    "Choose what runs along the axis, and set the rest with the sliders. Letting go of a slider starts the computation.",
    (
        "Watch: each point is the mean over simulated chips, its band the interval of that mean. Bands narrow until they are as "
        "narrow as asked for. The thin lines are the curves from before."
    ),
    (
        "Copy the link: whoever opens it here sees the same settings and the same numbers; Back undoes a step. Share freezes "
        "the figure under a link of its own."
    ),
)

WORDS: Pairs = (
    ("Network", "A trained model: its layers, its weights, and the noise it was trained with."),
    ("Crossbar", "An array of memory cells that holds one layer's weights as conductances and multiplies by them."),
    ("Internal noise", "What happens to the conductances: programming noise and read noise."),
    (
        "Programming noise",
        "The error of writing a weight. Drawn once for a chip, then the same for every image and every time step.",
    ),
    ("Read noise", "The error of using a weight. Redrawn at every matrix-vector multiplication."),
    (
        "Device",
        "A memory cell by its published law: its error depends on the conductance and on its age. It replaces the two sigmas.",
    ),
    (
        "Drift",
        "Conductances change after programming. One factor for the whole array can take the common part of it back.",
    ),
    ("Test-set noise", "What happens to the images: gaussian x + n, speckle x (1 + n), salt and pepper; clipped to [0, 1]."),
    ("Training noise", "Gaussian noise added to every pre-activation while training; absent from inference."),
    ("Draw", "One realisation of everything that is random: one simulated chip."),
    ("Point", "One network at one setting over many draws: mean accuracy, its interval, and how much chips differ."),
    ("Sweep", "The parameter that runs along the axis, and its values."),
    ("Share", "A run frozen under an address that nobody can guess; only who made it can take it back."),
    ("Story", "Views in an order, with titles and notes, to be stepped through in a talk."),
    ("Run", "One experiment as it was asked for, with its state and points. The same question is computed once."),
)

FORMULAS: tuple[tuple[str, str, str], ...] = (
    (
        "Sigma",
        "std of a weight's error = σ · 2 max|w|  (weight range),  or  σ · max|w|",
        (
            "Each layer has its own max |w|; the weight range goes from −max |w| to +max |w|. 2.5 % of the range is 5 % of "
            "max |w|. Both conventions are common, which is why the page says which and converts."
        ),
    ),
    (
        "One output",
        "z = Σ (w_i + e_i) x_i + b        Var z = (std of e)² · ‖x‖²",
        (
            "For independent errors e and the input vector x. Read noise is drawn in this form, at the output, which is "
            "exact in law for gaussian errors. It is also why noise on pre-activations in training prepares for noise on weights."
        ),
    ),
    (
        "Time-multiplexed RNN",
        "h_t = relu(x_t W + h_(t−1) U + b),   t = 1 … T",
        (
            "The image is cut into T chunks x_t; one crossbar [W; U] serves every step. Its programming noise is the same "
            "at each step and adds up; read noise is fresh at each step and partly averages out."
        ),
    ),
    (
        "Interval",
        "mean ± t · s / √n  over n draws, corrected for skewness",
        (
            "It says how well the mean over chips is known for this test set; that there could be other test images is not "
            "in it. Draws are added until the interval is as narrow as asked for, and it is widened for having been looked "
            "at meanwhile."
        ),
    ),
    (
        "Device",
        "g = g₀ + s(g₀, age) ξ,   clipped;   g(t) = g ((t + t₀) / t₀)^−nu",
        (
            "For each of a weight's two devices, with its own normal number ξ and its own exponent nu. Reads add noise of "
            "variance Σ (s₊² + s₋²) x² to an output."
        ),
    ),
    (
        "Survival",
        "largest noise with accuracy ≥ 0.95 · clean accuracy",
        "The sentence above the curve. Between two points the accuracy is taken as a straight line.",
    ),
)

STATES: Pairs = (
    ("queued", "Waiting for a worker. If it stays so for seconds, all are busy or none is running."),
    ("running", "Points come in and sharpen; pale marks are not yet as sure as asked for."),
    ("done", "Every point has the interval that was asked for, or as many draws as were allowed."),
    ("partial", "Some points are done, others could not be computed. Retry computes those."),
    ("cancelled", "Stopped by someone; the points so far stay. Retry goes on from there."),
    ("failed", "Nothing came of it; the page says why. Retry after that is mended."),
)

LIMITS = (
    "Digits, MNIST and Fashion-MNIST are easy tasks; harder ones survive less noise.",
    (
        "With the sliders, errors are gaussian, independent, and the same size for every weight of a layer. A chosen device "
        "follows its published law instead, as far as its source goes. Wires are linear, and every read is a steady state."
    ),
    "Energy comes from counts of what a layer does times published unit costs; what a source does not give is listed as assumed.",
)

TALK = (
    "Notes on a run, and lines across its figure, are for everyone who opens the run; a share keeps them as they are.",
    (
        "Export saves a figure as a picture with its caption, legend and n inside, its numbers as CSV or JSON, a bundle with a "
        "page that opens offline, a notebook and a script that compute it again, its command lines, and a BibTeX entry."
    ),
    (
        "A story is views in an order: A on any page adds it, the page Story arranges, annotates and presents them. It stays in "
        "your browser; take it along as a file, a link, or one page that steps through its figures without a server."
    ),
    (
        "T is talk mode: a link with present=1 opens in it. show=pareto shows that card alone, hide=summary,panel hides parts; "
        "names are panel, summary, title, progress, numbers, accuracy, energy, pareto, design, families."
    ),
)

SOURCES = (
    "Energy: M. J. Marinella et al., IEEE J. Emerg. Sel. Topics Circuits Syst. 8, 86 (2018).",
    (
        "Noise in training for noise in inference: V. Joshi et al., Nature Communications 11, 2473 (2020); "
        "M. J. Rasch et al., Nature Communications 14, 5282 (2023)."
    ),
    "Skewness of an interval: P. Hall, J. R. Stat. Soc. B 54, 221 (1992).",
    "Speckle as x (1 + n), as in scikit-image: times noise of mean zero, an image would vanish.",
    "Devices: the source of each figure shows when the pointer rests on it, and stands in the interface's list of devices.",
)
