"""What is measured, and the plain twin it is measured against. See README.md."""
