"""Alembic's entry: runs on the connection that `backend.store.migrate` hands over."""

from alembic import context

from backend.store.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can do it too, as its transactions begin by a statement (`backend.store.session`)
)
with context.begin_transaction():
    context.run_migrations()
