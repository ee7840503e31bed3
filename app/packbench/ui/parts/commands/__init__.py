"""Commands as data: menus, toolbars, context menus, the palette and the tests are made of them."""
