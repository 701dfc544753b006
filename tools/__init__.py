"""What the project needs around the product; nothing of it is installed with the receptionist."""
