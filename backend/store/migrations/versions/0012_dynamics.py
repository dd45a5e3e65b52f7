"""Dynamics and predictions, what is kept of analyses, and shares of other things than runs"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_jobs(
        "dynamics",
        sa.Column("networks", sa.JSON(), nullable=False),
        sa.Column("parts_done", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
    )
    _create_jobs("predictions", sa.Column("curves", sa.JSON(), nullable=False))
    op.create_table(
        "kept_analyses",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("kept_analyses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_analyses_last_used"), ["last_used"], unique=False)
    op.add_column("shares", sa.Column("kind", sa.String(length=12), nullable=False, server_default="run"))


def downgrade() -> None:
    # A program of then would take every share for one of a run.
    op.execute(sa.text("DELETE FROM shares WHERE kind <> 'run'"))
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.drop_column("kind")
    op.drop_table("kept_analyses")
    op.drop_table("predictions")
    op.drop_table("dynamics")


def _create_jobs(name: str, *of_its_own: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("request", sa.JSON(), nullable=False),
        *of_its_own,
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.Double(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("answer_key", sa.String(length=64), nullable=False),
        sa.Column("engine_version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table(name, schema=None) as batch_op:
        for column in ("answer_key", "created_at", "state"):
            batch_op.create_index(batch_op.f(f"ix_{name}_{column}"), [column], unique=False)
