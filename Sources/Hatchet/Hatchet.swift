// Hatchet
