"""What an editor asks of a theory while it is written, and the server that answers it."""
