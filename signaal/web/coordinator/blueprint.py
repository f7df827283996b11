"""Where the views of this room hang themselves."""

from flask import Blueprint

blueprint = Blueprint("coordinator", __name__)
