"""Where the views of this room hang themselves."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)
