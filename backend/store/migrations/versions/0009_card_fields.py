"""Cards say seed, noise on the weights and hidden layers of a training, which stood in its command alone"""

import shlex
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NETWORKS = sa.table("networks", sa.column("id", sa.String), sa.column("card", sa.JSON))
OF_CARD, OF_TRAINING = ("seed", "weight_noise", "weight_clip"), ("hidden",)


def upgrade() -> None:
    """The last time that a command is read. Of uploads nothing is known."""
    _rewrite(_completed)


def downgrade() -> None:
    _rewrite(_as_before)


def _rewrite(change: Any) -> None:
    connection = op.get_bind()
    for network, card in connection.execute(sa.select(NETWORKS.c.id, NETWORKS.c.card)).all():
        connection.execute(sa.update(NETWORKS).where(NETWORKS.c.id == network).values(card=change(card)))


def _completed(card: dict[str, Any]) -> dict[str, Any]:
    training = card.get("training")
    if training is None:
        return {**card, **dict.fromkeys(OF_CARD)}
    _program, _train, *words = shlex.split(training["command"])
    given = dict(zip(words[::2], words[1::2], strict=False))
    clip, hidden = given.get("--weight-clip"), given.get("--hidden")
    return {
        **card,
        "seed": training["seed"],
        "weight_noise": float(given.get("--weight-noise", 0)),
        "weight_clip": None if clip is None else float(clip),
        "training": {**training, "hidden": [int(units) for units in hidden.split(",")] if hidden else []},
    }


def _as_before(card: dict[str, Any]) -> dict[str, Any]:
    training = card.get("training")
    plain = {name: value for name, value in card.items() if name not in OF_CARD}
    if training is not None:
        plain["training"] = {name: value for name, value in training.items() if name not in OF_TRAINING}
    return plain
