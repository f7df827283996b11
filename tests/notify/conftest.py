"""The fixtures of this room."""

from tests.support.certificates import certificate as certificate
from tests.support.smtp import new_postbox as new_postbox
from tests.support.smtp import postbox as postbox
