from kontor.spelling.models.word import Word

__all__ = ["Word"]
