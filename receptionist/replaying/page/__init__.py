"""A call as one page that needs nothing else: to be handed around, read anywhere, and kept."""

from receptionist.replaying.page.writing import page

__all__ = ["page"]
