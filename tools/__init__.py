"""What the project needs around the product: a server for its rooms. Nothing here is installed with the receptionist."""
