"""SmartHub Dash: a live member portal for an electric and broadband cooperative."""
