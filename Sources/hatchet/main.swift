print("hatchet")
