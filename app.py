"""The entry: nothing but the application object that servers and commands load."""

from assist import create_app

app = create_app()
