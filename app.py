"""The entry: nothing but the application object that servers and commands load."""

import gc

# What is loaded stays, so that looking through it for garbage, again and again while it is being
# loaded and once more at the end, would cost a command a third of its time.
gc.disable()

from assist import create_app  # noqa: E402 - loading it is what the collector must not watch

app = create_app()
gc.freeze()
gc.enable()
