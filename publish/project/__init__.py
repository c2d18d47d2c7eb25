"""A folder on disk becomes settings, manuscripts and a house style."""
