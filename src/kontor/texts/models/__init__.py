from kontor.texts.models.greeting import Greeting
from kontor.texts.models.library_file import LibraryFile, TemplateFile
from kontor.texts.models.module import ModuleCategory, ModuleGroup, TextModule
from kontor.texts.models.template import ReplyTemplate, TemplateAssignment, TemplateContent, TemplateVersion

__all__ = [
    "Greeting",
    "LibraryFile",
    "ModuleCategory",
    "ModuleGroup",
    "ReplyTemplate",
    "TemplateAssignment",
    "TemplateContent",
    "TemplateFile",
    "TemplateVersion",
    "TextModule",
]
