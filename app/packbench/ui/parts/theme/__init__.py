"""How everything looks: tokens, palettes, style sheet, fonts, icons."""
