"""How far the laws look: `LAWS=deep` explores more than a change needs before it is committed."""

import os

IS_DEEP = os.environ.get("LAWS") == "deep"
