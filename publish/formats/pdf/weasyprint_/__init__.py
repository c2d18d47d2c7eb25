"""The one door to WeasyPrint: nothing else in the press imports it or looks into its boxes."""
