"""Parts of which screens are made; none of them knows a screen."""
