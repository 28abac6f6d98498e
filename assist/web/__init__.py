"""What every page needs and no feature owns; it offers call-backs that the factory fills."""
