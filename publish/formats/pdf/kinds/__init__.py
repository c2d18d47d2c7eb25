"""What is particular to one kind of PDF: the booklet's imposition, large print, greys, the pack, crop marks."""
