"""What is printed: frozen dataclasses in, PDF bytes out, equal bytes for equal input."""

import sys
from types import ModuleType

# ReportLab runs what lies in a person's home under these names, which would print otherwise on one
# station than on another, and ends with an error where the home is no folder. There is no such
# thing as far as it can see.
for _name in ("reportlab_mods", "reportlab_settings"):
    sys.modules.setdefault(_name, ModuleType(_name))
