"""What people fill in: from the request to typed values, with the choices that fields offer."""
