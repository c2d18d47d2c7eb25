"""The documentation as a site: `make site` writes it into build/site/. A link that leads nowhere stops it."""

project = "handbill"
author = "the handbill contributors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = "handbill"
html_theme_options = {"light_css_variables": {"color-brand-primary": "#1f4e8c", "color-brand-content": "#1f4e8c"}}
html_show_sphinx = False
myst_heading_anchors = 4
myst_links_external_new_tab = False
nitpicky = True
